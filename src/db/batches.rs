/// A job's work in one round, done in batches so that none of them holds its rows for long.
/// The next round continues.
#[derive(Clone, Copy)]
pub struct Batches {
    /// The number of rows in a full batch; a smaller one was the last.
    pub rows: i64,
    /// The maximum number of batches in a round.
    pub most: usize,
}

impl Batches {
    /// Runs `batch`, which returns its number of rows, until one isn't full or the round is over.
    pub async fn run<E, F>(mut self, batch: impl Fn() -> F) -> Result<(), E>
    where
        F: Future<Output = Result<i64, E>>,
    {
        while self.has_next(batch().await?) {}
        Ok(())
    }

    /// Counts a batch that had `rows`, and returns whether another one follows.
    fn has_next(&mut self, rows: i64) -> bool {
        self.most = self.most.saturating_sub(1);
        self.most > 0 && rows >= self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_ends_with_a_batch_that_is_not_full_or_with_the_last() {
        let mut round = Batches { rows: 10, most: 3 };
        assert!(round.has_next(10) && !round.has_next(9));
        let mut round = Batches { rows: 10, most: 3 };
        assert!(round.has_next(10) && round.has_next(10) && !round.has_next(10));
    }
}
