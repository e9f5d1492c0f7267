//! Finds link targets that are not files of the vault.

use linkwright_disk::PathKind;

use super::ReaderThread;
use crate::disk_entry::disk_entry;
use crate::live::deliveries::Delivery;

impl ReaderThread {
    /// Delivers what exists at `paths`, and records it.
    pub(super) fn find_on_disk(&mut self, paths: &[String]) {
        self.deliver_standing(paths.to_vec(), true);
    }

    /// Delivers the recorded paths at which something else exists now. Checks the paths at, above
    /// or below `paths` and those that are not watched, or all paths for `None`.
    pub(super) fn check_on_disk(&mut self, paths: Option<&[String]>) {
        let is_below = |path: &str, above: &str| {
            path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
        };
        let may_differ = |known: &str, kind: &Option<PathKind>| {
            let is_watched = !known.starts_with("..") && !known.split('/').any(is_hidden);
            let is_named =
                |hint: &String| hint == known || is_below(hint, known) || is_below(known, hint);
            kind.is_some() || !is_watched || paths.is_none_or(|it| it.iter().any(is_named))
        };
        let known = self.path_kinds.iter().filter(|(path, kind)| may_differ(path, kind));
        let known = known.map(|(path, _)| path.clone()).collect();
        self.deliver_standing(known, false);
    }

    fn deliver_standing(&mut self, paths: Vec<String>, all: bool) {
        let mut found = Vec::new();
        for path in paths {
            let now = self.platform.disk.path_kind(&self.walk.root, &path);
            if all || self.path_kinds.get(&path) != Some(&now) {
                found.push((path.clone(), now.clone().map(disk_entry)));
                self.path_kinds.insert(path, now);
            }
        }
        if !found.is_empty() {
            self.deliver(Delivery::OnDisk(found));
        }
    }
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}
