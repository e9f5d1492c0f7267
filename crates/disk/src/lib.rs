//! The files of a vault: finding, reading, watching and writing them.
//!
//! Everything above names a file by its **vault path**: relative to the vault's root, `/` between
//! folders, spelt as on disk. This crate knows no links between notes and no protocol; it hands out
//! texts with their [`Facts`](linkwright_syntax::Facts), and what it cannot read it says in
//! [`DiskError`]s while the rest works.
//!
//! Nothing outside the vault is read or written, except through the symbolic links that are
//! followed: those to folders that are not in the vault otherwise, and those to files. What is
//! behind such a link has a vault path through it, and is written where it is: the link stays.

mod apply;
mod config;
mod error;
mod hard_links;
mod links;
mod occupied;
mod path;
mod read;
mod relink;
mod root;
mod scope;
mod spelling;
mod standing;
mod waiting;
mod walk;
mod watch;

#[cfg(test)]
mod testing;

pub use apply::{
    Applied, ChangeState, FileChange, Interrupted, apply, interrupted, recover, require_movable,
};
pub use config::{CONFIG_FILES, CONFIG_FOLDERS, ConfigFiles, read_config};
pub use error::{DiskError, LinkProblem, Reason};
pub use hard_links::{TwoTexts, has_other_names, spare_names};
pub use occupied::{Exclusion, Occupant, exclusion, move_obstacle, occupant};
pub use path::{absolute, as_spelt, entry_at, entry_on_disk, on_disk, relative};
pub use read::{Batch, Known, NoteText, Stamp, TextRead, read_texts, read_vault, reread};
pub use relink::{Relinks, SymlinkFix, links_to, relinks};
pub use root::{ChosenBy, Root, VaultFolder, current_folder, from_current_folder};
pub use root::{nested_vault, vault_folder};
pub use standing::{Standing, beyond, standing, standing_at};
pub use waiting::{allow_waiting, forbid_waiting};
pub use walk::Walk;
pub use watch::{Hints, Watcher, watch};
