//! Flow control between client and server, so that neither can make the other's memory grow without
//! bound.
//!
//! Three things are counted: bytes of messages that were read and are queued, bytes that wait to be
//! written, and messages that are being handled. At a limit the server accepts no more messages. A
//! single response may still be larger than any limit.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::Notify;

/// Maximum number of bytes of queued messages; then reading stops. It is enough for a client that sends
/// 100,000 requests before it reads the first response.
pub(crate) const MAX_INCOMING: usize = 64 << 20;

/// Maximum number of bytes that wait to be written; then no queued message is handled.
pub(crate) const MAX_OUTGOING: usize = 8 << 20;

/// Maximum number of messages that are being handled. The vaults' thread runs them one after the other
/// anyway.
pub(crate) const MAX_IN_FLIGHT: usize = 256;

/// Maximum number of bytes of those messages.
pub(crate) const MAX_IN_FLIGHT_BYTES: usize = 32 << 20;

/// Memory that a queued message takes in addition to its bytes.
const MESSAGE_OVERHEAD: usize = 64;

/// A counter with its current value and its peak.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    now: AtomicUsize,
    peak: AtomicUsize,
}

impl Gauge {
    fn add(&self, amount: usize) {
        let now = self.now.fetch_add(amount, SeqCst) + amount;
        self.peak.fetch_max(now, SeqCst);
    }

    fn subtract(&self, amount: usize) {
        self.now.fetch_sub(amount, SeqCst);
    }

    /// The current value.
    pub(crate) fn now(&self) -> usize {
        self.now.load(SeqCst)
    }

    /// The highest value so far.
    #[cfg(test)]
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(SeqCst)
    }
}

/// The amount of data in flight between client and server.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Bytes of messages that were read and are queued.
    pub(crate) incoming: Gauge,
    /// Bytes that wait to be written.
    pub(crate) outgoing: Gauge,
    /// Number of messages that are being handled.
    pub(crate) in_flight: Gauge,
    /// Bytes of those messages.
    pub(crate) in_flight_bytes: Gauge,
    /// Notified when the queue has room for more messages.
    room: Condvar,
    /// Held while `incoming` is compared and changed.
    reading: Mutex<()>,
    /// The client has closed the output.
    output_closed: AtomicBool,
    /// Notified when a counter went down or the output was closed.
    pub(crate) changed: Notify,
}

impl Load {
    /// Waits until the queue has room for a message of `bytes` that was read, and counts it. A message
    /// above the limit waits until the queue is empty.
    pub(crate) fn add_incoming(&self, bytes: usize) {
        let bytes = bytes + MESSAGE_OVERHEAD;
        let fits = |now| now == 0 || now + bytes <= MAX_INCOMING;
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        while !fits(self.incoming.now()) {
            reading = self.room.wait(reading).unwrap_or_else(PoisonError::into_inner);
        }
        self.incoming.add(bytes);
    }

    /// Counts that a message of `bytes` has left the queue.
    pub(crate) fn remove_incoming(&self, bytes: usize) {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.incoming.subtract(bytes + MESSAGE_OVERHEAD);
        self.room.notify_all();
    }

    /// Counts a message of `bytes` that waits to be written.
    pub(crate) fn add_outgoing(&self, bytes: usize) {
        self.outgoing.add(bytes);
    }

    /// Counts that a message of `bytes` was written.
    pub(crate) fn remove_outgoing(&self, bytes: usize) {
        self.outgoing.subtract(bytes);
        self.changed.notify_one();
    }

    /// Records that the client has closed the output.
    pub(crate) fn close_output(&self) {
        self.output_closed.store(true, SeqCst);
        self.changed.notify_one();
    }

    /// Whether the client has closed the output.
    pub(crate) fn is_output_closed(&self) -> bool {
        self.output_closed.load(SeqCst)
    }

    /// Whether so much waits to be written that only responses should be sent.
    pub(crate) fn is_backed_up(&self) -> bool {
        self.outgoing.now() > MAX_OUTGOING
    }

    /// Whether a limit is reached, so that no queued message should be handled now.
    pub(crate) fn is_full(&self) -> bool {
        self.is_backed_up()
            || self.in_flight.now() >= MAX_IN_FLIGHT
            || self.in_flight_bytes.now() > MAX_IN_FLIGHT_BYTES
    }
}

/// Counts a message of the client as being handled until this value is dropped.
pub(crate) struct InFlight {
    load: Arc<Load>,
    bytes: usize,
}

impl InFlight {
    /// Counts a message of `bytes`.
    pub(crate) fn new(load: &Arc<Load>, bytes: usize) -> InFlight {
        load.in_flight.add(1);
        load.in_flight_bytes.add(bytes);
        InFlight { load: Arc::clone(load), bytes }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.load.in_flight.subtract(1);
        self.load.in_flight_bytes.subtract(self.bytes);
        self.load.changed.notify_one();
    }
}
