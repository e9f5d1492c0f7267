//! `linkwright rename` of a tag or a property.

use std::path::Path;
use std::process::ExitCode;

use linkwright_ide::rename::{plan_property, plan_tag};

use super::{CommonArgs, carry_out_plan, find};
use crate::failure::Failure;

/// What the first argument of a rename names in the whole vault.
pub(super) enum RenamedPart<'a> {
    /// A tag, with its `#`.
    Tag(&'a str),
    /// A property, or `property=value`.
    Property(&'a str),
}

impl RenamedPart<'_> {
    /// The part that `given` names. `None` if it does not start with `#` or `property:`, or if a file has
    /// this path.
    pub(super) fn of(given: &str) -> Option<RenamedPart<'_>> {
        if Path::new(given).symlink_metadata().is_ok() {
            return None;
        }
        if let Some(property) = given.strip_prefix("property:") {
            return Some(RenamedPart::Property(property));
        }
        given.starts_with('#').then_some(RenamedPart::Tag(given))
    }

    /// Renames the part to `new`.
    pub(super) fn rename(&self, new: &str, common: &CommonArgs) -> Result<ExitCode, Failure> {
        match self {
            RenamedPart::Tag(tag) => {
                let project = find::vault(common)?;
                carry_out_plan(&project, plan_tag(&project.vault, tag, new)?, common)
            }
            RenamedPart::Property(property) => {
                let project = find::vault(common)?;
                carry_out_plan(&project, plan_property(&project.vault, property, new)?, common)
            }
        }
    }
}
