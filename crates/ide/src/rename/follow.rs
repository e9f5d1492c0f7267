//! Every link keeps reaching what it reached: resolved before and after, rewritten where the two
//! differ (`docs/semantics.md §7`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linkwright_syntax::{Link, LinkForm, Tag, fold};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{
    After, Anchor, DisplayText, FileId, How, LinkRef, MissingAnchor, Note, Resolution, Unwritable,
    Vault, can_hold, spell,
};
use rustc_hash::FxHashMap;

use super::finish::{FileChange, FrontmatterChange};
use super::links::{Display, LinkChange, Words};
use super::outline::Outline;
use super::{Plan, Refusal, Why};

/// A rename while it is being decided: what changes by request, and the links that follow.
pub(super) struct Follow<'v> {
    pub(super) vault: &'v Vault,
    after: After<'v>,
    files: BTreeMap<FileId, Requested>,
    links: BTreeMap<LinkRef, LinkChange>,
    /// The headings of notes where some change, before and after.
    outlines: BTreeMap<FileId, (Outline, Outline)>,
    /// Aliases that change: whose, from what, to what.
    aliases: Vec<(FileId, String, String)>,
    captured: usize,
    unwritable: Vec<(LinkRef, Unwritable)>,
    moved: BTreeMap<FileId, String>,
    spellings: FxHashMap<(&'v str, FileId, LinkForm, &'v str), Result<Arc<str>, Unwritable>>,
    plan: Plan,
}

/// What changes in a file by request.
#[derive(Default)]
struct Requested {
    edits: Vec<(Edit, Why)>,
    frontmatter: Vec<FrontmatterChange>,
    headings: Vec<(u32, String)>,
    tags: Vec<(Tag, String)>,
}

