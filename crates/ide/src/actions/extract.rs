//! Moves part of a note to a new note. Every link still resolves to the same place afterwards.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use linkwright_settings::{LinkStyle, Settings};
use linkwright_syntax::{Link, LinkForm, fold, label_key};
use linkwright_text::{Edit, Span, apply_edits, line_ending_near, line_start, narrow};
use linkwright_vault::{
    Anchor, FileId, LinkRef, MatchKind, Note, Resolution, UnwritableLink, Vault, VaultPreview,
    check_new_name, choose_link_path, encode_link_path, is_name_char, wikilink_name,
};
use rustc_hash::FxHashSet;

use super::inline::link_in_heading;
use super::{ActionContext, ActionKind, Operation};
use crate::Texts;
use crate::element::{Element, element_at};
use crate::new_note::new_note_path;
use crate::rename::{LinkChange, Outline};
use crate::title::{first_h1, heading_containing, heading_text};
use crate::{Changes, EditReason, Refusal};

/// Length at which the name of the new note is cut off between two words, in characters.
const MAX_NAME_CHARS: usize = 60;

/// A part of the current note, and the new note that it is moved to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtractedPart {
    /// The part, without blank lines at its ends.
    pub span: Span,
    /// The path of the new note, relative to the root.
    pub path: String,
    /// Whether an embed is left in place of the part, rather than a link.
    pub leaves_embed: bool,
}

/// Offers to move the selection, or the section whose heading the cursor is on.
pub(super) fn offer(ctx: &mut ActionContext<'_>, range: Span) {
    let (vault, text) = (ctx.vault, ctx.text);
    let Some(note) = vault.note(ctx.note) else { return };
    let part = match range.is_empty() {
        true => section_at(note, text, range.start),
        false => selected_part(text, range),
    };
    let Some((span, name)) = part.filter(|(span, _)| cuts_nothing(note, *span)) else { return };
    let folder = vault.file(ctx.note).folder();
    let numbered = (2..100).map(|number| format!("{name} {number}"));
    let names = [name.clone()].into_iter().chain(numbered);
    let free_path = |name: String| {
        new_note_path(vault, folder, &name)
            .filter(|_| vault.find_by_name_or_alias(&name).is_empty())
    };
    let Some(path) = names.filter_map(free_path).next() else { return };
    let kind = ActionKind::Extract;
    let part = ExtractedPart { span, path: path.clone(), leaves_embed: false };
    let refusal = plan(vault, ctx.note, &part).err();
    let title = format!("Move to `{path}` and leave a link");
    ctx.add_refactoring(kind, title, Operation::Extract(part.clone()), refusal.clone());
    let starts_line = line_start(text, span.range().start) == span.range().start;
    let ends_line = matches!(text.as_bytes().get(span.range().end), None | Some(b'\n' | b'\r'));
    if starts_line && ends_line {
        let title = format!("Move to `{path}` and leave an embed");
        let operation = Operation::Extract(ExtractedPart { leaves_embed: true, ..part });
        ctx.add_refactoring(kind, title, operation, refusal);
    }
}

/// The section whose heading is at `offset` and a name for its note. `None` on the note's title.
fn section_at(note: &Note, text: &str, offset: u32) -> Option<(Span, String)> {
    let Some(Element::Heading(index)) = element_at(&note.facts, text, offset) else { return None };
    if first_h1(note) == Some(index) {
        return None;
    }
    let headings = &note.facts.headings;
    let heading = headings[index as usize];
    let next = headings[index as usize + 1..].iter().find(|next| next.level <= heading.level);
    let end = next.map_or(text.len(), |next| next.span.range().start);
    let span = Span::new(heading.span.range().start, end).trimmed(text);
    Some((span, file_name(heading_text(note, index))?))
}

/// The selection and a name for its note, made from its first line.
fn selected_part(text: &str, range: Span) -> Option<(Span, String)> {
    let span = range.trimmed(text);
    let line = text[span].split(['\n', '\r']).next()?;
    let words = line.trim_start_matches(['#', '>', '-', '*', '+', ' ', '\t']);
    Some((span, file_name(words)?))
}

