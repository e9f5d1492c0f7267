//! `linkwright rename` of a heading, a block id, a tag or a property.

use std::path::Path;
use std::process::ExitCode;

use linkwright_ide::rename::{plan_property, plan_subpath, plan_tag};

use super::{CommonArgs, carry_out_plan, find};
use crate::failure::Failure;

/// What the first argument of a rename names, if it is not a file.
pub(super) enum RenamedPart<'a> {
    /// A tag in the whole vault, with its `#`.
    Tag(&'a str),
    /// A property in the whole vault, or `property=value`.
    Property(&'a str),
    /// A place in a note.
    Subpath { note: &'a str, subpath: &'a str },
}

impl RenamedPart<'_> {
    /// The part that `given` names. `None` if it has no `#` and does not start with `property:`, or if a file
    /// has this path.
    pub(super) fn of(given: &str) -> Option<RenamedPart<'_>> {
        if Path::new(given).symlink_metadata().is_ok() {
            return None;
        }
        if let Some(property) = given.strip_prefix("property:") {
            return Some(RenamedPart::Property(property));
        }
        let (note, subpath) = given.split_once('#')?;
        Some(if note.is_empty() {
            RenamedPart::Tag(given)
        } else {
            RenamedPart::Subpath { note, subpath }
        })
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
            RenamedPart::Subpath { note, subpath } => {
                let found = find::note(common, note)?;
                let plan = plan_subpath(&found.project.vault, found.file, subpath, new)?;
                carry_out_plan(&found.project, plan, common)
            }
        }
    }
}
