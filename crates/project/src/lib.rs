//! Vaults with their files: found, read, checked, renamed and written.
//!
//! A [`Project`] is a vault as it is on disk now, for a program that does one thing: it opens the vault,
//! asks [`linkwright_vault`] and [`linkwright_ide`], and applies changes, all or nothing. A
//! [`CurrentProject`] is one that is brought up to date before each task, for a program that does one
//! after the other. The module [`live`] keeps vaults in step with the disk and with open documents, for a program that runs longer.
//!
//! The crate knows no protocol and no terminal. It reads and writes nothing outside the vault, except
//! the [`History`] in a folder that its caller names.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use linkwright_ide::rename::plan_file;
//! use linkwright_project::{Located, Project};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("Love.md"), "# Love\n")?;
//! std::fs::write(folder.path().join("Day.md"), "On [[Love|love]].\n")?;
//!
//! let cancel = AtomicBool::new(false);
//! let project = Project::open(&Located::named(folder.path())?, &cancel, |_done, _total| ())?;
//! let note = project.named("Love")?;
//! let changes = project.finish(plan_file(&project.vault, note, "Affection")?)?;
//! let pending = project.pending(changes, &cancel)?;
//! assert_eq!(pending.rewrites.len(), 2);
//! project.apply(&pending, &cancel)?;
//! assert_eq!(std::fs::read_to_string(folder.path().join("Affection.md"))?, "# Affection\n");
//! # Ok(())
//! # }
//! ```

mod broken_links;
mod current;
mod destinations;
mod disk_entry;
mod entry_moves;
mod error;
mod finding;
mod findings;
mod fingerprint;
mod fix;
mod git;
mod hard_links;
mod history;
mod known_findings;
mod line_diff;
pub mod live;
mod located;
mod mentions;
mod named;
mod note_findings;
mod pending;
mod platform;
mod project;
mod query;
mod recorded;
mod revision;
mod text_moves;
mod text_place;
mod texts;
mod undo;
mod vault_files;
mod with_text;

pub use current::CurrentProject;
pub use destinations::{Obstacle, require_free};
pub use error::Error;
pub use finding::{Finding, FindingFix};
pub use findings::OTHER_CODES;
pub use fix::PendingFixes;
pub use git::Revision;
pub use hard_links::each_file_once;
pub use history::{History, HistoryEntry};
pub use known_findings::KnownFindings;
pub use line_diff::{Hunk, HunkPart, LineDiff};
pub use located::{Located, folder_of};
pub use pending::{PendingChange, Rewrite, path_after_moves};
pub use project::Project;
pub use query::{QuerySource, file_stamp, query_value_to_json};
pub use recorded::RecordedChange;
pub use revision::RevisionDisk;
pub use text_moves::PartMove;
pub use text_place::TextPlace;
pub use texts::{PlannedText, ReadText, TextsRead, read_planned};
pub use vault_files::FileRules;
pub use with_text::DiskWithText;
