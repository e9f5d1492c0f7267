//! The files of a vault: finding, reading, watching and writing them.
//!
//! All other crates name a file by its **vault path**: relative to the vault's root, with `/`
//! between folders, spelled as on disk. This crate knows neither links between notes nor a
//! protocol. It returns texts with their [`Facts`](linkwright_syntax::Facts). Files that cannot be
//! read are reported as [`DiskError`]s, and the rest works.
//!
//! Nothing outside the vault is read or written, except through the symbolic links that are
//! followed: links to folders that are not in the vault by another path, and links to files. A file
//! behind such a link has a vault path through the link. Writing changes the file, and the link
//! stays.
//!
//! ```
//! use linkwright_disk::{ChosenBy, vault_folder};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::create_dir_all(folder.path().join("notes/.obsidian"))?;
//!
//! let vault = vault_folder(&folder.path().join("notes/2024/Day.md"), &[]);
//! assert_eq!(vault.path, folder.path().join("notes"));
//! assert_eq!(vault.chosen, ChosenBy::Marked);
//! # Ok::<(), std::io::Error>(())
//! ```

mod apply;
mod blocking;
mod config;
mod error;
mod file_number;
mod file_times;
mod hard_links;
mod listed;
mod occupant;
mod path;
mod path_kind;
mod read;
mod read_texts;
mod remote;
mod root;
mod scope;
mod spelling;
mod stamp;
mod symlink_fixes;
mod symlinks;
mod text_file;
mod walk;
mod walk_options;
mod watch;

#[cfg(test)]
mod testing;

pub use apply::{
    ApplyReport, ChangeState, FileChange, InterruptedChange, apply, interrupted_changes,
    missing_folders, recover, require_movable,
};
pub use blocking::{allow_blocking_io, forbid_blocking_io};
pub use config::{CONFIG_FILES, CONFIG_FOLDERS, ConfigFiles, read_config};
pub use error::{DiskError, Reason, SymlinkProblem};
pub use file_times::{FileTimes, file_times};
pub use hard_links::{HardLinkConflict, has_hard_links, redundant_hard_links};
pub use listed::paths_in_vault;
pub use occupant::{Exclusion, Occupant, exclusion, move_obstacle, occupant};
pub use path::{
    absolute_path, entry_on_disk, path_on_disk, vault_path_as_spelled, vault_path_of,
    vault_path_of_entry,
};
pub use path_kind::{PathKind, path_from_root, path_kind, path_kinds};
pub use read::{Batch, KnownFiles, NoteText, read_vault, reread};
pub use read_texts::{TextRead, read_texts};
pub use remote::is_remote;
pub use root::{ChosenBy, Root, VaultFolder, current_folder, from_current_folder};
pub use root::{nested_vault, vault_folder};
pub use spelling::displayed;
pub use stamp::Stamp;
pub use symlink_fixes::{SymlinkFix, SymlinkPlan, plan_symlink_fixes, symlinks_to};
pub use walk_options::WalkOptions;
pub use watch::{ChangeHints, Watcher, watch};
