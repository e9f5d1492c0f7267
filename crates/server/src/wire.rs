//! The bytes between client and server, and what is said without being asked.

pub(crate) mod client;
pub(crate) mod frames;
pub(crate) mod load;
pub(crate) mod log;
pub(crate) mod params;
pub(crate) mod process;
pub(crate) mod queue;
pub(crate) mod repair;
pub(crate) mod results;
pub(crate) mod serialized;
pub(crate) mod transport;
pub(crate) mod uris;
