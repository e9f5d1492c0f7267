//! The threads of a schedule: queues whose next piece of work is done when the schedule says so.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

thread_local! {
    /// What may happen while the disk is being read.
    static BETWEEN: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Lets other steps happen.
pub(super) fn between() {
    let happens = BETWEEN.with_borrow(Clone::clone);
    if let Some(happens) = happens {
        happens();
    }
}

/// Has `happens` called while the disk is being read.
pub(super) fn set_between(happens: Option<Rc<dyn Fn()>>) -> Option<Rc<dyn Fn()>> {
    BETWEEN.replace(happens)
}

/// Nothing happens while the disk is being read.
pub(super) fn forget_between() {
    drop(set_between(None));
}

/// A request on its way.
pub(super) struct Task<T> {
    future: Pin<Box<dyn Future<Output = T>>>,
    woken: Arc<Woken>,
    /// Its result, if it was done when it began.
    done: Option<T>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<T> Task<T> {
    /// Begins: handlers are polled as soon as their message has come.
    pub(super) fn new(future: impl Future<Output = T> + 'static) -> Task<T> {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let mut task = Task { future: Box::pin(future), woken, done: None };
        task.done = task.step();
        task
    }

    /// Whether it can go on.
    pub(super) fn is_woken(&self) -> bool {
        self.done.is_some() || self.woken.0.load(Ordering::SeqCst)
    }

    /// Goes on; its result if it is done.
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
