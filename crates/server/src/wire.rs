//! The transport: reading and writing messages, flow control, and workarounds for clients and for
//! tower-lsp.

pub(crate) mod client;
mod connection;
pub(crate) mod frames;
pub(crate) mod load;
pub(crate) mod log;
mod message;
pub(crate) mod params;
pub(crate) mod process;
pub(crate) mod queue;
pub(crate) mod repair;
pub(crate) mod results;
pub(crate) mod serialized;
pub(crate) mod transport;
pub(crate) mod uris;
