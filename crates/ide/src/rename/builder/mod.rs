//! Builds a [`RenamePlan`]: collects the requested changes, then rewrites every link that would
//! otherwise no longer resolve to the same place (`docs/semantics.md §7`).

mod bases;
mod disk;
mod paths;
mod subpaths;

use std::collections::BTreeMap;
use std::sync::Arc;

use linkwright_settings::DisplayText;
use linkwright_syntax::Tag;
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, LinkRef, Note, UnwritableLink, Vault, VaultPreview};

use super::RenamePlan;
use super::finish::{FrontmatterChange, PlannedFile};
use super::links::{DisplayChange, DisplayReplacement, LinkChange};
use super::outline::Outline;
use crate::title::heading_text;
use crate::{EditReason, Refusal};

/// Builds the plan of one rename.
pub(super) struct RenameBuilder<'v> {
    pub(super) vault: &'v Vault,
    /// The vault as the rename will leave it.
    after: VaultPreview<'v>,
    requested: BTreeMap<FileId, RequestedChanges>,
    /// The changed links of each file, each with its index, sorted by that.
    links: BTreeMap<FileId, Vec<(u32, LinkChange)>>,
    /// The headings before and after, of each note where a heading changes.
    outlines: BTreeMap<FileId, (Outline, Outline)>,
    /// Renamed aliases: the note, the old alias, the new one.
    aliases: Vec<(FileId, String, String)>,
    /// Number of broken links that will resolve.
    captured: usize,
    /// Links that cannot be written so that they resolve to the same place.
    unwritable: Vec<(LinkRef, UnwritableLink)>,
    /// The new paths of moved files.
    moved: BTreeMap<FileId, String>,
    /// The old and the new paths of moved folders.
    moved_folders: Vec<(String, String)>,
    renamed_anchor: Option<RenamedAnchor>,
    new_paths: paths::NewPaths<'v>,
    plan: RenamePlan,
}

/// A block id or footnote that is renamed, which subpaths write after `mark`.
struct RenamedAnchor {
    file: FileId,
    anchor: Anchor,
    mark: char,
    new: String,
}

/// The changes that were requested in one file.
#[derive(Default)]
struct RequestedChanges {
    edits: Vec<(Edit, EditReason)>,
    frontmatter: Vec<FrontmatterChange>,
    headings: Vec<(u32, String)>,
    tags: Vec<(Tag, String)>,
}

