//! The files of a vault: finding, reading, watching and writing them.
//!
//! Everything above names a file by its **vault path**: relative to the vault's root, `/` between
//! folders, spelt as on disk. This crate knows no links between notes and no protocol; it hands out
//! texts with their [`Facts`](linkwright_syntax::Facts), and what it cannot read it says in
//! [`DiskError`]s while the rest works.
//!
//! Nothing outside the vault is read or written: a symbolic link to a folder is not entered, and
//! one to a file is listed by its name but neither read nor written. (What it leads to inside the
//! vault is found under its own path.)

mod apply;
mod config;
mod error;
mod path;
mod read;
mod root;
mod scope;
mod walk;
mod watch;

#[cfg(test)]
mod testing;

pub use apply::{FileChange, apply};
pub use config::{CONFIG_FILES, ConfigFiles, read_config};
pub use error::{DiskError, Reason};
pub use path::{absolute, on_disk, relative};
pub use read::{Batch, Note, Reading, Stamp, read_texts, read_vault, reread};
pub use root::{Root, vault_root};
pub use walk::Walk;
pub use watch::{Hints, Watcher, watch};
