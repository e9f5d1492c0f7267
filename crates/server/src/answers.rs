//! Answers that need the texts of notes: what a plan asks for, the reading of it, and whether the plan
//! still holds then.

pub(crate) mod answer;
pub(crate) mod locations;
pub(crate) mod pending_request;
pub(crate) mod request_context;
pub(crate) mod unread_message;
