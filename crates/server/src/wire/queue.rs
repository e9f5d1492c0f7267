//! Messages that were read and wait for their turn.
//!
//! They have it in the order in which they came: what a request means depends on what was said
//! before it. Only what cannot change that goes ahead of them, so that a server that takes nothing in
//! still hears what would let it go on.

use std::collections::VecDeque;

use memchr::memmem;
use rustc_hash::FxHashSet;
use tower_lsp::jsonrpc::Id;

use crate::wire::frames::Frame;

/// Notifications that go ahead.
const URGENT: [&[u8]; 2] = [b"\"$/cancelRequest\"", b"\"window/workDoneProgress/cancel\""];

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: VecDeque<Frame>,
    /// Requests that were cancelled and may be waiting.
    cancelled: FxHashSet<Id>,
    /// `shutdown` or `exit` may be waiting.
    pub(crate) says_shutdown: bool,
    /// See [`Queue::says_shutdown`].
    pub(crate) says_exit: bool,
}

impl Queue {
    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Puts `frame` last, or returns it if it has its turn at once: answers of the client, and what
    /// cancels something.
    pub(crate) fn push(&mut self, frame: Frame) -> Option<Frame> {
        if let Frame::Body(body) = &frame
            && (!says(body, b"\"method\"") || URGENT.iter().any(|name| says(body, name)))
        {
            return Some(frame);
        }
        if let Frame::Body(body) = &frame {
            self.says_shutdown |= says(body, b"\"shutdown\"");
            self.says_exit |= says(body, b"\"exit\"");
        }
        self.waiting.push_back(frame);
        None
    }

    /// The message that came first.
    pub(crate) fn pop(&mut self) -> Option<Frame> {
        self.waiting.pop_front()
    }

    /// The request `id` is not wanted any more, be it that it waits.
    pub(crate) fn cancel(&mut self, id: Id) {
        if !self.waiting.is_empty() {
            self.cancelled.insert(id);
        }
    }

    /// Whether the request `id`, which has its turn, was cancelled while it waited.
    pub(crate) fn was_cancelled(&mut self, id: &Id) -> bool {
        let was = self.cancelled.remove(id);
        if self.waiting.is_empty() {
            // All that came before is dealt with.
            self.cancelled.clear();
        }
        was
    }
}

/// Whether `body` holds `words`, quotes and all: in a string of JSON their quotes would be escaped.
fn says(body: &[u8], words: &[u8]) -> bool {
    memmem::find(body, words).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(json: &str) -> Frame {
        Frame::Body(json.as_bytes().to_vec())
    }

    #[test]
    fn answers_and_cancellations_go_ahead() {
        let mut queue = Queue::default();
        let hover = frame(r#"{"id":1,"method":"textDocument/hover","params":{}}"#);
        assert_eq!(queue.push(hover.clone()), None);
        for urgent in [
            r#"{"id":1,"result":null}"#,
            r#"{"method":"$/cancelRequest","params":{"id":1}}"#,
            r#"{"method":"window/workDoneProgress/cancel","params":{"token":1}}"#,
        ] {
            assert_eq!(queue.push(frame(urgent)), Some(frame(urgent)));
        }
        let text = frame(r#"{"method":"x","params":{"text":"\"$/cancelRequest\""}}"#);
        assert_eq!(queue.push(text.clone()), None);
        assert_eq!(queue.pop(), Some(hover));
        assert_eq!(queue.pop(), Some(text));
    }

    #[test]
    fn a_request_that_waits_can_be_cancelled_once() {
        let mut queue = Queue::default();
        queue.cancel(Id::Number(1));
        assert!(!queue.was_cancelled(&Id::Number(1)), "nothing waited");
        assert_eq!(queue.push(frame(r#"{"id":1,"method":"a"}"#)), None);
        assert_eq!(queue.push(frame(r#"{"id":2,"method":"a"}"#)), None);
        queue.cancel(Id::Number(1));
        queue.cancel(Id::Number(9));
        assert!(queue.pop().is_some());
        assert!(queue.was_cancelled(&Id::Number(1)));
        assert!(!queue.was_cancelled(&Id::Number(1)), "the id may be used again");
        assert!(queue.pop().is_some());
        assert!(!queue.was_cancelled(&Id::Number(2)));
        assert!(queue.cancelled.is_empty(), "an id that never came is forgotten");
    }

    #[test]
    fn the_end_is_seen_coming() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(frame(r#"{"jsonrpc":"2.0","method":"exit"}"#)), None);
        assert!(queue.says_exit && !queue.says_shutdown);
    }
}
