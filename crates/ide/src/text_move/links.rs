//! How links have to change when a part of a note moves.

use std::cell::OnceCell;

use linkwright_settings::LinkStyle;
use linkwright_syntax::{Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, FileId, LinkRef, MatchKind, Note, OutsideTarget, Resolution, UnwritableLink, Vault,
    VaultPreview, choose_link_path, encode_link_path, folder_of, redirect_link_path, wikilink_name,
};

use super::headings::{MovedHeadings, Side};
use super::{InsertPlace, Leftover};
use crate::Refusal;
use crate::disk_path::path_to_disk;
use crate::rename::LinkChange;
use crate::title::heading_containing;

/// A move whose note, part and target are known.
pub(super) struct MovePlanner<'v> {
    pub(super) vault: &'v Vault,
    /// The vault after the move.
    pub(super) after: VaultPreview<'v>,
    pub(super) note: FileId,
    /// The indexed note `note`.
    pub(super) indexed: &'v Note,
    /// The note that the part moves to.
    pub(super) target: FileId,
    /// The same, indexed, and the place in it; `None` for a new note.
    pub(super) target_note: Option<(&'v Note, InsertPlace)>,
    /// The part that moves.
    pub(super) span: Span,
    pub(super) deeper: u8,
    pub(super) deletes_note: bool,
    pub(super) headings: OnceCell<MovedHeadings>,
}

