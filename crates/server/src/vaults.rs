//! What the server knows, and the one thread that owns it.

pub(crate) mod aside;
pub(crate) mod deliveries;
pub(crate) mod documents;
pub(crate) mod folders;
pub(crate) mod handle;
pub(crate) mod intake;
pub(crate) mod lifecycle;
pub(crate) mod looks;
pub(crate) mod notices;
pub(crate) mod owner;
pub(crate) mod platform;
pub(crate) mod progress;
pub(crate) mod reach;
pub(crate) mod reader;
pub(crate) mod renamed;
pub(crate) mod root_id;
pub(crate) mod roots;
pub(crate) mod shown;
pub(crate) mod state;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod tickets;
pub(crate) mod visits;
