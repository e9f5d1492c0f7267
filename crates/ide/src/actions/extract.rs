//! A part of a note becomes a note of its own, and every link keeps leading where it led.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use linkwright_syntax::{Link, LinkForm, fold, label_key};
use linkwright_text::{Edit, Span, apply_edits, line_ending_near, line_start, narrow};
use linkwright_vault::{
    Anchor, FileId, LinkRef, LinkStyle, MatchKind, Note, Resolution, Settings, UnwritableLink,
    Vault, VaultPreview, check_new_name, choose_link_path, encode_link_path, is_name_char,
    wikilink_name,
};
use rustc_hash::FxHashSet;

use super::{ActionContext, ActionKind, Operation};
use crate::Texts;
use crate::element::{Element, element_at};
use crate::new_note::new_note_path;
use crate::rename::{LinkChange, Outline};
use crate::title::{first_h1, heading_containing, heading_text};
use crate::{Changes, EditReason, Refusal};

/// How many characters of its beginning name a part that has no heading.
const LONGEST_NAME: usize = 60;

/// A part of the note where it is offered, and the note it becomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtractedPart {
    /// Without blank lines at its ends.
    pub span: Span,
    /// The new note, relative to the root.
    pub path: String,
    /// Whether what is left is an embed.
    pub embed: bool,
}

/// ActionContext to move what is selected, or the section whose heading the cursor is on.
pub(super) fn offer(ctx: &mut ActionContext<'_>, range: Span) {
    let (vault, text) = (ctx.vault, ctx.text);
    let Some(note) = vault.note(ctx.note) else { return };
    let part =
        if range.is_empty() { section(note, text, range.start) } else { selection(text, range) };
    let Some((span, name)) = part.filter(|(span, _)| is_whole(note, *span)) else { return };
    let folder = vault.file(ctx.note).folder();
    let numbered = (2..100).map(|count| format!("{name} {count}"));
    let names = [name.clone()].into_iter().chain(numbered);
    let free = |name: String| {
        new_note_path(vault, folder, &name)
            .filter(|_| vault.find_by_name_or_alias(&name).is_empty())
    };
    let Some(path) = names.filter_map(free).next() else { return };
    let part = ExtractedPart { span, path: path.clone(), embed: false };
    let refused = plan(vault, ctx.note, &part).err();
    let title = format!("Move to `{path}`, leaving a link");
    ctx.add_refactoring(
        ActionKind::Extract,
        title,
        Operation::Extract(part.clone()),
        refused.clone(),
    );
    let lines = line_start(text, span.range().start) == span.range().start;
    if lines && matches!(text.as_bytes().get(span.range().end), None | Some(b'\n' | b'\r')) {
        let title = format!("Move to `{path}`, leaving an embed");
        ctx.add_refactoring(
            ActionKind::Extract,
            title,
            Operation::Extract(ExtractedPart { embed: true, ..part }),
            refused,
        );
    }
}

