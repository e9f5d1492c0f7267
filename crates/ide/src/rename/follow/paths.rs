//! The paths of links.

use std::sync::Arc;

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_vault::{
    DisplayText, FileId, LinkRef, MatchKind, Resolution, Target, UnwritableLink, check_link_path,
    choose_link_path,
};
use rustc_hash::FxHashMap;

use super::{Display, Follow};
use crate::rename::links::same_name;
use crate::rename::name;

/// How links are spelt: by their folder, what they reach, their form and how they were spelt.
pub(super) type Spellings<'v> =
    FxHashMap<(&'v str, FileId, LinkForm, &'v str), Result<Arc<str>, UnwritableLink>>;

/// Where targets lead from a folder, before and after.
type Leads<'v> = FxHashMap<(&'v str, Target), (Resolution, Resolution)>;

impl<'v> Follow<'v> {
    /// Rewrites the paths that would lead elsewhere.
    pub(super) fn paths(&mut self) {
        let mut leads = Leads::default();
        for at in self.after.affected_links() {
            let (before, after) = self.leads(at, &mut leads);
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
            let Some((link, like)) = self.written(at) else { continue };
            let by_alias = how == MatchKind::Alias;
            let alias = by_alias.then(|| self.renamed_alias(file, like).unwrap_or(like).to_owned());
            if let Some(alias) = &alias
                && check_link_path(link.form, alias).is_ok()
                && self.after.resolve_path(at.source, alias, link.form)
                    == Resolution::File(file, MatchKind::Alias)
            {
                self.set_path(at, alias.as_str().into());
                continue;
            }
            match self.spelt(at.source, file, link.form, like) {
                Ok(path) => self.set_path(at, path),
                Err(reason) => self.unwritable.push((at, reason)),
            }
            if let (Some(alias), Some(change)) = (alias, self.known(at)) {
                change.display = Display::Show(alias);
            }
        }
        self.respell();
    }

    /// Where a link leads before and after. Unless it means its own note, that depends on nothing
    /// of its source but the folder.
    fn leads(&self, at: LinkRef, known: &mut Leads<'v>) -> (Resolution, Resolution) {
        let leads = || (self.vault.resolve(at), self.after.resolve(at));
        let note = self.vault.note(at.source).filter(|_| !self.moved.contains_key(&at.source));
        match note.and_then(|note| note.links.get(at.index as usize)) {
            Some(&target) if !self.vault.target_path(target).is_empty() => {
                let folder = self.vault.file(at.source).folder();
                *known.entry((folder, target)).or_insert_with(leads)
            }
            _ => leads(),
        }
    }

    /// The path that a link in `source` has to have instead of `like` to reach `file`. How it is
    /// spelt depends on the folder of `source` alone.
    fn spelt(
        &mut self,
        source: FileId,
        file: FileId,
        form: LinkForm,
        like: &'v str,
    ) -> Result<Arc<str>, UnwritableLink> {
        if self.moved.contains_key(&source) {
            return choose_link_path(&self.after, source, file, form, Some(like)).map(Arc::from);
        }
        let key = (self.vault.file(source).folder(), file, form, like);
        let after = &self.after;
        let spelt = || choose_link_path(after, source, file, form, Some(like)).map(Arc::from);
        self.spellings.entry(key).or_insert_with(spelt).clone()
    }

    /// A move that changes only case or Unicode form leads no link astray: those spelt exactly as
    /// before follow all the same.
    fn respell(&mut self) {
        for (file, to) in std::mem::take(&mut self.moved) {
            let from = &self.vault.file(file).path;
            if fold(from) != fold(&to) {
                continue;
            }
            for at in self.vault.backlinks(file) {
                let respelt = self.written(at).and_then(|(_, like)| respelt(like, from, &to));
                if let Some(path) = respelt {
                    self.set_path(at, path.into());
                    if let Some(change) = self.known(at) {
                        change.respelled = true;
                    }
                }
            }
        }
    }

    /// A link, and its path as written, decoded.
    pub(super) fn written(&self, at: LinkRef) -> Option<(Link, &'v str)> {
        let note = self.vault.note(at.source)?;
        let link = *note.facts.links.get(at.index as usize)?;
        Some((link, self.vault.written_path(at)?))
    }

    pub(super) fn set_path(&mut self, at: LinkRef, path: Arc<str>) {
        let preserve = self.vault.settings().display_text == DisplayText::Preserve;
        if let Some(change) = self.change(at) {
            change.path = Some(path);
            if preserve {
                change.display = Display::Preserve;
            }
        }
    }

    /// What the alias of `file` is called now that a link writes as `written`, if it was renamed.
    fn renamed_alias(&self, file: FileId, written: &str) -> Option<&str> {
        let is = |(note, old, _): &&(FileId, String, String)| {
            *note == file && fold(old) == fold(written)
        };
        self.aliases.iter().find(is).map(|(_, _, new)| new.as_str())
    }
}

/// `like`, the path of a link to the file at `from`, with its components as `to` spells them where
/// they are spelt as in `from`; `None` where none of these differs. The two paths differ in case or
/// Unicode form only, and the vault does not know in which Unicode form a link is written.
fn respelt(like: &str, from: &str, to: &str) -> Option<String> {
    let mut written: Vec<&str> = like.split('/').collect();
    let mut differs = false;
    for (part, (old, new)) in written.iter_mut().rev().zip(from.rsplit('/').zip(to.rsplit('/'))) {
        let pairs = [Some((old, new)), name::of_note(old).zip(name::of_note(new))];
        let pairs = || pairs.into_iter().flatten();
        let Some((old, new)) = pairs().find(|(old, _)| same_name(part, old)) else {
            // It is spelt otherwise, and stays; another name than that of the file ends it.
            let is_name = pairs().any(|(old, _)| fold(part) == fold(old));
            if is_name { continue } else { break }
        };
        differs |= old != new;
        *part = new;
    }
    differs.then(|| written.join("/"))
}
