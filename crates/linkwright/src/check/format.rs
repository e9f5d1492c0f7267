//! The output formats of `linkwright check`.

pub(super) mod github;
pub(super) mod gitlab;
pub(super) mod json;
pub(super) mod junit;
mod links;
pub(super) mod rdjson;
pub(super) mod sarif;
pub(super) mod text;
