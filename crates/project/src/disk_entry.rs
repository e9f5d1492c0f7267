//! What a vault is told about a path outside its files.

use linkwright_disk::Standing;
use linkwright_vault::DiskEntry;

/// The vault's entry for a path at which `standing` was found.
pub(crate) fn disk_entry(standing: Standing) -> DiskEntry {
    match standing {
        Standing::File => DiskEntry::File,
        Standing::Folder { opens } => DiskEntry::Folder { index_file: opens.map(Into::into) },
    }
}