/// `words` without the characters that a file name cannot hold. `None` if no valid name is left.
fn file_name(words: &str) -> Option<String> {
    let plain = words.replace(|c| !is_name_char(c), " ");
    let mut name = String::new();
    for word in plain.trim_start_matches('.').split_whitespace() {
        let is_too_long = name.chars().count() + word.chars().count() >= MAX_NAME_CHARS;
        if is_too_long && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    check_new_name(&name, ".md", &Settings::default()).is_ok().then_some(name)
}

/// Whether each link, heading, tag and the like is either all in the part or all outside of it.
fn cuts_nothing(note: &Note, part: Span) -> bool {
    let facts = &note.facts;
    let yaml = facts.frontmatter.as_deref().map(|yaml| yaml.span);
    let with_sigil = |span: Span| Span { start: span.start.saturating_sub(1), ..span };
    let mut elements = (facts.links.iter().map(|link| link.span))
        .chain(facts.headings.iter().map(|heading| heading.span))
        .chain(facts.labels.iter().map(|label| label.span))
        .chain(facts.footnotes.iter().map(|footnote| footnote.span))
        .chain(facts.tags.iter().map(|tag| with_sigil(tag.span)))
        .chain(facts.block_ids.iter().map(|id| with_sigil(id.span)))
        .chain(facts.verbatim.iter().copied());
    let is_outside = |span: Span| span.end <= part.start || part.end <= span.start;
    !part.is_empty()
        && yaml.is_none_or(is_outside)
        && elements.all(|span| is_outside(span) || part.covers(span))
}

/// A planned extraction, with the links that have to change.
pub(super) struct Extraction {
    note: FileId,
    part: ExtractedPart,
    /// The link or embed that is left in place of the part.
    replacement: String,
    /// Changed links in the part.
    inside: Vec<LinkChange>,
    /// Changed links outside the part, by note and in the order of the text.
    outside: BTreeMap<FileId, Vec<LinkChange>>,
}

/// Plans to move `part` of `note` to a new note.
pub(super) fn plan(
    vault: &Vault,
    note: FileId,
    part: &ExtractedPart,
) -> Result<Extraction, Refusal> {
    let indexed = vault.note(note).ok_or_else(|| Refusal::new("the note no longer exists"))?;
    check_definitions(indexed, part.span)?;
    let (after, new_note) = VaultPreview::new(vault).with_created(&part.path);
    if let Some(diverted) = after.diverted_links().first() {
        let path = &vault.file(diverted.link.source).path;
        let new_path = &part.path;
        return Err(Refusal(format!(
            "a link in `{path}` would resolve to the new `{new_path}`: change that link first"
        )));
    }
    let span = part.span;
    let headings = OnceCell::new();
    let planner = ExtractionPlanner { vault, after, note, indexed, new_note, span, headings };
    let replacement = planner.replacement(part);
    let mut extraction = Extraction {
        note,
        replacement: replacement.map_err(|UnwritableLink(reason)| Refusal(reason))?,
        part: part.clone(),
        inside: Vec::new(),
        outside: BTreeMap::new(),
    };
    let own = (0..).zip(&indexed.facts.links).map(|(index, _)| LinkRef { source: note, index });
    let others = vault.backlinks(note).into_iter().filter(|link| link.source != note);
    for link_ref in own.chain(others) {
        if let Some((change, is_inside)) = planner.link_change(link_ref)? {
            match is_inside {
                true => extraction.inside.push(change),
                false => extraction.outside.entry(link_ref.source).or_default().push(change),
            }
        }
    }
    Ok(extraction)
}

/// Refuses a part if a footnote or a reference label is used in it and defined outside of it, or the
/// other way round.
fn check_definitions(note: &Note, part: Span) -> Result<(), Refusal> {
    let footnotes = note.footnotes.iter().zip(&note.facts.footnotes).map(|(label, fact)| {
        (format!("footnote `{label}`"), fold(label).into_owned(), fact.is_definition, fact.span)
    });
    let labels = note.labels.iter().zip(&note.facts.labels).map(|(label, fact)| {
        (
            format!("label `{label}`"),
            format!("[{}]", label_key(label)),
            fact.is_definition,
            fact.span,
        )
    });
    let all: Vec<_> = footnotes.chain(labels).collect();
    // The keys that are defined outside the part, and those that are defined in it.
    let mut defined: [FxHashSet<&str>; 2] = Default::default();
    for (_, key, _, span) in all.iter().filter(|(_, _, definition, _)| *definition) {
        defined[usize::from(part.covers(*span))].insert(key);
    }
    for (name, key, _, span) in all.iter().filter(|(_, _, definition, _)| !definition) {
        let in_part = usize::from(part.covers(*span));
        if !defined[in_part].contains(&**key) && defined[1 - in_part].contains(&**key) {
            let (used, defined) = if in_part == 1 { ("in", "outside") } else { ("outside", "in") };
            return Err(Refusal(format!(
                "the {name} is used {used} the moved text and defined {defined} it: select both"
            )));
        }
    }
    Ok(())
}

struct ExtractionPlanner<'v> {
    vault: &'v Vault,
    /// The vault with the new note.
    after: VaultPreview<'v>,
    note: FileId,
    /// The indexed note `note`.
    indexed: &'v Note,
    new_note: FileId,
    /// The part that moves to the new note.
    span: Span,
    headings: OnceCell<SplitHeadings>,
}

