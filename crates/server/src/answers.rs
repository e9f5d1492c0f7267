//! Answers that need the texts of notes: the plan, reading the texts, and whether the plan is still
//! valid.

pub(crate) mod answer;
pub(crate) mod locations;
pub(crate) mod pending_request;
pub(crate) mod request_context;
pub(crate) mod unread_message;
