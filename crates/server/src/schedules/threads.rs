//! The futures of a schedule, and the steps that happen while the disk is being read.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

thread_local! {
    /// The callback that lets other steps happen while the disk is being read.
    static INTERLEAVE: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Lets other steps happen, if a callback is set.
pub(super) fn interleave() {
    let callback = INTERLEAVE.with_borrow(Clone::clone);
    if let Some(callback) = callback {
        callback();
    }
}

/// Sets the callback that is called while the disk is being read. Returns the previous one.
pub(super) fn set_interleave(callback: Option<Rc<dyn Fn()>>) -> Option<Rc<dyn Fn()>> {
    INTERLEAVE.replace(callback)
}

/// Removes the callback.
pub(super) fn clear_interleave() {
    drop(set_interleave(None));
}

/// A request that is being answered.
pub(super) struct Task<T> {
    future: Pin<Box<dyn Future<Output = T>>>,
    woken: Arc<Woken>,
    /// The result, if the first poll returned it.
    done: Option<T>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<T> Task<T> {
    /// Polls the future once, as the server polls a handler as soon as its message arrives.
    pub(super) fn new(future: impl Future<Output = T> + 'static) -> Task<T> {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let mut task = Task { future: Box::pin(future), woken, done: None };
        task.done = task.step();
        task
    }

    /// Whether the future can be polled again.
    pub(super) fn is_woken(&self) -> bool {
        self.done.is_some() || self.woken.0.load(Ordering::SeqCst)
    }

    /// Polls the future; returns its result if it is ready.
    pub(super) fn step(&mut self) -> Option<T> {
        if let Some(done) = self.done.take() {
            return Some(done);
        }
        self.woken.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.woken));
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }
}
