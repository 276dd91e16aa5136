//! The cost of trying a password, which is the same for every account and for none. As long
//! as any password is hashed in an older way, every try runs that way as well.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Block;

use super::{argon, scrypt};
use crate::identity::embedded::error::CallError;

/// Stands in for the hash of accounts that don't exist, so that they take as long.
pub(super) const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$\
                                  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The older kinds of hashes that are left: the start of one hash of each kind.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Former(Vec<String>);

/// Counts of computed hashes, by kind.
#[derive(Debug, Default)]
pub(super) struct Runs {
    argon: AtomicU64,
    scrypt: AtomicU64,
}

/// The result of verifying a password.
pub(in super::super) struct Verdict {
    pub(in super::super) good: bool,
    /// The password hashed in the current way, if the stored hash is older.
    pub(in super::super) renewed: Option<String>,
}

impl Former {
    /// Builds it from the starts of some hashes; each kind counts once.
    pub(in super::super) fn like(starts: impl IntoIterator<Item = String>) -> Self {
        let mut former = Self::default();
        starts.into_iter().for_each(|start| former.note(&start));
        former
    }

    fn note(&mut self, hash: &str) {
        let kind = kind(hash);
        if !kind.is_empty() && kind != kind_of_today() && !self.0.iter().any(|it| it == kind) {
            self.0.push(kind.to_owned());
        }
    }
}

/// The memory and counters that a try uses.
pub(super) struct Work<'a> {
    pub(super) memory: &'a mut Vec<Block>,
    pub(super) runs: &'a Runs,
}

impl Work<'_> {
    /// Tries `password` on `stored`, and on a stand-in for each other kind in use.
    pub(super) fn verify(
        &mut self,
        password: &str,
        stored: Option<&str>,
        mut former: Former,
    ) -> Result<Verdict, CallError> {
        let stored = stored.unwrap_or_default();
        former.note(stored);
        let mut good = false;
        for kind in &former.0 {
            good |= self.matches(password, &stand_in(kind, stored));
        }
        if good {
            let renewed = Some(self.hash(password)?);
            return Ok(Verdict { good, renewed });
        }
        let good = self.matches(password, &stand_in(kind_of_today(), stored));
        Ok(Verdict { good, renewed: None })
    }

    pub(super) fn hash(&mut self, password: &str) -> Result<String, CallError> {
        self.runs.argon.fetch_add(1, Ordering::Relaxed);
        argon::hash(password, self.memory)
    }

    fn matches(&mut self, password: &str, hash: &str) -> bool {
        if scrypt::is_better_auths(hash) {
            self.runs.scrypt.fetch_add(1, Ordering::Relaxed);
            return scrypt::matches(password, hash);
        }
        self.runs.argon.fetch_add(1, Ordering::Relaxed);
        argon::matches(password, hash, self.memory)
    }
}

impl Runs {
    /// Returns the counts of argon2id and scrypt.
    pub(super) fn so_far(&self) -> (u64, u64) {
        (self.argon.load(Ordering::Relaxed), self.scrypt.load(Ordering::Relaxed))
    }
}

const SCRYPT: &str = "scrypt";

/// Returns what makes two hashes cost the same: the parameters before the salt. Empty if
/// the text isn't a hash.
fn kind(hash: &str) -> &str {
    if hash.starts_with("$argon2id$") {
        // `$argon2id$v=19$m=…,t=…,p=…$`
        let end = hash.match_indices('$').nth(3).map(|(at, _)| at.saturating_add(1));
        return end.and_then(|end| hash.get(..end)).unwrap_or_default();
    }
    if scrypt::may_begin(hash) { SCRYPT } else { "" }
}

fn kind_of_today() -> &'static str {
    kind(NOBODYS)
}

/// Returns `stored` if it is of this kind, otherwise a stand-in that costs as much.
fn stand_in(of: &str, stored: &str) -> String {
    if kind(stored) == of && super::is_readable(stored) {
        return stored.to_owned();
    }
    if of == SCRYPT {
        return scrypt::nobodys();
    }
    let rest = NOBODYS.strip_prefix(kind_of_today()).unwrap_or_default();
    format!("{of}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRYPT_HASH: &str = "b869fe42e653b9ef2add8e5281f59547:\
        90ab86cf7233081fdece141ffd9362136bd266140626bd2e2eae8093d9f30889\
        975422b1d6debfb90ae227134e129fc1b7dc9180d41775f62bfa4950b3bf52d0";
    const OTHER: &str = "$argon2id$v=19$m=8192,t=1,p=1$bm9ib2R5J3Mgc2FsdA$\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn tried(password: &str, stored: Option<&str>, former: &Former) -> (bool, bool, (u64, u64)) {
        let (mut memory, runs) = (Vec::new(), Runs::default());
        let mut work = Work { memory: &mut memory, runs: &runs };
        let verdict = work.verify(password, stored, former.clone()).unwrap();
        (verdict.good, verdict.renewed.is_some(), runs.so_far())
    }

    #[test]
    fn a_wrong_try_costs_the_same_on_everybody() {
        let left = |hashes: &[&str]| {
            Former::like(hashes.iter().map(|hash| hash.chars().take(40).collect()))
        };
        for (former, cost) in [
            (left(&[]), (1, 0)),
            (left(&[SCRYPT_HASH]), (1, 1)),
            (left(&[OTHER]), (2, 0)),
            (left(&[OTHER, SCRYPT_HASH]), (2, 1)),
        ] {
            for stored in [None, Some(NOBODYS), Some("$argon2id$broken"), Some("")] {
                let (good, renewed, runs) = tried("wrong", stored, &former);
                assert!(!good && !renewed);
                assert_eq!(runs, cost, "{stored:?} {former:?}");
            }
        }
        let both = left(&[OTHER, SCRYPT_HASH]);
        for stored in [SCRYPT_HASH, OTHER] {
            assert_eq!(tried("wrong", Some(stored), &both), (false, false, (2, 1)), "{stored}");
        }
        let hash = Work { memory: &mut Vec::new(), runs: &Runs::default() }.hash("right").unwrap();
        assert_eq!(kind(&hash), kind_of_today(), "strangers cost as much as members");
        assert_eq!(tried("right", Some(&hash), &both), (true, false, (2, 1)));
        assert_eq!(tried("Passwörd 123", Some(SCRYPT_HASH), &both), (true, true, (2, 1)));
    }

    #[test]
    fn a_kind_that_is_not_said_to_be_left_is_tried_all_the_same() {
        let verdict = tried("Passwörd 123", Some(SCRYPT_HASH), &Former::default());
        assert_eq!(verdict, (true, true, (1, 1)));
    }
}