impl MovePlanner<'_> {
    fn headings(&self) -> &MovedHeadings {
        let new = || MovedHeadings::new(self.indexed, self.span, self.deeper, self.target_note);
        self.headings.get_or_init(new)
    }

    /// The links that may have to change, sorted: those in the two notes, and those to them.
    pub(super) fn links(&self) -> Vec<LinkRef> {
        let links_of = |note: FileId| {
            let count = self.vault.note(note).map_or(0, |note| note.facts.links.len());
            (0..).take(count).map(move |index| LinkRef { source: note, index })
        };
        let target = self.target_note.map(|_| self.target);
        let mut links: Vec<LinkRef> = links_of(self.note).collect();
        links.extend(self.vault.backlinks(self.note));
        links.extend(target.into_iter().flat_map(|target| self.vault.backlinks(target)));
        links.sort_unstable();
        links.dedup();
        links.retain(|link| !self.is_replaced(*link));
        links
    }

    /// Whether the part replaces the link.
    fn is_replaced(&self, link_ref: LinkRef) -> bool {
        let Some((note, InsertPlace::Replacing(span))) = self.target_note else { return false };
        link_ref.source == self.target && note.facts.links[link_ref.index as usize].span == span
    }

    fn link(&self, link_ref: LinkRef) -> Option<Link> {
        self.vault.note(link_ref.source)?.facts.links.get(link_ref.index as usize).copied()
    }

    /// The link or embed that is left in place of the part.
    pub(super) fn replacement(&self, leaves: Leftover) -> Result<Option<String>, UnwritableLink> {
        let is_embed = match leaves {
            Leftover::Nothing | Leftover::NoNote => return Ok(None),
            Leftover::Link => false,
            Leftover::Embed => true,
        };
        let form = match self.vault.settings().link_style {
            LinkStyle::Wikilink => LinkForm::Wiki,
            LinkStyle::Markdown => LinkForm::Inline { angle_bracketed: false },
        };
        let path = choose_link_path(&self.after, self.note, self.target, form, None)?;
        let link = Link::unwritten(form);
        // The link to a new note leads to all of it.
        let in_target = self.target_note.and_then(|_| self.headings().first_moved(&link));
        let subpath = in_target.map_or_else(String::new, |subpath| format!("#{subpath}"));
        let bang = if is_embed { "!" } else { "" };
        let name = wikilink_name(self.after.path(self.target).unwrap_or_default());
        Ok(Some(match form {
            LinkForm::Wiki => format!("{bang}[[{path}{subpath}]]"),
            _ => format!("{bang}[{name}]({}{subpath})", encode_link_path(&path, form)),
        }))
    }

    /// Messages about what is not moved.
    pub(super) fn messages(&self) -> Vec<String> {
        let mut messages = Vec::new();
        if !self.deletes_note {
            return messages;
        }
        let path = &self.vault.file(self.note).path;
        let yaml = self.indexed.facts.frontmatter.as_deref();
        if yaml.is_some_and(|yaml| !yaml.keys.is_empty()) {
            messages.push(format!("The properties of `{path}` were not copied."));
        }
        let embeds = self.vault.backlinks(self.note).into_iter().filter(|link_ref| {
            let is_embed = self.link(*link_ref).is_some_and(|link| link.is_embed);
            let resolved = self.vault.resolve_with_anchor(*link_ref);
            is_embed
                && !self.is_replaced(*link_ref)
                && matches!(resolved, Some((_, Anchor::WholeFile)))
        });
        let target = self.after.path(self.target).unwrap_or_default();
        match embeds.count() {
            0 => {}
            1 => messages.push(format!("1 embed of `{path}` now shows all of `{target}`.")),
            count => {
                messages.push(format!("{count} embeds of `{path}` now show all of `{target}`."));
            }
        }
        messages
    }

    /// How a link has to change, and whether it is in the part. `None` if the link stays as it is.
    pub(super) fn link_change(
        &self,
        link_ref: LinkRef,
    ) -> Result<Option<(LinkChange, bool)>, Refusal> {
        let Some(source) = self.vault.note(link_ref.source) else { return Ok(None) };
        let link = source.facts.links[link_ref.index as usize];
        let is_inside = link_ref.source == self.note && self.span.covers(link.span);
        if self.deletes_note && link_ref.source == self.note && !is_inside {
            return Ok(None);
        }
        let Some((file, anchor)) = self.vault.resolve_with_anchor(link_ref) else {
            let path = is_inside.then(|| self.new_path_to_disk(link_ref)).flatten();
            let Some(path) = path else { return Ok(None) };
            refuse_in_heading(source, &link)?;
            let mut change = LinkChange::new(link);
            change.path = Some(path.into());
            return Ok(Some((change, is_inside)));
        };
        let moves = file == self.note && (self.deletes_note || self.moves(&anchor));
        let target = if moves { self.target } else { file };
        let from = if is_inside { self.target } else { link_ref.source };
        let path = self.new_path(link_ref, &link, from, target)?;
        let subpath = match &anchor {
            Anchor::Headings(headings) if file == self.note => {
                self.new_subpath(link_ref, &link, Side::Note, headings)?
            }
            Anchor::Headings(headings) if file == self.target => {
                self.new_subpath(link_ref, &link, Side::Target, headings)?
            }
            _ => None,
        };
        if path.is_none() && subpath.is_none() {
            return Ok(None);
        }
        refuse_in_heading(source, &link)?;
        let mut change = LinkChange::new(link);
        if self.deletes_note && file == self.note && path.is_some() {
            change.keep_display();
        }
        (change.path, change.subpath) = (path.map(Into::into), subpath);
        Ok(Some((change, is_inside)))
    }

    /// The path with which a link in the part reaches the same file or folder on disk, which is not in the
    /// vault. `None` if the present path does, or it reaches none.
    fn new_path_to_disk(&self, link_ref: LinkRef) -> Option<String> {
        let reached = match self.vault.resolve_outside(link_ref) {
            OutsideTarget::File(path)
            | OutsideTarget::Folder { path, .. }
            | OutsideTarget::SitePage(path) => path,
            OutsideTarget::Unknown | OutsideTarget::Missing => return None,
        };
        let written = self.vault.written_path(link_ref)?;
        let (before, after) = (self.vault.file(self.note).folder(), self.after.path(self.target)?);
        let path = path_to_disk(written, (before, &reached), (folder_of(after), &reached));
        (path != written).then_some(path)
    }

    /// The path with which a link in the note `from` resolves to `target`. `None` if the present path
    /// does.
    fn new_path(
        &self,
        link_ref: LinkRef,
        link: &Link,
        from: FileId,
        target: FileId,
    ) -> Result<Option<String>, Refusal> {
        if link.path.is_empty() && from == target {
            return Ok(None);
        }
        let written = self.vault.written_path(link_ref).unwrap_or_default();
        let after = self.after.resolve_path(from, written, link.form);
        let before = self.vault.resolve(link_ref);
        let is_kept = match before {
            Resolution::File(_, how) => Resolution::File(target, how).is_preserved_by(after),
            Resolution::Missing => false,
        };
        if is_kept && !link.path.is_empty() {
            return Ok(None);
        }
        let path = match before {
            Resolution::File(old, how) if !link.path.is_empty() && how != MatchKind::Alias => {
                redirect_link_path(&self.after, from, (old, target), link.form, written)
            }
            _ => choose_link_path(&self.after, from, target, link.form, None),
        };
        path.map(Some).map_err(|UnwritableLink(reason)| Refusal(reason))
    }

    /// The subpath with which a link resolves to the same heading. `None` if the present one does.
    fn new_subpath(
        &self,
        link_ref: LinkRef,
        link: &Link,
        side: Side,
        path: &[u32],
    ) -> Result<Option<String>, Refusal> {
        let source = self.vault.note(link_ref.source);
        let written = source.and_then(|source| source.subpath(link_ref.index));
        let Some(written) = written else { return Ok(None) };
        self.subpath_on(side, link, link_ref.source, written, path)
    }

    /// The subpath with which `link`, which is in `source`, resolves to the same heading. `None` if `written`
    /// does.
    pub(super) fn subpath_on(
        &self,
        side: Side,
        link: &Link,
        source: FileId,
        written: &str,
        path: &[u32],
    ) -> Result<Option<String>, Refusal> {
        match self.headings().subpath(link, written, side, path) {
            Some(subpath) => Ok((subpath != written).then_some(subpath)),
            None => Err(Refusal(format!(
                "the link to `#{written}` in `{}` would resolve to another heading: rename one of \
                 the two headings first",
                self.vault.file(source).path
            ))),
        }
    }

    /// Whether the place at `anchor` of the note is in the part.
    pub(super) fn moves(&self, anchor: &Anchor) -> bool {
        let facts = &self.indexed.facts;
        let span = match anchor {
            Anchor::Headings(headings) => {
                headings.last().map(|heading| facts.headings[*heading as usize].span)
            }
            Anchor::Block(index) => Some(facts.block_ids[*index as usize].span),
            Anchor::Footnote(index) => Some(facts.footnotes[*index as usize].span),
            Anchor::Fragment(index) => Some(facts.fragments[*index as usize].span),
            Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => None,
        };
        span.is_some_and(|span| self.span.covers(span))
    }
}

/// Refuses to change `link`, which is in `source`, if it is in a heading. Other links are written with the
/// heading's text, and would no longer resolve.
fn refuse_in_heading(source: &Note, link: &Link) -> Result<(), Refusal> {
    let Some(heading) = heading_containing(source, link.span) else { return Ok(()) };
    let heading = &source.headings[heading as usize];
    Err(Refusal(format!(
        "the link in the heading `{heading}` would have to change: move it out of the heading first"
    )))
}
