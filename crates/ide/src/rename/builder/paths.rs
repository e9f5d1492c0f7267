//! Rewrites the paths of links.

use std::sync::Arc;

use linkwright_settings::DisplayText;
use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_vault::{
    FileId, LinkRef, MatchKind, Resolution, Target, UnwritableLink, check_link_path,
    choose_link_path,
};
use rustc_hash::FxHashMap;

use super::{DisplayChange, RenameBuilder};
use crate::rename::links::same_name;
use crate::rename::name;

/// A cache of new paths, by the folder of the link, its target, its form and its old path.
pub(super) type NewPaths<'v> =
    FxHashMap<(&'v str, FileId, LinkForm, &'v str), Result<Arc<str>, UnwritableLink>>;

/// A cache of how targets resolve from a folder, before and after the rename.
type Resolutions<'v> = FxHashMap<(&'v str, Target), (Resolution, Resolution)>;

impl<'v> RenameBuilder<'v> {
    /// Rewrites the paths that would resolve elsewhere.
    pub(super) fn update_paths(&mut self) {
        let mut resolutions = Resolutions::default();
        for at in self.after.affected_links() {
            let (before, after) = self.resolve_before_and_after(at, &mut resolutions);
            let (file, how) = match before {
                Resolution::File(file, how) => (file, how),
                Resolution::Missing => {
                    self.captured += usize::from(after != Resolution::Missing);
                    continue;
                }
            };
            if before.is_preserved_by(after) {
                continue;
            }
            let Some((link, old)) = self.written(at) else { continue };
            let by_alias = how == MatchKind::Alias;
            let alias = by_alias.then(|| self.renamed_alias(file, old).unwrap_or(old).to_owned());
            if let Some(alias) = &alias
                && check_link_path(link.form, alias).is_ok()
                && self.after.resolve_path(at.source, alias, link.form)
                    == Resolution::File(file, MatchKind::Alias)
            {
                self.set_path(at, alias.as_str().into());
                continue;
            }
            match self.new_path(at.source, file, link.form, old) {
                Ok(path) => self.set_path(at, path),
                Err(reason) => self.unwritable.push((at, reason)),
            }
            if let (Some(alias), Some(change)) = (alias, self.existing_change(at)) {
                change.display = DisplayChange::Add(alias);
            }
        }
        self.update_spellings();
    }

    /// What a link resolves to before and after the rename. Except for links to their own note,
    /// this depends only on the target and the folder of the source.
    fn resolve_before_and_after(
        &self,
        at: LinkRef,
        cache: &mut Resolutions<'v>,
    ) -> (Resolution, Resolution) {
        let resolve = || (self.vault.resolve(at), self.after.resolve(at));
        let note = self.vault.note(at.source).filter(|_| !self.moved.contains_key(&at.source));
        match note.and_then(|note| note.links.get(at.index as usize)) {
            Some(&target) if !self.vault.target_path(target).is_empty() => {
                let folder = self.vault.file(at.source).folder();
                *cache.entry((folder, target)).or_insert_with(resolve)
            }
            _ => resolve(),
        }
    }

    /// The path that replaces `old` in a link from `source` to `file`. It depends on the folder of
    /// `source`, not on the rest of its path.
    fn new_path(
        &mut self,
        source: FileId,
        file: FileId,
        form: LinkForm,
        old: &'v str,
    ) -> Result<Arc<str>, UnwritableLink> {
        if self.moved.contains_key(&source) {
            return choose_link_path(&self.after, source, file, form, Some(old)).map(Arc::from);
        }
        let key = (self.vault.file(source).folder(), file, form, old);
        let after = &self.after;
        let new = || choose_link_path(after, source, file, form, Some(old)).map(Arc::from);
        self.new_paths.entry(key).or_insert_with(new).clone()
    }

    /// Rewrites links to files whose path changes only in case or Unicode form. Such links still
    /// resolve, but those spelled exactly like the old name follow anyway.
    fn update_spellings(&mut self) {
        let is_spelling =
            |(file, to): &(&FileId, &String)| fold(&self.vault.file(**file).path) == fold(to);
        let spelled = self.moved.iter().filter(is_spelling);
        let spelled: Vec<(FileId, String)> =
            spelled.map(|(file, to)| (*file, to.clone())).collect();
        for (file, to) in spelled {
            let from = &self.vault.file(file).path;
            for at in self.vault.backlinks(file) {
                let new = self.written(at).and_then(|(_, old)| respelled(old, from, &to));
                if let Some(path) = new {
                    self.set_path(at, path.into());
                    if let Some(change) = self.existing_change(at) {
                        change.respelled = true;
                    }
                }
            }
        }
    }

    /// A link, and its path as it was before the rename, decoded.
    pub(super) fn written(&self, at: LinkRef) -> Option<(Link, &'v str)> {
        let note = self.vault.note(at.source)?;
        let link = *note.facts.links.get(at.index as usize)?;
        Some((link, self.vault.written_path(at)?))
    }

    /// Sets the new path of a link.
    pub(super) fn set_path(&mut self, at: LinkRef, path: Arc<str>) {
        let preserve = self.vault.settings().display_text == DisplayText::Preserve;
        if let Some(change) = self.change_of(at) {
            change.path = Some(path);
            if preserve {
                change.display = DisplayChange::Preserve;
            }
        }
    }

    /// The new name of the alias of `file` that a link writes as `written`; `None` if that alias is
    /// not renamed.
    pub(super) fn renamed_alias(&self, file: FileId, written: &str) -> Option<&str> {
        let is = |(note, old, _): &&(FileId, String, String)| {
            *note == file && fold(old) == fold(written)
        };
        self.aliases.iter().find(is).map(|(_, _, new)| new.as_str())
    }
}

/// Returns the path `old` of a link with each component that is spelled as in `from` spelled as in
/// `to`; `None` if nothing changes. `from` and `to` are the old and the new path of the file, and
/// differ only in case or Unicode form. The vault does not know in which Unicode form a link is
/// written.
pub(super) fn respelled(old: &str, from: &str, to: &str) -> Option<String> {
    let mut written: Vec<&str> = old.split('/').collect();
    let mut differs = false;
    for (part, (old, new)) in written.iter_mut().rev().zip(from.rsplit('/').zip(to.rsplit('/'))) {
        let pairs = [Some((old, new)), name::note_name(old).zip(name::note_name(new))];
        let pairs = || pairs.into_iter().flatten();
        let Some((old, new)) = pairs().find(|(old, _)| same_name(part, old)) else {
            // A component that is spelled differently stays. A different name ends the loop.
            let is_name = pairs().any(|(old, _)| fold(part) == fold(old));
            if is_name { continue } else { break }
        };
        differs |= old != new;
        *part = new;
    }
    differs.then(|| written.join("/"))
}
