//! Every link keeps reaching what it reached: resolved before and after, rewritten where the two
//! differ (`docs/semantics.md §7`).

mod disk;
mod paths;
mod subpaths;

use std::collections::BTreeMap;
use std::sync::Arc;

use linkwright_syntax::Tag;
use linkwright_text::{Edit, Span};
use linkwright_vault::{DisplayText, FileId, LinkRef, Note, UnwritableLink, Vault, VaultPreview};

use super::RenamePlan;
use super::finish::{FrontmatterChange, PlannedFile};
use super::links::{Display, DisplayWords, LinkChange};
use super::outline::Outline;
use crate::title::heading_text;
use crate::{EditReason, Refusal};

/// A rename while it is being decided: what changes by request, and the links that follow.
pub(super) struct Follow<'v> {
    pub(super) vault: &'v Vault,
    after: VaultPreview<'v>,
    files: BTreeMap<FileId, Requested>,
    /// Of each source, by the index of the link in it, sorted.
    links: BTreeMap<FileId, Vec<(u32, LinkChange)>>,
    /// The headings of notes where some change, before and after.
    outlines: BTreeMap<FileId, (Outline, Outline)>,
    /// Aliases that change: whose, from what, to what.
    aliases: Vec<(FileId, String, String)>,
    captured: usize,
    unwritable: Vec<(LinkRef, UnwritableLink)>,
    moved: BTreeMap<FileId, String>,
    spellings: paths::Spellings<'v>,
    plan: RenamePlan,
}

/// What changes in a file by request.
#[derive(Default)]
struct Requested {
    edits: Vec<(Edit, EditReason)>,
    frontmatter: Vec<FrontmatterChange>,
    headings: Vec<(u32, String)>,
    tags: Vec<(Tag, String)>,
}

impl<'v> Follow<'v> {
    pub(super) fn new(vault: &'v Vault) -> Follow<'v> {
        Follow {
            vault,
            after: VaultPreview::new(vault),
            files: BTreeMap::new(),
            links: BTreeMap::new(),
            outlines: BTreeMap::new(),
            aliases: Vec::new(),
            captured: 0,
            unwritable: Vec::new(),
            moved: BTreeMap::new(),
            spellings: paths::Spellings::default(),
            plan: RenamePlan::default(),
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
            self.plan.moved.push(file);
        }
        self.moved.insert(file, path.to_owned());
        replace_with(&mut self.after, |after| after.with_moved(file, path));
    }

    /// Gives a heading other words, its block id kept.
    pub(super) fn set_heading(&mut self, file: FileId, note: &Note, index: u32, new: &str) {
        let old = heading_text(note, index);
        let start = note.facts.headings[index as usize].text.range().start;
        let span = Span::new(start, start + old.len());
        let requested = self.files.entry(file).or_default();
        requested.edits.push((Edit::new(span, new), EditReason::Title));
        requested.headings.push((index, new.to_owned()));
    }

    pub(super) fn edit(&mut self, file: FileId, edit: Edit, why: EditReason) {
        self.files.entry(file).or_default().edits.push((edit, why));
    }

    /// Gives a tag of the frontmatter another name.
    pub(super) fn edit_tag(&mut self, file: FileId, tag: Tag, new: String) {
        self.files.entry(file).or_default().tags.push((tag, new));
    }

    pub(super) fn set_frontmatter(&mut self, file: FileId, change: FrontmatterChange) {
        if let FrontmatterChange::Alias { old, new } = &change {
            replace_with(&mut self.after, |after| after.with_alias_replaced(file, old, new));
            self.aliases.push((file, old.clone(), new.clone()));
        }
        if let FrontmatterChange::RemoveAlias(old) = &change {
            replace_with(&mut self.after, |after| after.with_alias_replaced(file, old, ""));
        }
        if let FrontmatterChange::AddAlias(new, _) = &change {
            replace_with(&mut self.after, |after| after.with_alias_replaced(file, "", new));
        }
        self.files.entry(file).or_default().frontmatter.push(change);
    }

    /// Has the displays of links to `file` follow that are `old`.
    pub(super) fn show(&mut self, file: FileId, old: &str, new: &str) {
        if self.vault.settings().display_text != DisplayText::Follow {
            return;
        }
        let words = Arc::new(DisplayWords { old: old.to_owned(), new: new.to_owned() });
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
        // Few notes link to the same thing more often.
        let changes = self.links.entry(at.source).or_insert_with(|| Vec::with_capacity(2));
        let known = changes.binary_search_by_key(&at.index, |(index, _)| *index);
        if let Err(place) = known {
            let link = *self.vault.note(at.source)?.facts.links.get(at.index as usize)?;
            changes.insert(place, (at.index, LinkChange::new(link)));
        }
        let (Ok(place) | Err(place)) = known;
        Some(&mut changes[place].1)
    }

    /// What changes in the link so far.
    fn known(&mut self, at: LinkRef) -> Option<&mut LinkChange> {
        let changes = self.links.get_mut(&at.source)?;
        let place = changes.binary_search_by_key(&at.index, |(index, _)| *index).ok()?;
        Some(&mut changes[place].1)
    }

    /// The plan, with every link that has to follow.
    pub(super) fn plan(mut self) -> Result<RenamePlan, Refusal> {
        self.paths();
        self.subpaths()?;
        self.tell_links()?;
        let mut files = std::mem::take(&mut self.links);
        for file in self.files.keys() {
            files.entry(*file).or_default();
        }
        self.plan.notes.reserve(files.len());
        self.plan.changes.reserve(files.len());
        for (file, links) in files {
            let links = links.into_iter().map(|(_, change)| change);
            let links: Vec<LinkChange> = links.filter(LinkChange::does_something).collect();
            let requested = self.files.remove(&file);
            if links.is_empty() && requested.is_none() {
                continue;
            }
            let Requested { edits, frontmatter, headings, tags } = requested.unwrap_or_default();
            self.plan.notes.push(file);
            self.plan.changes.push(PlannedFile {
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

    /// Tells what became of links beside those that follow.
    fn tell_links(&mut self) -> Result<(), Refusal> {
        if let Some((at, UnwritableLink(reason))) = self.unwritable.first() {
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

fn replace_with<'v>(
    after: &mut VaultPreview<'v>,
    change: impl FnOnce(VaultPreview<'v>) -> VaultPreview<'v>,
) {
    let vault = after.vault();
    *after = change(std::mem::replace(after, VaultPreview::new(vault)));
}
