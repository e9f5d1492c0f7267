//! Answers that need the texts of notes: what a plan asks for, the reading of it, and whether the plan
//! still holds then.

pub(crate) mod answered;
pub(crate) mod gathered;
pub(crate) mod left_behind;
pub(crate) mod locations;
pub(crate) mod material;
