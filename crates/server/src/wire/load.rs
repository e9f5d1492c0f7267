//! How much is on its way between the client and the server, so that neither can make the other's
//! memory grow without bound.
//!
//! What is counted: bytes that were read and wait for their turn, bytes that wait to be written, and
//! messages that were taken in and are not dealt with. The numbers are limits for taking in more, not
//! promises: one answer may be larger than all of them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::Notify;

/// Bytes of messages that may wait for their turn, before no more is read. Enough for a client that
/// sends all its requests before it reads the first answer, if those are some 100,000.
pub(crate) const MAX_INCOMING: usize = 64 << 20;

/// Bytes that may wait to be written, before nothing new is taken in.
pub(crate) const MAX_OUTGOING: usize = 8 << 20;

/// Messages that may be taken in and not be dealt with, before others wait. All are dealt with one
/// after the other anyway.
pub(crate) const MAX_IN_FLIGHT: usize = 256;

/// Bytes of those messages.
pub(crate) const MAX_IN_FLIGHT_BYTES: usize = 32 << 20;

/// What a message costs beyond its bytes.
const OF_A_MESSAGE: usize = 64;

/// A number that is counted up and down, and how high it ever was.
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

    /// The number.
    pub(crate) fn now(&self) -> usize {
        self.now.load(SeqCst)
    }

    /// The highest number so far.
    #[cfg(test)]
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(SeqCst)
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Bytes that were read and wait for their turn.
    pub(crate) incoming: Gauge,
    /// Bytes that wait to be written.
    pub(crate) outgoing: Gauge,
    /// Messages that were taken in and are not dealt with.
    pub(crate) in_flight: Gauge,
    /// Their bytes.
    pub(crate) in_flight_bytes: Gauge,
    /// There is room for one more message.
    room: Condvar,
    reading: Mutex<()>,
    /// Nobody reads what is written.
    unread: AtomicBool,
    /// Something became less, or nobody reads any more.
    pub(crate) changed: Notify,
}

impl Load {
    /// Waits until there is room for more, and counts a message of `bytes` that was read. One that is
    /// larger than all the room there is waits until it is alone.
    pub(crate) fn read(&self, bytes: usize) {
        let bytes = bytes + OF_A_MESSAGE;
        let fits = |now| now == 0 || now + bytes <= MAX_INCOMING;
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        while !fits(self.incoming.now()) {
            reading = self.room.wait(reading).unwrap_or_else(PoisonError::into_inner);
        }
        self.incoming.add(bytes);
    }

    /// A message of `bytes` that was read has its turn.
    pub(crate) fn taken(&self, bytes: usize) {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.incoming.subtract(bytes + OF_A_MESSAGE);
        self.room.notify_all();
    }

    /// A message of `bytes` waits to be written.
    pub(crate) fn sent(&self, bytes: usize) {
        self.outgoing.add(bytes);
    }

    /// A message of `bytes` was written.
    pub(crate) fn written(&self, bytes: usize) {
        self.outgoing.subtract(bytes);
        self.changed.notify_one();
    }

    /// Nothing more can be written.
    pub(crate) fn end_writing(&self) {
        self.unread.store(true, SeqCst);
        self.changed.notify_one();
    }

    /// Whether nobody reads what is written.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread.load(SeqCst)
    }

    /// Whether so much waits to be written that the client is not to be told more than it asks for.
    pub(crate) fn is_backed_up(&self) -> bool {
        self.outgoing.now() > MAX_OUTGOING
    }

    /// Whether no other message is to be taken in now.
    pub(crate) fn is_full(&self) -> bool {
        self.is_backed_up()
            || self.in_flight.now() >= MAX_IN_FLIGHT
            || self.in_flight_bytes.now() > MAX_IN_FLIGHT_BYTES
    }
}

/// A message of the client that was taken in, until this is dropped.
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
