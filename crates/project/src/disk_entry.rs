//! Converts what exists at a path outside the vault's files.

use linkwright_disk::PathKind;
use linkwright_vault::DiskEntry;

/// The vault's entry for a path at which `kind` exists.
pub(crate) fn disk_entry(kind: PathKind) -> DiskEntry {
    match kind {
        PathKind::File => DiskEntry::File,
        PathKind::Folder { index_file } => {
            DiskEntry::Folder { index_file: index_file.map(Into::into) }
        }
    }
}