/// The section whose heading is at `offset`, unless that is the note's title.
fn section(note: &Note, text: &str, offset: u32) -> Option<(Span, String)> {
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

fn selection(text: &str, range: Span) -> Option<(Span, String)> {
    let span = range.trimmed(text);
    let line = text[span].split(['\n', '\r']).next()?;
    let words = line.trim_start_matches(['#', '>', '-', '*', '+', ' ', '\t']);
    Some((span, file_name(words)?))
}

/// `words` without what no file name can hold; `None` if nothing is left.
fn file_name(words: &str) -> Option<String> {
    let plain = words.replace(|c| !is_name_char(c), " ");
    let mut name = String::new();
    for word in plain.trim_start_matches('.').split_whitespace() {
        let long = name.chars().count() + word.chars().count() >= LONGEST_NAME;
        if long && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    check_new_name(&name, ".md", &Settings::default()).is_ok().then_some(name)
}

/// Whether the part cuts nothing in two.
fn is_whole(note: &Note, part: Span) -> bool {
    let facts = &note.facts;
    let yaml = facts.frontmatter.as_deref().map(|yaml| yaml.span);
    let marked = |span: Span| Span { start: span.start.saturating_sub(1), ..span };
    let mut things = (facts.links.iter().map(|link| link.span))
        .chain(facts.headings.iter().map(|heading| heading.span))
        .chain(facts.labels.iter().map(|label| label.span))
        .chain(facts.footnotes.iter().map(|footnote| footnote.span))
        .chain(facts.tags.iter().map(|tag| marked(tag.span)))
        .chain(facts.block_ids.iter().map(|id| marked(id.span)))
        .chain(facts.verbatim.iter().copied());
    let apart = |span: Span| span.end <= part.start || part.end <= span.start;
    !part.is_empty()
        && yaml.is_none_or(apart)
        && things.all(|span| apart(span) || part.covers(span))
}

/// A part that is to move, with the links that follow.
pub(super) struct Extraction {
    note: FileId,
    part: ExtractedPart,
    /// What is left in its place.
    left: String,
    /// Links in the part.
    inside: Vec<LinkChange>,
    /// Links elsewhere, in the order of their places.
    outside: BTreeMap<FileId, Vec<LinkChange>>,
}

/// Decides which links follow.
pub(super) fn plan(
    vault: &Vault,
    note: FileId,
    part: &ExtractedPart,
) -> Result<Extraction, Refusal> {
    let refuse = |reason: String| Refusal(reason);
    let known = vault.note(note).ok_or_else(|| refuse("the note is gone".to_owned()))?;
    stays_together(known, part.span)?;
    let (after, new) = VaultPreview::new(vault).with_created(&part.path);
    if let Some(taken) = after.diverted_links().first() {
        let path = &vault.file(taken.link.source).path;
        return Err(refuse(format!("a link in `{path}` would lead to `{}` then", part.path)));
    }
    let moving =
        Moving { vault, after, note, known, new, span: part.span, headings: OnceCell::new() };
    let unwritable = |UnwritableLink(reason): UnwritableLink| Refusal(reason);
    let mut extraction = Extraction {
        note,
        left: moving.left(part).map_err(unwritable)?,
        part: part.clone(),
        inside: Vec::new(),
        outside: BTreeMap::new(),
    };
    let own = (0..).zip(&known.facts.links).map(|(index, _)| LinkRef { source: note, index });
    let others = vault.backlinks(note).into_iter().filter(|at| at.source != note);
    for at in own.chain(others) {
        if let Some((change, inside)) = moving.follow(at)? {
            match inside {
                true => extraction.inside.push(change),
                false => extraction.outside.entry(at.source).or_default().push(change),
            }
        }
    }
    Ok(extraction)
}

/// Refuses a part that shares footnotes or reference labels with the rest.
fn stays_together(note: &Note, part: Span) -> Result<(), Refusal> {
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
    let mut defined: [FxHashSet<&str>; 2] = Default::default();
    for (_, key, _, span) in all.iter().filter(|(_, _, definition, _)| *definition) {
        defined[usize::from(part.covers(*span))].insert(key);
    }
    for (name, key, _, span) in all.iter().filter(|(_, _, definition, _)| !definition) {
        let here = usize::from(part.covers(*span));
        if !defined[here].contains(&**key) && defined[1 - here].contains(&**key) {
            let place = if here == 1 { "outside of it" } else { "in it" };
            return Err(Refusal(format!("the {name} is defined {place}")));
        }
    }
    Ok(())
}

struct Moving<'v> {
    vault: &'v Vault,
    after: VaultPreview<'v>,
    note: FileId,
    known: &'v Note,
    new: FileId,
    span: Span,
    headings: OnceCell<Headings>,
}

/// The headings of a note from which a part is moved.
struct Headings {
    /// Those that stay, and those that move.
    outlines: [Outline; 2],
    /// Number of headings before each that move.
    moving_before: Vec<u32>,
}

impl Moving<'_> {
    fn left(&self, part: &ExtractedPart) -> Result<String, UnwritableLink> {
        let bang = if part.embed { "!" } else { "" };
        let name = wikilink_name(&part.path);
        let inline = LinkForm::Inline { angle_bracketed: false };
        let path = |form| choose_link_path(&self.after, self.note, self.new, form, None);
        Ok(match self.vault.settings().link_style {
            LinkStyle::Wikilink => format!("{bang}[[{}]]", path(LinkForm::Wiki)?),
            LinkStyle::Markdown => {
                format!("{bang}[{name}]({})", encode_link_path(&path(inline)?, inline))
            }
        })
    }

    /// What becomes of a link, and whether it is in the part; `None` if it stays as it is.
    fn follow(&self, at: LinkRef) -> Result<Option<(LinkChange, bool)>, Refusal> {
        let Some(source) = self.vault.note(at.source) else { return Ok(None) };
        let link = source.facts.links[at.index as usize];
        let inside = at.source == self.note && self.span.covers(link.span);
        let Some((file, anchor)) = self.vault.resolve_with_anchor(at) else { return Ok(None) };
        let target = if file == self.note && self.moves(&anchor) { self.new } else { file };
        let from = if inside { self.new } else { at.source };
        let path = self.path(at, &link, from, target)?;
        let subpath = match (&anchor, file == self.note) {
            (Anchor::Headings(took), true) => self.subpath(at, &link, took)?,
            _ => None,
        };
        if path.is_none() && subpath.is_none() {
            return Ok(None);
        }
        // Others link by the words of a heading, those of a link in it among them.
        if let Some(heading) = heading_containing(source, link.span) {
            let words = &source.headings[heading as usize];
            return Err(Refusal(format!("the link in the heading `{words}` would have to change")));
        }
        let mut change = LinkChange::new(link);
        (change.path, change.subpath) = (path.map(Into::into), subpath);
        Ok(Some((change, inside)))
    }

    /// The path that a link has to have in the note `from` to lead to `target`; `None` where the
    /// one that it has does.
    fn path(
        &self,
        at: LinkRef,
        link: &Link,
        from: FileId,
        target: FileId,
    ) -> Result<Option<String>, Refusal> {
        if link.path.is_empty() && from == target {
            return Ok(None);
        }
        let written = self.vault.written_path(at).unwrap_or_default();
        let now = self.after.resolve_path(from, written, link.form);
        let before = self.vault.resolve(at);
        let alias = matches!(before, Resolution::File(_, MatchKind::Alias));
        let leads = match (before, now) {
            (Resolution::File(_, how), now) => Resolution::File(target, how).is_preserved_by(now),
            _ => false,
        };
        if leads && !link.path.is_empty() {
            return Ok(None);
        }
        let like = (target != self.new && !link.path.is_empty() && !alias).then_some(written);
        let path = choose_link_path(&self.after, from, target, link.form, like);
        path.map(Some).map_err(|UnwritableLink(reason)| Refusal(reason))
    }

    /// Whether the place that a link to the note leads to is in the part.
    fn moves(&self, anchor: &Anchor) -> bool {
        let facts = &self.known.facts;
        let span = match anchor {
            Anchor::Headings(took) => return took.last().is_some_and(|&it| self.moves_heading(it)),
            Anchor::Block(index) => Some(facts.block_ids[*index as usize].span),
            Anchor::Footnote(index) => Some(facts.footnotes[*index as usize].span),
            Anchor::Fragment(index) => Some(facts.fragments[*index as usize].span),
            Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => None,
        };
        span.is_some_and(|span| self.span.covers(span))
    }

    fn moves_heading(&self, index: u32) -> bool {
        self.span.covers(self.known.facts.headings[index as usize].span)
    }

    fn headings(&self) -> Headings {
        let outlines = [false, true].map(|moving| {
            Outline::new(self.known).retain(|index| self.moves_heading(index) == moving)
        });
        let mut moving = 0;
        let count = |index| {
            let before = moving;
            moving += u32::from(self.moves_heading(index));
            before
        };
        let moving_before = (0..narrow(self.known.headings.len())).map(count).collect();
        Headings { outlines, moving_before }
    }

    /// The headings of a subpath that are where the last one is; `None` if all are.
    fn subpath(&self, at: LinkRef, link: &Link, took: &[u32]) -> Result<Option<String>, Refusal> {
        let source = self.vault.note(at.source);
        let written = source.and_then(|source| source.subpath(at.index));
        let (Some(written), Some(last)) = (written, took.last()) else { return Ok(None) };
        let with_last = self.moves_heading(*last);
        let stays = |index: u32| self.moves_heading(index) == with_last;
        let segments = written.split('#').filter(|segment| !segment.trim().is_empty());
        let kept = segments.zip(took).filter(|(_, index)| stays(**index));
        let kept: Vec<&str> = kept.map(|(segment, _)| segment).collect();
        let subpath = kept.join("#");
        let headings = self.headings.get_or_init(|| self.headings());
        let moving = headings.moving_before[*last as usize];
        let place = if with_last { moving } else { *last - moving };
        if headings.outlines[usize::from(with_last)].resolve(link, &subpath) != Some(place) {
            let path = &self.vault.file(at.source).path;
            let reason = "another heading reads the same";
            return Err(Refusal(format!(
                "a link in `{path}` to `#{written}` could not follow: {reason}"
            )));
        }
        Ok((kept.len() < took.len()).then_some(subpath))
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

    /// The new note, and all edits.
    pub(super) fn finish(self, texts: &Texts) -> Result<Changes, Refusal> {
        let Extraction { note, part, left, inside, outside } = self;
        let text = texts.of(note);
        let span = part.span;
        let within = |(edit, _): (Edit, EditReason)| {
            let (start, end) = (edit.span.start - span.start, edit.span.end - span.start);
            Edit::new(Span { start, end }, edit.insert)
        };
        let edits = inside.iter().flat_map(|change| change.edits(|span| &text[span]));
        let edits: Vec<Edit> = edits.map(within).collect();
        let overlap = |_| Refusal("a link stands in another".to_owned());
        let mut moved = apply_edits(&text[span], &edits).map_err(overlap)?;
        moved.push_str(line_ending_near(text, span.range().start));
        let mut changes = Changes { creates: vec![(part.path, moved)], ..Changes::default() };
        let edits_of = |file: FileId, links: &[LinkChange]| {
            let text = texts.of(file);
            links.iter().flat_map(|change| change.edits(|span| &text[span])).collect::<Vec<_>>()
        };
        let mut own = outside.get(&note).map_or_else(Vec::new, |links| edits_of(note, links));
        own.push((Edit::new(span, left), EditReason::Requested));
        own.sort_by_key(|(edit, _)| edit.span);
        changes.edits.push((note, own));
        for (file, links) in outside.iter().filter(|(file, _)| **file != note) {
            changes.edits.push((*file, edits_of(*file, links)));
        }
        Ok(changes)
    }
}
