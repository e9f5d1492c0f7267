//! How a request is answered: its execution mode, and the context in which its answer is made.

pub(crate) mod locations;
pub(crate) mod modes;
pub(crate) mod request_context;