/// The headings of a note, split into those that stay and those that move.
struct SplitHeadings {
    /// The outline of the headings that stay, and of those that move.
    outlines: [Outline; 2],
    /// For each heading, the number of moving headings before it.
    moving_before: Vec<u32>,
}

impl ExtractionPlanner<'_> {
    /// The link or embed that is left in place of the part.
    fn replacement(&self, part: &ExtractedPart) -> Result<String, UnwritableLink> {
        let bang = if part.leaves_embed { "!" } else { "" };
        let name = wikilink_name(&part.path);
        let inline = LinkForm::Inline { angle_bracketed: false };
        let path = |form| choose_link_path(&self.after, self.note, self.new_note, form, None);
        Ok(match self.vault.settings().link_style {
            LinkStyle::Wikilink => format!("{bang}[[{}]]", path(LinkForm::Wiki)?),
            LinkStyle::Markdown => {
                format!("{bang}[{name}]({})", encode_link_path(&path(inline)?, inline))
            }
        })
    }

    /// How a link has to change, and whether it is in the part. `None` if the link stays as it is.
    fn link_change(&self, link_ref: LinkRef) -> Result<Option<(LinkChange, bool)>, Refusal> {
        let Some(source) = self.vault.note(link_ref.source) else { return Ok(None) };
        let link = source.facts.links[link_ref.index as usize];
        let is_inside = link_ref.source == self.note && self.span.covers(link.span);
        let Some((file, anchor)) = self.vault.resolve_with_anchor(link_ref) else {
            return Ok(None);
        };
        let target = if file == self.note && self.moves(&anchor) { self.new_note } else { file };
        let from = if is_inside { self.new_note } else { link_ref.source };
        let path = self.new_path(link_ref, &link, from, target)?;
        let subpath = match (&anchor, file == self.note) {
            (Anchor::Headings(headings), true) => self.new_subpath(link_ref, &link, headings)?,
            _ => None,
        };
        if path.is_none() && subpath.is_none() {
            return Ok(None);
        }
        if let Some(heading) = heading_containing(source, link.span) {
            return Err(link_in_heading(&source.headings[heading as usize]));
        }
        let mut change = LinkChange::new(link);
        (change.path, change.subpath) = (path.map(Into::into), subpath);
        Ok(Some((change, is_inside)))
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
        let by_alias = matches!(before, Resolution::File(_, MatchKind::Alias));
        let keeps_form = target != self.new_note && !link.path.is_empty() && !by_alias;
        let path =
            choose_link_path(&self.after, from, target, link.form, keeps_form.then_some(written));
        path.map(Some).map_err(|UnwritableLink(reason)| Refusal(reason))
    }

    /// Whether the place at `anchor` of the note is in the part.
    fn moves(&self, anchor: &Anchor) -> bool {
        let facts = &self.indexed.facts;
        let span = match anchor {
            Anchor::Headings(headings) => {
                return headings.last().is_some_and(|&heading| self.moves_heading(heading));
            }
            Anchor::Block(index) => Some(facts.block_ids[*index as usize].span),
            Anchor::Footnote(index) => Some(facts.footnotes[*index as usize].span),
            Anchor::Fragment(index) => Some(facts.fragments[*index as usize].span),
            Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => None,
        };
        span.is_some_and(|span| self.span.covers(span))
    }

    fn moves_heading(&self, index: u32) -> bool {
        self.span.covers(self.indexed.facts.headings[index as usize].span)
    }

    fn split_headings(&self) -> SplitHeadings {
        let outlines = [false, true].map(|moving| {
            Outline::new(self.indexed).retain(|index| self.moves_heading(index) == moving)
        });
        let mut moving = 0;
        let count = |index| {
            let before = moving;
            moving += u32::from(self.moves_heading(index));
            before
        };
        let moving_before = (0..narrow(self.indexed.headings.len())).map(count).collect();
        SplitHeadings { outlines, moving_before }
    }

    /// The subpath without the segments whose headings are no longer in the same note as the last one.
    /// `None` if all segments stay.
    ///
    /// `path` holds the heading that each segment resolves to.
    fn new_subpath(
        &self,
        link_ref: LinkRef,
        link: &Link,
        path: &[u32],
    ) -> Result<Option<String>, Refusal> {
        let source = self.vault.note(link_ref.source);
        let written = source.and_then(|source| source.subpath(link_ref.index));
        let (Some(written), Some(last)) = (written, path.last()) else { return Ok(None) };
        let last_moves = self.moves_heading(*last);
        let stays_together = |index: u32| self.moves_heading(index) == last_moves;
        let segments = written.split('#').filter(|segment| !segment.trim().is_empty());
        let kept = segments.zip(path).filter(|(_, index)| stays_together(**index));
        let kept: Vec<&str> = kept.map(|(segment, _)| segment).collect();
        let subpath = kept.join("#");
        let headings = self.headings.get_or_init(|| self.split_headings());
        let moving_before = headings.moving_before[*last as usize];
        let new_index = if last_moves { moving_before } else { *last - moving_before };
        let outline = &headings.outlines[usize::from(last_moves)];
        if outline.resolve(link, &subpath) != Some(new_index) {
            let path = &self.vault.file(link_ref.source).path;
            return Err(Refusal(format!(
                "the link to `#{written}` in `{path}` would resolve to another heading: rename one of \
                 the two headings first"
            )));
        }
        Ok((kept.len() < path.len()).then_some(subpath))
    }
}

