//! The state of the server, and the one thread that owns it.

pub(crate) mod changes;
pub(crate) mod folders;
pub(crate) mod intake;
pub(crate) mod lifecycle;
pub(crate) mod owner;
pub(crate) mod state;
pub(crate) mod sync;
pub(crate) mod threads;
