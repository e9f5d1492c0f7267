//! A note goes into the one that shows it, and its file is gone.

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

/// ActionContext to put the note that the link at `offset` leads to in the link's place, where the link
/// stands alone on its line.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let (vault, text) = (ctx.vault, ctx.text);
    let Some(note) = vault.note(ctx.note) else { return };
    let Some(Element::Link(index, _)) = element_at(&note.facts, text, offset) else { return };
    let link = note.facts.links[index as usize];
    let at = LinkRef { source: ctx.note, index };
    let Some((target, Anchor::WholeFile)) = vault.resolve_with_anchor(at) else { return };
    let is_note = vault.file(target).as_note().is_some();
    if !is_note || target == ctx.note || link.place != LinkPlace::Body || !is_alone(text, &link) {
        return;
    }
    let title = format!("Replace by the text of `{}`, and remove it", vault.file(target).path);
    let refused = plan(vault, at).err();
    ctx.add_refactoring(ActionKind::Inline, title, Operation::Inline { link: index }, refused);
}

fn is_alone(text: &str, link: &Link) -> bool {
    let (start, end) = (link.span.range().start, link.span.range().end);
    line_start(text, start) == start && text[end..line_end(text, end)].trim().is_empty()
}

/// A note that is to go into another.
pub(super) struct Inlining {
    note: FileId,
    place: Span,
    pub(super) target: FileId,
    path: String,
    /// Behind the frontmatter.
    body: u32,
    links: Vec<LinkChange>,
    messages: Vec<String>,
}

impl Inlining {
    /// The notes whose texts are needed.
    pub(super) fn notes(&self) -> Vec<FileId> {
        vec![self.note, self.target]
    }
}

/// Decides which links follow.
pub(super) fn plan(vault: &Vault, at: LinkRef) -> Result<Inlining, Refusal> {
    let gone = || Refusal("the note is gone".to_owned());
    let target = vault.resolve(at).file().ok_or_else(gone)?;
    let (into, known) =
        (vault.note(at.source).ok_or_else(gone)?, vault.note(target).ok_or_else(gone)?);
    let path = vault.file(target).path.to_string();
    let others = vault.backlinks(target).into_iter().filter(|other| {
        let own = other.source == target && known.facts.links[other.index as usize].path.is_empty();
        *other != at && !own
    });
    match others.count() {
        0 => {}
        1 => return Err(Refusal(format!("another link leads to `{path}`"))),
        count => return Err(Refusal(format!("{count} other links lead to `{path}`"))),
    }
    if let Some(shared) = shared(into, known) {
        return Err(Refusal(format!("both notes have {shared}")));
    }
    let after = VaultPreview::new(vault).with_removed(target);
    let mut links = Vec::new();
    for (index, link) in (0..).zip(&known.facts.links) {
        let from = LinkRef { source: target, index };
        let Some(file) = vault.resolve(from).file() else { continue };
        if link.path.is_empty() {
            continue;
        }
        let written = vault.written_path(from).unwrap_or_default();
        if after.resolve_path(at.source, written, link.form) == vault.resolve(from) {
            continue;
        }
        if let Some(heading) = heading_containing(known, link.span) {
            let words = &known.headings[heading as usize];
            return Err(Refusal(format!("the link in the heading `{words}` would have to change")));
        }
        let spelt = choose_link_path(&after, at.source, file, link.form, Some(written));
        let mut change = LinkChange::new(*link);
        change.path = Some(spelt.map_err(|UnwritableLink(reason)| Refusal(reason))?.into());
        links.push(change);
    }
    let yaml = known.facts.frontmatter.as_deref();
    let messages = yaml.filter(|yaml| !yaml.keys.is_empty());
    let messages = messages.map(|_| format!("The properties of `{path}` went with it."));
    Ok(Inlining {
        note: at.source,
        place: into.facts.links[at.index as usize].span,
        body: yaml.map_or(0, |yaml| yaml.span.end),
        messages: messages.into_iter().collect(),
        target,
        path,
        links,
    })
}

/// Something by which links would find another place once both are one note.
fn shared(a: &Note, b: &Note) -> Option<String> {
    let names = |note: &Note| {
        let headings = note.headings.iter().map(|it| format!("the heading `{}`", heading_key(it)));
        let ids = note.block_ids.iter().map(|id| format!("the block `^{}`", fold(id)));
        let footnotes = note.footnotes.iter().map(|it| format!("the footnote `{}`", fold(it)));
        let labels = note.labels.iter().map(|it| format!("the label `{}`", label_key(it)));
        headings.chain(ids).chain(footnotes).chain(labels).collect::<Vec<_>>()
    };
    let of_a: FxHashSet<String> = names(a).into_iter().collect();
    names(b).into_iter().find(|name| of_a.contains(name))
}

impl Inlining {
    /// The edit of the note that takes the other in, and the file that goes.
    pub(super) fn finish(self, texts: &Texts) -> Result<Changes, Refusal> {
        let (text, into) = (texts.of(self.target), texts.of(self.note));
        // A byte order mark is the file's, not the text's.
        let begin = self.body.max(narrow(bom_len(text)));
        let within = |(edit, _): (Edit, EditReason)| {
            let span = Span { start: edit.span.start - begin, end: edit.span.end - begin };
            Edit::new(span, edit.insert)
        };
        // Properties go with the file, and their links with them.
        let links = self.links.iter().filter(|change| change.start() >= begin);
        let edits = links.flat_map(|change| change.edits(|span| &text[span])).map(within);
        let body = apply_edits(&text[begin as usize..], &edits.collect::<Vec<_>>());
        let body = body.map_err(|error| Refusal(error.to_string()))?;
        let eol = line_ending_near(into, self.place.range().start);
        let body = with_line_endings(body.trim_matches(['\n', '\r', ' ']), eol);
        let edit = (Edit::new(self.place, body), EditReason::Requested);
        Ok(Changes {
            edits: vec![(self.note, vec![edit])],
            deletes: vec![self.path],
            messages: self.messages,
            ..Changes::default()
        })
    }
}
