//! Finds the notes, images and links that a hover shows, before the texts are read.

use linkwright_syntax::LinkForm;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Vault};

use super::{HoverPlan, NoteSummary};
use crate::definition::NavigationTarget;
use crate::note_part::{NotePart, anchor_part};
use crate::outgoing::{OutgoingLink, outgoing_link};

/// The content of a preview.
pub(super) enum PreviewContent {
    Image(FileId),
    Excerpt(NoteExcerpt),
    /// A link in an excerpt, for editors that can follow it.
    Link(OutgoingLink, NavigationTarget),
}

/// Part of a note to show.
pub(super) struct NoteExcerpt {
    pub(super) note: FileId,
    pub(super) part: NotePart,
    /// The contents to show in place of embeds and links, in order: the span of each, and its content.
    pub(super) replaced: Vec<(Span, PreviewContent)>,
}

/// Maximum length of a preview, in bytes, without the contents of its embeds.
pub(super) const MAX_LEN: u32 = 1_500;

/// Maximum depth of embeds that contain embeds, counting the previewed note.
const MAX_DEPTH: usize = 3;

/// Maximum number of embeds that are shown in a preview.
pub(super) const MAX_EMBEDS: usize = 12;

/// Maximum number of links in a preview that can be followed.
const MAX_LINKS: usize = 40;

/// Collects the notes and images that a hover shows.
#[derive(Clone)]
pub(super) struct HoverPlanner<'v> {
    pub(super) vault: &'v Vault,
    follows_links: bool,
    notes: Vec<FileId>,
    files: Vec<FileId>,
    /// The notes that contain the excerpt which is being planned, from the outside in.
    containers: Vec<FileId>,
    embed_count: usize,
    link_count: usize,
}

impl<'v> HoverPlanner<'v> {
    pub(super) fn new(vault: &'v Vault, follows_links: bool) -> HoverPlanner<'v> {
        let (notes, files, containers) = (Vec::new(), Vec::new(), Vec::new());
        let (embed_count, link_count) = (0, 0);
        HoverPlanner { vault, follows_links, notes, files, containers, embed_count, link_count }
    }

    pub(super) fn plan(
        mut self,
        span: Span,
        summary: Option<NoteSummary>,
        note: FileId,
        part: NotePart,
    ) -> HoverPlan {
        let content = Some(PreviewContent::Excerpt(self.excerpt(note, part)));
        let HoverPlanner { mut notes, mut files, .. } = self;
        if summary.is_some() && self.follows_links {
            files.push(note);
        }
        notes.sort_unstable();
        notes.dedup();
        HoverPlan { span, summary, message: String::new(), content, notes, files, rows: None }
    }

    /// Plans an excerpt with the embeds and links that can be in it. The exact span of the part is known only
    /// when the text is.
    fn excerpt(&mut self, note: FileId, part: NotePart) -> NoteExcerpt {
        self.notes.push(note);
        self.containers.push(note);
        let window = match part {
            NotePart::Span(span) => Span { end: span.end.min(span.start + MAX_LEN), ..span },
            NotePart::From(start) | NotePart::Footnote(start) => {
                Span { start, end: start + MAX_LEN }
            }
            NotePart::Block { at, .. } | NotePart::FromLine(at) => {
                Span { start: at.saturating_sub(MAX_LEN), end: at + MAX_LEN }
            }
        };
        let links = self.vault.note(note).map_or(&[][..], |note| &note.facts.links);
        let first = links.partition_point(|link| link.span.start < window.start);
        let mut replaced = Vec::new();
        for (index, link) in (0..).zip(links).skip(first) {
            if link.span.start >= window.end {
                break;
            }
            let link_ref = LinkRef { source: note, index };
            let content = match link.form {
                LinkForm::Html { .. } => None,
                _ if link.is_embed => self.embed_content(link_ref),
                LinkForm::Wiki | LinkForm::Inline { .. } => self.link_content(link_ref),
                _ => None,
            };
            replaced.extend(content.map(|content| (link.span, content)));
        }
        self.containers.pop();
        NoteExcerpt { note, part, replaced }
    }

    /// The link as an editor can follow it. `None` if its source text is shown instead.
    fn link_content(&mut self, link: LinkRef) -> Option<PreviewContent> {
        if !self.follows_links || self.link_count == MAX_LINKS {
            return None;
        }
        let outgoing = outgoing_link(self.vault, link)?;
        let target = outgoing.target.clone()?;
        self.link_count += 1;
        self.files.push(target.file);
        if target.span.end > 0 {
            self.notes.push(target.file);
        }
        Some(PreviewContent::Link(outgoing, target))
    }

    /// The content to show for an embed. `None` if its source text is shown instead.
    fn embed_content(&mut self, embed: LinkRef) -> Option<PreviewContent> {
        if self.embed_count == MAX_EMBEDS {
            return None;
        }
        let (file, anchor) = self.vault.resolve_with_anchor(embed)?;
        if is_image(&self.vault.file(file).path) {
            self.embed_count += 1;
            self.files.push(file);
            return Some(PreviewContent::Image(file));
        }
        let facts = &self.vault.file(file).as_note()?.facts;
        let can_nest = self.containers.len() < MAX_DEPTH && !self.containers.contains(&file);
        if !can_nest || matches!(anchor, Anchor::Missing(_)) {
            return None;
        }
        self.embed_count += 1;
        let part = anchor_part(self.vault, file, facts, &anchor);
        Some(PreviewContent::Excerpt(self.excerpt(file, part)))
    }
}

pub(super) fn is_image(path: &str) -> bool {
    const IMAGES: [&str; 8] = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    IMAGES.iter().any(|image| image.eq_ignore_ascii_case(extension))
}
