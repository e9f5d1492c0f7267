//! Which of the open vaults a file is in.

use std::path::Path;

use linkwright_disk::allow_blocking_io;

use super::open_vault::{OpenVault, Symlinks};
use super::vault_id::VaultId;

/// Finds the innermost of `vaults` that the file at `path` is in, and its path there. `None` also for
/// a file of a vault within one of them that is not open. Asks the disk if no vault knows this
/// spelling.
pub(super) fn locate(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: Symlinks,
) -> Option<(VaultId, String)> {
    locate_known(vaults, path, symlinks)
        .or_else(|| allow_blocking_io(|| locate_on_disk(vaults, path, symlinks)))
}

/// Finds a file that its vault knows by this spelling. The disk is not asked.
fn locate_known(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: Symlinks,
) -> Option<(VaultId, String)> {
    let spelt = vaults.iter().filter_map(|vault| Some((vault, vault.path_as_spelt(path)?)));
    // The innermost vault has the shortest path.
    let (vault, path) = spelt.min_by_key(|(_, path)| path.len())?;
    vault.knows(&path, symlinks).then_some((vault.id, path))
}

fn locate_on_disk(
    vaults: &[OpenVault],
    path: &Path,
    symlinks: Symlinks,
) -> Option<(VaultId, String)> {
    let (vault, dir, relative) = vaults
        .iter()
        .filter_map(|vault| Some((vault, vault.dir.as_ref()?, vault.path_of(path, symlinks)?)))
        .max_by_key(|(_, dir, _)| dir.canonical.as_os_str().len())?;
    // A file that the vault knows is not part of a vault within it; then the disk is not asked.
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
    fn a_known_file_is_located_without_asking_the_disk() {
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
        // From here on a look at the disk panics.
        linkwright_disk::forbid_blocking_io();
        let known = |path: &str| {
            let found = locate_known(&vaults, &dir.join(path), Symlinks::Follow);
            found.map(|(id, path)| (id.0, path))
        };
        assert_eq!(known("a.md"), Some((1, "a.md".to_owned())));
        assert_eq!(known("../c.md"), Some((0, "c.md".to_owned())));
        assert_eq!(known("b.md"), None, "the inner vault has to be asked");
    }
}
