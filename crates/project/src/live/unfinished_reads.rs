//! The unfinished read requests to a vault's reader, and the jobs that wait for them.

use rustc_hash::FxHashMap;

use super::ticket::Ticket;

/// The unfinished requests to a reader, by their numbers.
#[derive(Default)]
pub struct UnfinishedReads {
    /// Requests up to this number are finished.
    finished: u64,
    /// By path: the first request whose deliveries are valid there. Older deliveries are older than
    /// the index.
    valid_from: FxHashMap<String, u64>,
    /// The first request whose deliveries are valid at all.
    all_valid_from: u64,
    waiting: Vec<(u64, Ticket)>,
    /// The whole vault was reread right before this job, without another job in between.
    pub is_fresh: bool,
}

impl UnfinishedReads {
    /// Marks what is read at `path` before the request `number` as outdated.
    pub fn outdate(&mut self, path: String, number: u64) {
        self.valid_from.insert(path, number);
    }

    /// Marks everything that is read before the request `number` as outdated.
    pub fn outdate_all(&mut self, number: u64) {
        self.all_valid_from = number;
    }

    /// Whether everything that was read for the request `number`, and before the next request, is
    /// older than the index.
    #[must_use]
    pub fn is_outdated(&self, number: u64) -> bool {
        number < self.all_valid_from
    }

    /// Whether the text that was read at `path` for the request `number` is older than the index.
    #[must_use]
    pub fn is_outdated_at(&self, path: &str, number: u64) -> bool {
        self.valid_from.get(path).is_some_and(|valid_from| number < *valid_from)
    }

    /// Whether the request `number` is finished.
    #[must_use]
    pub fn is_finished(&self, number: u64) -> bool {
        number <= self.finished
    }

    /// Makes a job wait for the unfinished request `number`.
    pub fn wait(&mut self, number: u64, job: Ticket) {
        debug_assert!(!self.is_finished(number), "nobody would run the job");
        self.waiting.push((number, job));
    }

    /// Marks the request `number` and all before it as finished. Returns the jobs that waited for
    /// them, in their order.
    pub fn finish(&mut self, number: u64) -> Vec<Ticket> {
        self.finished = self.finished.max(number);
        self.valid_from.retain(|_, valid_from| *valid_from > number);
        let due = self.waiting.extract_if(.., |(waits_for, _)| *waits_for <= number);
        due.map(|(_, job)| job).collect()
    }

    /// Returns all waiting jobs, because no request will be finished any more.
    pub fn abandon(&mut self) -> Vec<Ticket> {
        self.finish(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_before_a_request_are_outdated_until_the_request_is_finished() {
        let mut reads = UnfinishedReads::default();
        reads.outdate("a.md".to_owned(), 3);
        assert!(reads.is_outdated_at("a.md", 2));
        assert!(!reads.is_outdated_at("a.md", 3));
        assert!(!reads.is_outdated_at("b.md", 2));
        reads.finish(2);
        assert!(reads.is_outdated_at("a.md", 2));
        reads.finish(3);
        assert!(!reads.is_outdated_at("a.md", 2), "nothing older is delivered any more");
    }

    #[test]
    fn a_job_waits_for_its_request_and_not_for_later_ones() {
        let mut reads = UnfinishedReads::default();
        reads.wait(2, Ticket(1));
        reads.wait(4, Ticket(2));
        assert_eq!(reads.finish(1), []);
        assert_eq!(reads.finish(3), [Ticket(1)]);
        assert!(reads.is_finished(3));
        assert_eq!(reads.abandon(), [Ticket(2)]);
    }
}
