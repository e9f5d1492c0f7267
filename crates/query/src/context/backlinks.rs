//! The backlinks of files.

use std::sync::Arc;

use linkwright_vault::{FileId, LinkRef, Resolver, Vault};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Context;
use crate::base::QueryNeeds;
use crate::value::Value;

/// For each file that has some, the files that link to it, sorted by path.
pub(super) type AllBacklinks = FxHashMap<FileId, Arc<Vec<Value>>>;

/// Finds the backlinks of all files, on all cores.
fn all_backlinks(vault: &Vault) -> AllBacklinks {
    let resolver = Resolver::for_all_notes(vault);
    let mut files: Vec<_> = vault.files().map(|(file, entry)| (&*entry.path, file)).collect();
    files.par_sort_unstable();
    let targets = |&(_, source): &(&str, FileId)| {
        let links = vault.note(source).map_or(0, |note| note.facts.links.len());
        let links = (0u32..).take(links).map(|index| LinkRef { source, index });
        let mut targets: Vec<FileId> =
            links.filter_map(|link| resolver.resolve(link).file()).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    };
    let targets: Vec<Vec<FileId>> = files.par_iter().map(targets).collect();
    let mut backlinks: FxHashMap<FileId, Vec<Value>> = FxHashMap::default();
    for ((_, source), targets) in files.into_iter().zip(targets) {
        for target in targets.into_iter().filter(|target| *target != source) {
            backlinks.entry(target).or_default().push(Value::File(source));
        }
    }
    backlinks.into_iter().map(|(file, sources)| (file, Arc::new(sources))).collect()
}

impl Context<'_> {
    /// The same context for a query of all files: the backlinks of all of them are found at once if it needs
    /// any. They are found before rows are made on all cores, because a core that waited for them would take up
    /// another row, which would wait for them forever.
    pub(crate) fn for_all_files(&self, needs: QueryNeeds) -> Self {
        let all_backlinks = needs.backlinks.then(|| Arc::new(all_backlinks(self.vault)));
        Context { all_backlinks, ..self.clone() }
    }

    /// The files that link to `file`, except itself, sorted by path.
    pub(crate) fn backlinks(&self, file: FileId) -> Value {
        if let Some(all) = &self.all_backlinks {
            return Value::List(all.get(&file).cloned().unwrap_or_default());
        }
        let others = self.linking_to(file);
        let others = others.iter().filter(|source| **source != file);
        let path = |source: &FileId| Some((&*self.vault.get(*source)?.path, *source));
        let mut files: Vec<(&str, FileId)> = others.filter_map(path).collect();
        files.sort_unstable();
        Value::list(files.into_iter().map(|(_, source)| Value::File(source)).collect())
    }
}
