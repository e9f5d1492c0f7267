//! Finds the open vault that a file is in, and the path of the file there.

use std::path::Path;

use linkwright_disk::{allow_blocking_io, vault_path_as_spelled};
use linkwright_vault::File;

use super::open_vault::OpenVault;
use super::vault_id::VaultId;

/// What a path stands for if it is a symbolic link to a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymlinkMode {
    /// The target of the link, for everything about a text.
    Follow,
    /// The link itself, for moves.
    Keep,
}

impl OpenVault {
    /// The vault path of the file at `path`, spelled as on disk if it exists.
    #[must_use]
    pub fn path_of(&self, path: &Path, symlinks: SymlinkMode) -> Option<String> {
        let dir = self.dir.as_ref()?;
        let relative = self.platform.disk.relative(dir, path)?;
        // Indexed paths are spelled as on disk.
        if self.knows(&relative, symlinks) {
            return Some(relative);
        }
        let found = match symlinks {
            SymlinkMode::Follow => self.platform.disk.on_disk(dir, &relative),
            SymlinkMode::Keep => self.platform.disk.entry_on_disk(dir, &relative),
        };
        Some(found.unwrap_or(relative))
    }

    /// Whether the index says what exists at `path`, so that the disk need not be read.
    fn knows(&self, path: &str, symlinks: SymlinkMode) -> bool {
        // A symbolic link to a note that is indexed under its own path is indexed as a file.
        let may_be_link = |file: &File| file.note.is_none() && self.is_read(path);
        self.file(path).is_some_and(|file| symlinks == SymlinkMode::Keep || !may_be_link(file))
    }

    /// The vault path of the file at `path`, as `path` spells it. Does not access the disk, so `None`
    /// for a path that leads into the vault only through a symbolic link.
    #[must_use]
    pub fn path_as_spelled(&self, path: &Path) -> Option<String> {
        vault_path_as_spelled(self.dir.as_ref()?, path)
    }
}

/// Finds the innermost of `vaults` that contains the file at `path`, and its path there. `None` also
/// for a file of a nested vault that is not open. Reads the disk if no vault has indexed this spelling.
pub(super) fn locate(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: SymlinkMode,
) -> Option<(VaultId, String)> {
    locate_known(vaults, path, symlinks)
        .or_else(|| allow_blocking_io(|| locate_on_disk(vaults, path, symlinks)))
}

/// Finds a file that is indexed with this spelling. Does not access the disk.
fn locate_known(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: SymlinkMode,
) -> Option<(VaultId, String)> {
    let spelled = vaults.iter().filter_map(|vault| Some((vault, vault.path_as_spelled(path)?)));
    // The innermost vault has the shortest path.
    let (vault, path) = spelled.min_by_key(|(_, path)| path.len())?;
    vault.knows(&path, symlinks).then_some((vault.id, path))
}

fn locate_on_disk(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: SymlinkMode,
) -> Option<(VaultId, String)> {
    let (vault, dir, relative) = vaults
        .iter()
        .filter_map(|vault| Some((vault, vault.dir.as_ref()?, vault.path_of(path, symlinks)?)))
        .max_by_key(|(_, dir, _)| dir.canonical.as_os_str().len())?;
    // An indexed file is not in a nested vault.
    let at = dir.path.join(&relative);
    let is_nested = || vault.platform.disk.nested_vault(&dir.path, &at).is_some();
    if vault.has_file(&relative) || !is_nested() { Some((vault.id, relative)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Platform;
    use linkwright_disk::Root;
    use linkwright_vault::Change;

    fn apply(vault: &mut OpenVault, path: &str) {
        vault.apply(Change::Note { path, text: "" });
    }

    #[test]
    fn an_indexed_file_is_located_without_reading_the_disk() {
        let dir = std::env::temp_dir().canonicalize().expect("a folder");
        let open = |id, path: &Path| {
            let root = Root::open(path).expect("a folder");
            OpenVault::new(VaultId(id), Some(root), Platform::system())
        };
        let mut outer = open(0, dir.parent().expect("it is not a root"));
        let mut inner = open(1, &dir);
        let name = dir.file_name().expect("a name").to_string_lossy().into_owned();
        apply(&mut outer, &format!("{name}/a.md"));
        apply(&mut outer, &format!("{name}/b.md"));
        apply(&mut outer, "c.md");
        apply(&mut inner, "a.md");
        let vaults = [outer, inner];
        // From here on, reading the disk panics.
        linkwright_disk::forbid_blocking_io();
        let known = |path: &str| {
            let found = locate_known(&vaults, &dir.join(path), SymlinkMode::Follow);
            found.map(|(id, path)| (id.0, path))
        };
        assert_eq!(known("a.md"), Some((1, "a.md".to_owned())));
        assert_eq!(known("../c.md"), Some((0, "c.md".to_owned())));
        assert_eq!(known("b.md"), None, "the file may be in the inner vault");
    }
}