impl Extraction {
    /// The notes whose texts are needed.
    pub(super) fn notes(&self) -> Vec<FileId> {
        let mut notes: Vec<FileId> = self.outside.keys().copied().chain([self.note]).collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }

    /// Creates the new note and makes all edits.
    pub(super) fn finish(self, texts: &Texts) -> Result<Changes, Refusal> {
        let Extraction { note, part, replacement, inside, outside } = self;
        let text = texts.of(note);
        let span = part.span;
        let relative = |(edit, _): (Edit, EditReason)| {
            let (start, end) = (edit.span.start - span.start, edit.span.end - span.start);
            Edit::new(Span { start, end }, edit.insert)
        };
        let edits = inside.iter().flat_map(|change| change.edits(|span| &text[span]));
        let edits: Vec<Edit> = edits.map(relative).collect();
        let nested = |_| Refusal::new("a link contains another link: move one of them out first");
        let mut moved_text = apply_edits(&text[span], &edits).map_err(nested)?;
        moved_text.push_str(line_ending_near(text, span.range().start));
        let creates = vec![(part.path, moved_text)];
        let mut changes = Changes { creates, ..Changes::default() };
        let edits_of = |file: FileId, links: &[LinkChange]| {
            let text = texts.of(file);
            links.iter().flat_map(|change| change.edits(|span| &text[span])).collect::<Vec<_>>()
        };
        let mut own = outside.get(&note).map_or_else(Vec::new, |links| edits_of(note, links));
        own.push((Edit::new(span, replacement), EditReason::Requested));
        own.sort_by_key(|(edit, _)| edit.span);
        changes.edits.push((note, own));
        for (file, links) in outside.iter().filter(|(file, _)| **file != note) {
            changes.edits.push((*file, edits_of(*file, links)));
        }
        Ok(changes)
    }
}
