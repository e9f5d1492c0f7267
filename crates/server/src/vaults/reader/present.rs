//! Looking for what links reach that is no file of the vault.

use linkwright_disk::Standing;
use linkwright_vault::DiskEntry;

use super::Reading;
use crate::vaults::deliveries::Delivery;

impl Reading {
    /// Delivers what stands at `paths`, and remembers them.
    pub(super) fn look_for(&mut self, paths: &[String]) {
        self.deliver_standing(paths.to_vec(), true);
    }

    /// Delivers what stands otherwise than it was delivered: at, above or below `paths`, where no
    /// watcher looks, or anywhere.
    pub(super) fn look_again(&mut self, paths: Option<&[String]>) {
        let is_below = |path: &str, above: &str| {
            path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
        };
        let concerns = |asked: &str, standing: &Option<Standing>| {
            let is_watched = !asked.starts_with("..") && !asked.split('/').any(is_hidden);
            let named =
                |hint: &String| hint == asked || is_below(hint, asked) || is_below(asked, hint);
            standing.is_some() || !is_watched || paths.is_none_or(|paths| paths.iter().any(named))
        };
        let asked = self.standing.iter().filter(|(path, standing)| concerns(path, standing));
        let asked = asked.map(|(path, _)| path.clone()).collect();
        self.deliver_standing(asked, false);
    }

    fn deliver_standing(&mut self, paths: Vec<String>, all: bool) {
        let mut found = Vec::new();
        for path in paths {
            let now = self.platform.standing(&self.walk.root, &path);
            if all || self.standing.get(&path) != Some(&now) {
                found.push((path.clone(), now.clone().map(presence)));
                self.standing.insert(path, now);
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

fn presence(standing: Standing) -> DiskEntry {
    match standing {
        Standing::File => DiskEntry::File,
        Standing::Folder { opens } => DiskEntry::Folder { index_file: opens.map(Into::into) },
    }
}
