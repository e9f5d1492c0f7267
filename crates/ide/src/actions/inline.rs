//! Replaces a link by the text of its note, and deletes that note.

use linkwright_syntax::{Link, LinkPlace, fold, heading_key, label_key};
use linkwright_text::{
    Edit, Span, apply_edits, bom_len, line_end, line_ending_near, line_start, narrow,
    with_line_endings,
};
use linkwright_vault::{
    Anchor, FileId, LinkRef, Note, UnwritableLink, Vault, VaultPreview, choose_link_path,
};
use rustc_hash::FxHashSet;

use super::{ActionContext, ActionKind, Operation};
use crate::Texts;
use crate::element::{Element, element_at};
use crate::rename::LinkChange;
use crate::title::heading_containing;
use crate::{Changes, EditReason, Refusal};

/// Offers to inline the note that the link at `offset` resolves to, if the link is alone on its line.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let (vault, text) = (ctx.vault, ctx.text);
    let Some(note) = vault.note(ctx.note) else { return };
    let Some(Element::Link(index, _)) = element_at(&note.facts, text, offset) else { return };
    let link = note.facts.links[index as usize];
    let link_ref = LinkRef { source: ctx.note, index };
    let Some((target, Anchor::WholeFile)) = vault.resolve_with_anchor(link_ref) else { return };
    let is_other_note = target != ctx.note && vault.file(target).as_note().is_some();
    if !is_other_note || link.place != LinkPlace::Body || !is_alone_on_line(text, &link) {
        return;
    }
    let title = format!("Inline `{}` and delete the note", vault.file(target).path);
    let refusal = plan(vault, link_ref).err();
    ctx.add_refactoring(ActionKind::Inline, title, Operation::Inline { link: index }, refusal);
}

fn is_alone_on_line(text: &str, link: &Link) -> bool {
    let (start, end) = (link.span.range().start, link.span.range().end);
    line_start(text, start) == start && text[end..line_end(text, end)].trim().is_empty()
}

/// A planned inlining of the note `target` into `note`.
pub(super) struct Inlining {
    note: FileId,
    /// The link that is replaced.
    link_span: Span,
    pub(super) target: FileId,
    target_path: String,
    /// Where the text of `target` starts, after its frontmatter.
    body_start: u32,
    /// Links in the text of `target` that need another path in `note`.
    links: Vec<LinkChange>,
    messages: Vec<String>,
}

impl Inlining {
    /// The notes whose texts are needed.
    pub(super) fn notes(&self) -> Vec<FileId> {
        vec![self.note, self.target]
    }
}

/// Plans to inline the target of a link.
pub(super) fn plan(vault: &Vault, link_ref: LinkRef) -> Result<Inlining, Refusal> {
    let gone = || Refusal::new("the note no longer exists");
    let target = vault.resolve(link_ref).file().ok_or_else(gone)?;
    let note = vault.note(link_ref.source).ok_or_else(gone)?;
    let target_note = vault.note(target).ok_or_else(gone)?;
    let target_path = vault.file(target).path.to_string();
    let other_links = vault.backlinks(target).into_iter().filter(|other| {
        let is_within_target =
            other.source == target && target_note.facts.links[other.index as usize].path.is_empty();
        *other != link_ref && !is_within_target
    });
    match other_links.count() {
        0 => {}
        1 => {
            return Err(Refusal(format!(
                "another link resolves to `{target_path}`: change or remove it first"
            )));
        }
        count => {
            return Err(Refusal(format!(
                "{count} other links resolve to `{target_path}`: change or remove them first"
            )));
        }
    }
    if let Some(anchor) = shared_anchor(note, target_note) {
        return Err(Refusal(format!("both notes have {anchor}: rename one of them first")));
    }
    let after = VaultPreview::new(vault).with_removed(target);
    let mut links = Vec::new();
    for (index, link) in (0..).zip(&target_note.facts.links) {
        let from = LinkRef { source: target, index };
        let Some(file) = vault.resolve(from).file() else { continue };
        if link.path.is_empty() {
            continue;
        }
        let written = vault.written_path(from).unwrap_or_default();
        if after.resolve_path(link_ref.source, written, link.form) == vault.resolve(from) {
            continue;
        }
        if let Some(heading) = heading_containing(target_note, link.span) {
            let heading = &target_note.headings[heading as usize];
            return Err(link_in_heading(heading));
        }
        let path = choose_link_path(&after, link_ref.source, file, link.form, Some(written));
        let mut change = LinkChange::new(*link);
        change.path = Some(path.map_err(|UnwritableLink(reason)| Refusal(reason))?.into());
        links.push(change);
    }
    let yaml = target_note.facts.frontmatter.as_deref();
    let has_properties = yaml.is_some_and(|yaml| !yaml.keys.is_empty());
    let message = || format!("The properties of `{target_path}` were not copied.");
    Ok(Inlining {
        note: link_ref.source,
        link_span: note.facts.links[link_ref.index as usize].span,
        body_start: yaml.map_or(0, |yaml| yaml.span.end),
        messages: has_properties.then(message).into_iter().collect(),
        target,
        target_path,
        links,
    })
}

/// The refusal if a link in a heading has to change. Other links are written with the heading's text,
/// and would no longer resolve.
pub(super) fn link_in_heading(heading: &str) -> Refusal {
    Refusal(format!(
        "the link in the heading `{heading}` would have to change: move it out of the heading first"
    ))
}

/// An anchor that both notes have, as a message names it. Links to it would resolve to another place
/// once the notes are one.
fn shared_anchor(a: &Note, b: &Note) -> Option<String> {
    let anchors = |note: &Note| {
        let headings = note.headings.iter().map(|it| format!("the heading `{}`", heading_key(it)));
        let ids = note.block_ids.iter().map(|id| format!("the block id `^{}`", fold(id)));
        let footnotes = note.footnotes.iter().map(|it| format!("the footnote `{}`", fold(it)));
        let labels = note.labels.iter().map(|it| format!("the label `{}`", label_key(it)));
        headings.chain(ids).chain(footnotes).chain(labels).collect::<Vec<_>>()
    };
    let anchors_of_a: FxHashSet<String> = anchors(a).into_iter().collect();
    anchors(b).into_iter().find(|anchor| anchors_of_a.contains(anchor))
}

impl Inlining {
    /// Replaces the link by the note's text, and deletes the note's file.
    pub(super) fn finish(self, texts: &Texts) -> Result<Changes, Refusal> {
        let (text, into) = (texts.of(self.target), texts.of(self.note));
        // A byte order mark belongs to the file and is not inserted.
        let start = self.body_start.max(narrow(bom_len(text)));
        let relative = |(edit, _): (Edit, EditReason)| {
            let span = Span { start: edit.span.start - start, end: edit.span.end - start };
            Edit::new(span, edit.insert)
        };
        // Links in the properties are deleted with them.
        let links = self.links.iter().filter(|change| change.start() >= start);
        let edits = links.flat_map(|change| change.edits(|span| &text[span])).map(relative);
        let body = apply_edits(&text[start as usize..], &edits.collect::<Vec<_>>());
        let body = body.map_err(|error| Refusal(error.to_string()))?;
        let eol = line_ending_near(into, self.link_span.range().start);
        let body = with_line_endings(body.trim_matches(['\n', '\r', ' ']), eol);
        let edit = (Edit::new(self.link_span, body), EditReason::Requested);
        Ok(Changes {
            edits: vec![(self.note, vec![edit])],
            deletes: vec![self.target_path],
            messages: self.messages,
            ..Changes::default()
        })
    }
}
