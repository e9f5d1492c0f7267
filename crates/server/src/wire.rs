//! The bytes between client and server, and what is said without being asked.

pub(crate) mod client;
pub(crate) mod frames;
pub(crate) mod log;
pub(crate) mod process;
pub(crate) mod results;
pub(crate) mod transport;
