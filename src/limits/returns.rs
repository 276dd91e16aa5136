//! Uses that are given back. They wait in this process for the next statement, so that
//! giving back costs no round trip.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Number of different limits that may wait. A replica that gets no more requests forgets the
/// rest, which benefits no one.
const WAITING: usize = 1_000;

/// Number of returns that one statement carries.
const AT_ONCE: usize = 16;

/// The uses to be given back, in microseconds of each limit's window.
#[derive(Clone, Default)]
pub(super) struct Returns(Arc<Mutex<BTreeMap<Vec<u8>, i64>>>);

impl Returns {
    /// Queues `cost` to be given back.
    pub(super) fn add(&self, key: Vec<u8>, cost: i64) {
        let mut waiting = self.lock();
        if waiting.len() < WAITING || waiting.contains_key(&key) {
            let sum = waiting.entry(key).or_default();
            *sum = sum.saturating_add(cost);
        }
    }

    /// Takes the returns for `keys`, and as many of the others as fit.
    pub(super) fn draw<'a>(
        &self,
        keys: impl Iterator<Item = &'a Vec<u8>>,
    ) -> BTreeMap<Vec<u8>, i64> {
        let mut waiting = self.lock();
        let mut drawn: BTreeMap<_, _> = keys.filter_map(|key| waiting.remove_entry(key)).collect();
        while let Some((key, cost)) = (drawn.len() < AT_ONCE).then(|| waiting.pop_first()).flatten()
        {
            drawn.insert(key, cost);
        }
        drawn
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_goes_first_and_a_statement_stays_small() {
        let returns = Returns::default();
        for number in 0..40 {
            returns.add(vec![number], 6);
        }
        returns.add(vec![39], 6);
        let drawn = returns.draw([vec![39], vec![99]].iter());
        assert_eq!((drawn.len(), drawn.get(&vec![39])), (AT_ONCE, Some(&12)));
        assert_eq!(returns.draw([vec![39]].iter()).get(&vec![39]), None, "given back once");
    }

    #[test]
    fn what_nobody_fetches_does_not_heap_up() {
        let returns = Returns::default();
        for number in 0..5_000_u32 {
            returns.add(number.to_be_bytes().to_vec(), 6);
        }
        assert_eq!(returns.lock().len(), WAITING);
    }
}
