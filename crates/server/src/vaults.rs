//! What the server knows, and the one thread that owns it.

pub(crate) mod documents;
pub(crate) mod folders;
pub(crate) mod handle;
pub(crate) mod intake;
pub(crate) mod lifecycle;
pub(crate) mod notices;
pub(crate) mod owner;
pub(crate) mod progress;
pub(crate) mod reach;
pub(crate) mod renamed;
pub(crate) mod roots;
pub(crate) mod shown;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod threads;
pub(crate) mod visits;
