//! What the vaults' thread asked of a vault's reader, and who waits for it.

use rustc_hash::FxHashMap;

use crate::vaults::tickets::Ticket;

/// Requests to a reader that are still to be done, by their numbers.
#[derive(Default)]
pub(crate) struct Looks {
    /// Requests up to this number are done.
    done: u64,
    /// The numbers of the looks from which on deliveries count at these paths: what was read there
    /// before is older than what the vault knows.
    newer: FxHashMap<String, u64>,
    /// The same for all paths.
    all_newer: u64,
    waiting: Vec<(u64, Ticket)>,
    /// The whole vault was looked at a moment ago, in this turn of the vaults' thread.
    pub(crate) is_fresh: bool,
}

impl Looks {
    /// What is read at `path` before the look `number` is out of date.
    pub(crate) fn outdate(&mut self, path: String, number: u64) {
        self.newer.insert(path, number);
    }

    /// What is read anywhere before the look `number` is out of date.
    pub(crate) fn outdate_all(&mut self, number: u64) {
        self.all_newer = number;
    }

    /// Whether all that was read after the look `number` began, and before the next one, is older
    /// than what the vault knows.
    pub(crate) fn is_old(&self, number: u64) -> bool {
        number < self.all_newer
    }

    /// The same, of what was read at `path`.
    pub(crate) fn is_old_at(&self, path: &str, number: u64) -> bool {
        self.newer.get(path).is_some_and(|newer| number < *newer)
    }

    /// Whether the look `number` is done.
    pub(crate) fn is_done(&self, number: u64) -> bool {
        number <= self.done
    }

    /// The job waits until the look `number`, which is not done, is.
    pub(crate) fn wait(&mut self, number: u64, job: Ticket) {
        debug_assert!(!self.is_done(number), "nobody would call it");
        self.waiting.push((number, job));
    }

    /// The look `number`, and all before it, are done: returns the jobs that waited for them, in
    /// their order.
    pub(crate) fn end(&mut self, number: u64) -> Vec<Ticket> {
        self.done = self.done.max(number);
        self.newer.retain(|_, newer| *newer > number);
        let due = self.waiting.extract_if(.., |(waits_for, _)| *waits_for <= number);
        due.map(|(_, job)| job).collect()
    }

    /// All jobs that wait, for no look will end any more.
    pub(crate) fn abandon(&mut self) -> Vec<Ticket> {
        self.end(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_look_is_old_until_the_look_is_done() {
        let mut looks = Looks::default();
        looks.outdate("a.md".to_owned(), 3);
        assert!(looks.is_old_at("a.md", 2));
        assert!(!looks.is_old_at("a.md", 3));
        assert!(!looks.is_old_at("b.md", 2));
        looks.end(2);
        assert!(looks.is_old_at("a.md", 2));
        looks.end(3);
        assert!(!looks.is_old_at("a.md", 2), "nothing older comes any more");
    }

    #[test]
    fn a_job_waits_for_its_look_and_not_for_later_ones() {
        let mut looks = Looks::default();
        looks.wait(2, Ticket(1));
        looks.wait(4, Ticket(2));
        assert_eq!(looks.end(1), []);
        assert_eq!(looks.end(3), [Ticket(1)]);
        assert!(looks.is_done(3));
        assert_eq!(looks.abandon(), [Ticket(2)]);
    }
}
