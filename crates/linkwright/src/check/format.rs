//! The output formats of `linkwright check`.

pub(super) mod github;
pub(super) mod json;
pub(super) mod text;
