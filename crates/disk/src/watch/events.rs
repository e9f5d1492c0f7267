//! What an event of the file system may mean.

use std::path::Path;

use notify::EventKind;
use notify::event::{CreateKind, ModifyKind, RenameMode};

use crate::symlinks::Symlinks;

/// Whether a folder may have appeared.
pub(super) fn may_appear(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(CreateKind::Any | CreateKind::Folder)
            | EventKind::Modify(ModifyKind::Name(
                RenameMode::Any | RenameMode::To | RenameMode::Both
            ))
    )
}

/// Whether an event that names the watched folder is about the folder itself. On Windows its parent is
/// watched too, which reports that something in the folder has changed.
pub(super) fn concerns_root(kind: EventKind) -> bool {
    let is_about_contents = |kind| !matches!(kind, ModifyKind::Name(_));
    !matches!(kind, EventKind::Modify(kind) if cfg!(windows) && is_about_contents(kind))
}

/// Whether an event may change which links are followed: a link appears, disappears or gets another
/// target, or a target appears or disappears.
pub(super) fn affects_symlinks(
    links: &Symlinks,
    root: &Path,
    path: &Path,
    relative: Option<&str>,
    kind: EventKind,
) -> bool {
    if !matches!(
        kind,
        EventKind::Any
            | EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_))
    ) {
        return false;
    }
    let Some(relative) = relative else { return links.leads_to(path) };
    let is_at_or_below = |link: &str| {
        let rest = link.strip_prefix(relative);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match path.symlink_metadata() {
        Ok(now) if now.is_symlink() => true,
        // A link was replaced, or the file that it leads to.
        Ok(now)
            if now.is_file() && (!path.starts_with(root) || !links.paths().any(is_at_or_below)) =>
        {
            links.is_missing_target(path)
        }
        _ => links.paths().any(is_at_or_below) || links.leads_to(path),
    }
}

pub(super) fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}