impl<'v> RenameBuilder<'v> {
    pub(super) fn new(vault: &'v Vault) -> RenameBuilder<'v> {
        RenameBuilder {
            vault,
            after: VaultPreview::new(vault),
            requested: BTreeMap::new(),
            links: BTreeMap::new(),
            outlines: BTreeMap::new(),
            aliases: Vec::new(),
            captured: 0,
            unwritable: Vec::new(),
            moved: BTreeMap::new(),
            moved_folders: Vec::new(),
            renamed_anchor: None,
            new_paths: paths::NewPaths::default(),
            plan: RenamePlan::default(),
        }
    }

    /// Makes the plan report what cannot be done, and not refuse it: the files move in any case.
    pub(super) fn best_effort(&mut self) {
        self.plan.best_effort = true;
    }

    /// Adds a message for the user.
    pub(super) fn add_message(&mut self, message: String) {
        self.plan.messages.push(message);
    }

    /// Moves `file` to `path`. `in_plan` tells whether the plan has to contain the move, or
    /// somebody else makes it.
    pub(super) fn move_file(&mut self, file: FileId, path: &str, in_plan: bool) {
        if in_plan {
            let from = self.vault.file(file).path.to_string();
            self.plan.moves.push((from, path.to_owned()));
            self.plan.moved.push(file);
        }
        self.moved.insert(file, path.to_owned());
        replace_with(&mut self.after, |after| after.with_moved(file, path));
    }

    /// Says that a folder moves, with all that is in it. Bases name folders.
    pub(super) fn move_folder(&mut self, from: &str, to: &str) {
        self.moved_folders.push((from.to_owned(), to.to_owned()));
    }

    /// Says that the block or footnote at `anchor` of `file` is renamed. Bases name it.
    pub(super) fn rename_anchor(&mut self, file: FileId, anchor: Anchor, mark: char, new: &str) {
        self.renamed_anchor = Some(RenamedAnchor { file, anchor, mark, new: new.to_owned() });
    }

    /// Changes the text of a heading. Its block id stays.
    pub(super) fn set_heading(&mut self, file: FileId, note: &Note, index: u32, new: &str) {
        let old = heading_text(note, index);
        let start = note.facts.headings[index as usize].text.range().start;
        let span = Span::new(start, start + old.len());
        let requested = self.requested.entry(file).or_default();
        requested.edits.push((Edit::new(span, new), EditReason::Title));
        requested.headings.push((index, new.to_owned()));
    }

    /// Adds an edit of `file`.
    pub(super) fn edit(&mut self, file: FileId, edit: Edit, reason: EditReason) {
        self.requested.entry(file).or_default().edits.push((edit, reason));
    }

    /// Renames a tag in the frontmatter.
    pub(super) fn rename_property_tag(&mut self, file: FileId, tag: Tag, new: String) {
        self.requested.entry(file).or_default().tags.push((tag, new));
    }

    /// Adds a change of the frontmatter of `file`.
    pub(super) fn change_frontmatter(&mut self, file: FileId, change: FrontmatterChange) {
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
        self.requested.entry(file).or_default().frontmatter.push(change);
    }

    /// Changes the display text `old` to `new` in the links to `file`, if the settings ask for it.
    pub(super) fn update_displays(&mut self, file: FileId, old: &str, new: &str) {
        if self.vault.settings().display_text != DisplayText::Follow {
            return;
        }
        let replacement = Arc::new(DisplayReplacement { old: old.to_owned(), new: new.to_owned() });
        for link in self.vault.backlinks(file) {
            if let Some(change) = self.change_of(link) {
                change.display = DisplayChange::Replace(replacement.clone());
            }
        }
    }

    /// Sets the new subpath of `link`.
    pub(super) fn set_subpath(&mut self, link: LinkRef, new: String) {
        if let Some(change) = self.change_of(link) {
            change.subpath = Some(new);
        }
    }

    /// The change of a link; a new one if there is none yet. `None` if there is no such link.
    fn change_of(&mut self, at: LinkRef) -> Option<&mut LinkChange> {
        // Few notes link to the same place more than twice.
        let changes = self.links.entry(at.source).or_insert_with(|| Vec::with_capacity(2));
        let found = changes.binary_search_by_key(&at.index, |(index, _)| *index);
        if let Err(position) = found {
            let link = *self.vault.note(at.source)?.facts.links.get(at.index as usize)?;
            changes.insert(position, (at.index, LinkChange::new(link)));
        }
        let (Ok(position) | Err(position)) = found;
        Some(&mut changes[position].1)
    }

    /// The change of a link, if there is one already.
    fn existing_change(&mut self, at: LinkRef) -> Option<&mut LinkChange> {
        let changes = self.links.get_mut(&at.source)?;
        let position = changes.binary_search_by_key(&at.index, |(index, _)| *index).ok()?;
        Some(&mut changes[position].1)
    }

    /// Rewrites the links that need it, and returns the plan.
    pub(super) fn build(mut self) -> Result<RenamePlan, Refusal> {
        self.update_paths();
        self.update_subpaths()?;
        self.update_bases()?;
        self.report_links()?;
        let mut files = std::mem::take(&mut self.links);
        for file in self.requested.keys() {
            files.entry(*file).or_default();
        }
        self.plan.notes.reserve(files.len());
        self.plan.changes.reserve(files.len());
        for (file, links) in files {
            let links = links.into_iter().map(|(_, change)| change);
            let links: Vec<LinkChange> = links.filter(LinkChange::has_effect).collect();
            let requested = self.requested.remove(&file);
            if links.is_empty() && requested.is_none() {
                continue;
            }
            let RequestedChanges { edits, frontmatter, headings, tags } =
                requested.unwrap_or_default();
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

    /// Reports links that cannot be rewritten, and broken links that will resolve.
    fn report_links(&mut self) -> Result<(), Refusal> {
        if let Some((at, UnwritableLink(reason))) = self.unwritable.first() {
            let path = &self.vault.file(at.source).path;
            let reason = format!("{path}: {reason}");
            if !self.plan.best_effort {
                return Err(Refusal(reason));
            }
            self.add_message(reason);
        }
        match self.captured {
            0 => {}
            1 => self.add_message("1 broken link now resolves to the new name.".to_owned()),
            count => {
                self.add_message(format!("{count} broken links now resolve to the new name."));
            }
        }
        Ok(())
    }
}

/// Applies `change` to `after`.
fn replace_with<'v>(
    after: &mut VaultPreview<'v>,
    change: impl FnOnce(VaultPreview<'v>) -> VaultPreview<'v>,
) {
    let vault = after.vault();
    *after = change(std::mem::replace(after, VaultPreview::new(vault)));
}
