//! The queue of messages that were read and not handled yet.
//!
//! Messages are handled in the order of their arrival, because a request depends on the changes before
//! it. Only responses and cancellations skip the queue: they do not depend on the order, and a server
//! at its limits needs them to continue.

use std::collections::VecDeque;

use memchr::memmem;
use rustc_hash::FxHashSet;
use tower_lsp::jsonrpc::Id;

use crate::wire::frames::Frame;

/// Notifications that skip the queue.
const URGENT: [&[u8]; 2] = [b"\"$/cancelRequest\"", b"\"window/workDoneProgress/cancel\""];

/// The queue of messages that were read and not handled yet.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    frames: VecDeque<Frame>,
    /// Cancelled requests that may be in the queue.
    cancelled: FxHashSet<Id>,
    /// A `shutdown` request was added.
    pub(crate) has_shutdown: bool,
    /// An `exit` notification was added.
    pub(crate) has_exit: bool,
}

impl Queue {
    /// Whether the queue is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Adds `frame` at the end. Returns it instead if it skips the queue: responses of the client, and
    /// cancellations.
    pub(crate) fn push(&mut self, frame: Frame) -> Option<Frame> {
        if let Frame::Body(body) = &frame
            && (!contains(body, b"\"method\"") || URGENT.iter().any(|name| contains(body, name)))
        {
            return Some(frame);
        }
        if let Frame::Body(body) = &frame {
            self.has_shutdown |= contains(body, b"\"shutdown\"");
            self.has_exit |= contains(body, b"\"exit\"");
        }
        self.frames.push_back(frame);
        None
    }

    /// Removes and returns the oldest message.
    pub(crate) fn pop(&mut self) -> Option<Frame> {
        self.frames.pop_front()
    }

    /// Records that the request `id` was cancelled; it may be in the queue.
    pub(crate) fn cancel(&mut self, id: Id) {
        if !self.frames.is_empty() {
            self.cancelled.insert(id);
        }
    }

    /// Whether the request `id`, which has just left the queue, was cancelled in it.
    pub(crate) fn was_cancelled(&mut self, id: &Id) -> bool {
        let was = self.cancelled.remove(id);
        if self.frames.is_empty() {
            // None of the cancelled requests can be in the queue any more.
            self.cancelled.clear();
        }
        was
    }
}

/// Whether `body` contains `quoted`, a string with its quotes. Inside another JSON string the quotes would
/// be escaped.
fn contains(body: &[u8], quoted: &[u8]) -> bool {
    memmem::find(body, quoted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(json: &str) -> Frame {
        Frame::Body(json.as_bytes().to_vec())
    }

    #[test]
    fn responses_and_cancellations_skip_the_queue() {
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
    fn a_queued_request_can_be_cancelled_once() {
        let mut queue = Queue::default();
        queue.cancel(Id::Number(1));
        assert!(!queue.was_cancelled(&Id::Number(1)), "the queue was empty");
        assert_eq!(queue.push(frame(r#"{"id":1,"method":"a"}"#)), None);
        assert_eq!(queue.push(frame(r#"{"id":2,"method":"a"}"#)), None);
        queue.cancel(Id::Number(1));
        queue.cancel(Id::Number(9));
        assert!(queue.pop().is_some());
        assert!(queue.was_cancelled(&Id::Number(1)));
        assert!(!queue.was_cancelled(&Id::Number(1)), "the id may be used again");
        assert!(queue.pop().is_some());
        assert!(!queue.was_cancelled(&Id::Number(2)));
        assert!(queue.cancelled.is_empty(), "ids of unknown requests are removed");
    }

    #[test]
    fn a_queued_exit_is_detected() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(frame(r#"{"jsonrpc":"2.0","method":"exit"}"#)), None);
        assert!(queue.has_exit && !queue.has_shutdown);
    }
}