impl<'v> Follow<'v> {
    pub(super) fn new(vault: &'v Vault) -> Follow<'v> {
        Follow {
            vault,
            after: After::new(vault),
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            outlines: BTreeMap::new(),
            aliases: Vec::new(),
            captured: 0,
            unwritable: Vec::new(),
            moved: BTreeMap::new(),
            spellings: FxHashMap::default(),
            plan: Plan::default(),
        }
    }

    /// The files move whatever is answered: tell what cannot be done rather than refuse.
    pub(super) fn regardless(&mut self) {
        self.plan.regardless = true;
    }

    pub(super) fn tell(&mut self, message: String) {
        self.plan.messages.push(message);
    }

    /// Has `file` stand at `path`; `by_us` if the move is ours to make.
    pub(super) fn move_file(&mut self, file: FileId, path: &str, by_us: bool) {
        if by_us {
            let from = self.vault.file(file).path.to_string();
            self.plan.moves.push((from, path.to_owned()));
        }
        self.moved.insert(file, path.to_owned());
        replace_with(&mut self.after, |after| after.moved(file, path));
    }

    /// Gives a heading other words, its block id kept.
    pub(super) fn set_heading(&mut self, file: FileId, note: &Note, index: u32, new: &str) {
        let old = super::target::heading_text(note, index);
        let start = note.facts.headings[index as usize].text.range().start;
        let span = Span::new(start, start + old.len());
        let requested = self.files.entry(file).or_default();
        requested.edits.push((Edit::new(span, new), Why::Title));
        requested.headings.push((index, new.to_owned()));
    }

    pub(super) fn edit(&mut self, file: FileId, edit: Edit, why: Why) {
        self.files.entry(file).or_default().edits.push((edit, why));
    }

    /// Gives a tag of the frontmatter another name.
    pub(super) fn edit_tag(&mut self, file: FileId, tag: Tag, new: String) {
        self.files.entry(file).or_default().tags.push((tag, new));
    }

    pub(super) fn set_frontmatter(&mut self, file: FileId, change: FrontmatterChange) {
        if let FrontmatterChange::Alias { old, new } = &change {
            replace_with(&mut self.after, |after| after.alias_renamed(file, old, new));
            self.aliases.push((file, old.clone(), new.clone()));
        }
        if let FrontmatterChange::AddAlias(new, _) = &change {
            replace_with(&mut self.after, |after| after.alias_renamed(file, "", new));
        }
        self.files.entry(file).or_default().frontmatter.push(change);
    }

    /// Has the displays of links to `file` follow that are `old`.
    pub(super) fn show(&mut self, file: FileId, old: &str, new: &str) {
        if self.vault.settings().display_text != DisplayText::Follow {
            return;
        }
        let words = Arc::new(Words { old: old.to_owned(), new: new.to_owned() });
        for link in self.vault.backlinks(file) {
            if let Some(change) = self.change(link) {
                change.display = Display::Follow(words.clone());
            }
        }
    }

    /// Gives the subpath of `link`, which is a block's or a footnote's, another name.
    pub(super) fn set_subpath(&mut self, link: LinkRef, new: String) {
        if let Some(change) = self.change(link) {
            change.subpath = Some(new);
        }
    }

    fn change(&mut self, at: LinkRef) -> Option<&mut LinkChange> {
        let link = *self.vault.note(at.source)?.facts.links.get(at.index as usize)?;
        Some(self.links.entry(at).or_insert_with(|| LinkChange::new(link)))
    }

    /// The plan, with every link that has to follow.
    pub(super) fn plan(mut self) -> Result<Plan, Refusal> {
        self.paths();
        self.subpaths()?;
        self.tell_links()?;
        let mut files: BTreeMap<FileId, Vec<LinkChange>> = BTreeMap::new();
        for (at, change) in std::mem::take(&mut self.links) {
            if change.does_something() {
                files.entry(at.source).or_default().push(change);
            }
        }
        for file in self.files.keys() {
            files.entry(*file).or_default();
        }
        for (file, links) in files {
            let Requested { edits, frontmatter, headings, tags } =
                self.files.remove(&file).unwrap_or_default();
            self.plan.notes.push(file);
            self.plan.changes.push(FileChange {
                file,
                path: self.vault.file(file).path.clone(),
                links,
                edits,
                frontmatter,
                headings,
                tags,
                rules: self.vault.settings().aliases,
            });
        }
        Ok(self.plan)
    }

    /// Rewrites the paths that would lead elsewhere.
    fn paths(&mut self) {
        for at in self.after.affected() {
            let (file, how) = match self.vault.resolve(at) {
                Resolution::File(file, how) => (file, how),
                Resolution::Missing => {
                    self.captured += usize::from(self.after.resolve(at) != Resolution::Missing);
                    continue;
                }
            };
            // A link that an alias has to save is one that Obsidian would not follow.
            let stays = match self.after.resolve(at) {
                Resolution::File(now, by) => now == file && (by != How::Alias || how == How::Alias),
                Resolution::Missing => false,
            };
            if stays {
                continue;
            }
            let Some((link, like)) = self.written(at) else { continue };
            let by_alias = how == How::Alias;
            let alias = by_alias.then(|| self.renamed_alias(file, like).unwrap_or(like).to_owned());
            if let Some(alias) = &alias
                && can_hold(link.form, alias).is_ok()
                && self.after.resolve_text(at.source, alias) == Resolution::File(file, How::Alias)
            {
                self.set_path(at, alias.as_str().into());
                continue;
            }
            match self.spelt(at.source, file, link.form, like) {
                Ok(path) => self.set_path(at, path),
                Err(reason) => self.unwritable.push((at, reason)),
            }
            if let (Some(alias), Some(change)) = (alias, self.links.get_mut(&at)) {
                change.display = Display::Show(alias);
            }
        }
        self.respell();
    }

    /// The path that a link in `source` has to have instead of `like` to reach `file`. How it is
    /// spelt depends on the folder of `source` alone.
    fn spelt(
        &mut self,
        source: FileId,
        file: FileId,
        form: LinkForm,
        like: &'v str,
    ) -> Result<Arc<str>, Unwritable> {
        if self.moved.contains_key(&source) {
            return spell(&self.after, source, file, form, Some(like)).map(Arc::from);
        }
        let key = (self.vault.file(source).folder(), file, form, like);
        let after = &self.after;
        let spelt = || spell(after, source, file, form, Some(like)).map(Arc::from);
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
                }
            }
        }
    }

    /// A link, and its path as written, decoded.
    fn written(&self, at: LinkRef) -> Option<(Link, &'v str)> {
        let note = self.vault.note(at.source)?;
        let link = *note.facts.links.get(at.index as usize)?;
        let path = match note.relative.binary_search_by_key(&at.index, |&(index, _)| index) {
            Ok(index) => &note.relative[index].1,
            Err(_) => self.vault.target_text(note.links[at.index as usize].0),
        };
        Some((link, path))
    }

    fn set_path(&mut self, at: LinkRef, path: Arc<str>) {
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

    /// Rewrites the subpaths that would lead elsewhere, until no heading changes any more: a
    /// heading can hold a link, a tag, a footnote.
    fn subpaths(&mut self) -> Result<(), Refusal> {
        let mut touched: BTreeSet<FileId> = self.files.keys().copied().collect();
        touched.extend(self.links.keys().map(|at| at.source));
        while !touched.is_empty() {
            let changed: Vec<FileId> =
                touched.iter().copied().filter(|&note| self.refresh(note)).collect();
            touched.clear();
            for file in changed {
                for at in self.vault.backlinks(file) {
                    if self.subpath(at, file)? {
                        touched.insert(at.source);
                    }
                }
            }
        }
        Ok(())
    }

    /// Brings the outline of a note up to date with what changes inside its headings; whether
    /// that changes any.
    fn refresh(&mut self, file: FileId) -> bool {
        let Some(note) = self.vault.note(file) else { return false };
        let mut edits: Vec<Edit> = Vec::new();
        if let Some(requested) = self.files.get(&file) {
            edits.extend(requested.edits.iter().map(|(edit, _)| edit.clone()));
        }
        let replaced: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
        let headings = &note.facts.headings;
        let holding = |span: Span| {
            let next = headings.partition_point(|heading| heading.text.start <= span.start);
            let index = next.checked_sub(1)?;
            headings[index].text.covers(span).then_some(index)
        };
        let from = LinkRef { source: file, index: 0 };
        let to = LinkRef { source: file, index: u32::MAX };
        for change in self.links.range(from..=to).map(|(_, change)| change) {
            let span = change.link.span;
            let Some(index) = holding(span) else { continue };
            if replaced.iter().any(|replaced| !replaced.is_empty() && replaced.covers(span)) {
                continue;
            }
            let base = headings[index].text.start;
            let text = &note.headings[index].text;
            let slice = |span: Span| &text[within(span, base)];
            edits.extend(change.edits(slice).into_iter().map(|(edit, _)| edit));
        }
        edits.sort_by_key(|edit| edit.span);
        let mut by_heading: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            if let Some(index) = holding(edit.span) {
                let span = within(edit.span, headings[index].text.start);
                by_heading.entry(index).or_default().push(Edit::new(span, edit.insert));
            }
        }
        let mut changed = false;
        for (index, edits) in by_heading {
            let Ok(text) = apply_edits(&note.headings[index].text, &edits) else { continue };
            let (_, outline) = self.outlines.entry(file).or_insert_with(|| {
                let outline = Outline::of(note);
                (outline.clone(), outline)
            });
            changed |= outline.set(u32::try_from(index).unwrap_or(u32::MAX), &text);
        }
        changed
    }

    /// Rewrites the subpath of one link into `file`, whose headings change; whether it differs.
    fn subpath(&mut self, at: LinkRef, file: FileId) -> Result<bool, Refusal> {
        let Some(source) = self.vault.note(at.source) else { return Ok(false) };
        let Some(subpath) = source.links[at.index as usize].1.as_deref() else { return Ok(false) };
        let link = source.facts.links[at.index as usize];
        let Some((before, after)) = self.outlines.get(&file) else { return Ok(false) };
        let took = match self.vault.anchor(file, &link, subpath) {
            Anchor::Headings(took) => took,
            Anchor::Missing(MissingAnchor::Heading) => {
                self.captured += usize::from(after.find(&link, subpath).is_some());
                return Ok(false);
            }
            _ => return Ok(false),
        };
        let Some(new) = after.respell(before, &link, subpath, &took) else {
            let name = took.last().map_or("", |&index| after.text(index));
            let path = &self.vault.file(file).path;
            return Err(Refusal(format!(
                "{path}: links to the heading `{name}` could not be told from those to another of \
                 that name"
            )));
        };
        let old = self.links.get(&at).and_then(|change| change.subpath.as_deref());
        let differs = old.unwrap_or(subpath) != new;
        if differs {
            self.set_subpath(at, new);
        }
        Ok(differs)
    }

    /// Tells what became of links beside those that follow.
    fn tell_links(&mut self) -> Result<(), Refusal> {
        if let Some((at, Unwritable(reason))) = self.unwritable.first() {
            let path = &self.vault.file(at.source).path;
            let reason = format!("{path}: {reason}");
            if !self.plan.regardless {
                return Err(Refusal(reason));
            }
            self.tell(reason);
        }
        match self.captured {
            0 => {}
            1 => self.tell("1 link that led nowhere leads here now.".to_owned()),
            count => self.tell(format!("{count} links that led nowhere lead here now.")),
        }
        Ok(())
    }
}

/// `span` counted from `base`.
fn within(span: Span, base: u32) -> Span {
    Span { start: span.start - base, end: span.end - base }
}

/// `like`, the path of a link to the file at `from`, with its components as `to` spells them where
/// they are spelt as in `from`; `None` where that is the same. The two differ in case or Unicode
/// form only.
fn respelt(like: &str, from: &str, to: &str) -> Option<String> {
    let mut written: Vec<&str> = like.split('/').collect();
    for (part, (old, new)) in written.iter_mut().rev().zip(from.rsplit('/').zip(to.rsplit('/'))) {
        if *part == old {
            *part = new;
        } else if let (Some(old), Some(new)) = (without_md(old), without_md(new))
            && *part == old
        {
            *part = new;
        } else {
            break;
        }
    }
    let respelt = written.join("/");
    (respelt != like).then_some(respelt)
}

/// A note's file name without its `.md`.
fn without_md(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("md").then_some(stem)
}

fn replace_with<'v>(after: &mut After<'v>, change: impl FnOnce(After<'v>) -> After<'v>) {
    let vault = after.vault();
    *after = change(std::mem::replace(after, After::new(vault)));
}
