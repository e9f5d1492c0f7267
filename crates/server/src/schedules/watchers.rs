//! Events of the watchers, and edits that the client applies.

use super::disk::INNER;
use super::server::{path_of, uri};
use super::text::{self, Edit};
use super::world::Inner;

impl Inner {
    /// Delivers some changes that the watcher of a vault, or the client, has seen.
    pub(super) fn hint(&self, vault: usize) {
        let mut paths = Vec::new();
        let (mut rescan, some) = (self.below(8) == 0, self.below(2) == 0);
        {
            let mut files = self.disk.files();
            rescan &= !files.coarse && files.vaults[vault].watched.is_some();
            let folder = &mut files.vaults[vault];
            for path in std::mem::take(&mut folder.seen) {
                if !some || self.below(2) == 0 {
                    paths.push(path);
                } else {
                    folder.seen.insert(path);
                }
            }
        }
        if rescan {
            paths.clear();
        }
        if !rescan && paths.is_empty() {
            return;
        }
        let lost = if rescan { " and more that is lost" } else { "" };
        self.say(|| format!("hints of vault {vault}: {paths:?}{lost}"));
        let unwatched = self.disk.deliver(vault, paths, rescan);
        if !unwatched.is_empty() {
            let folder = if vault == 0 { "" } else { INNER };
            let full = |path: &String| uri(&format!("{folder}{path}")).to_string();
            let uris: Vec<String> = unwatched.iter().map(full).collect();
            self.server.handle.send(move |state| {
                state.files_changed(uris.iter().map(String::as_str));
            });
        }
    }

    /// The client applies an edit.
    pub(super) fn apply(&self, edit: &Edit) {
        self.say(|| format!("apply {edit:?}"));
        for (uri, edits) in &edit.texts {
            let path = path_of(uri);
            let open = self.editor.borrow().open.get(&path).map(|it| it.text.clone());
            let disk = self.disk.files().files.get(&path).map(|file| file.text.clone());
            match (open, disk) {
                (Some(text), _) => self.change(&path, text::edited(&text, edits)),
                (None, Some(text)) => self.write(&path, text::edited(&text, edits)),
                (None, None) => {}
            }
        }
        for (from, to) in &edit.moves {
            self.rename(&path_of(from), &path_of(to), true);
        }
    }
}
