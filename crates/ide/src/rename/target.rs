//! Finds what a rename at the cursor renames.

use linkwright_syntax::frontmatter::{Frontmatter, Scalar};
use linkwright_syntax::{FragmentKind, Link, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, File, FileId, LinkRef, MatchKind, Note, Resolution, Vault, decode_link_part,
};

use super::Renamable;
use super::links::same_name;
use crate::Refusal;
use crate::element::{Element, LinkPart, element_at, segments};
use crate::title::heading_text;

/// What a rename renames, and the part of the text that shows its name.
pub(super) struct RenameTarget {
    pub(super) renamable: Renamable,
    pub(super) kind: TargetKind,
}

/// What a rename can rename.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TargetKind {
    /// A file, by its name. The name of a note is without `.md`.
    File(FileId),
    /// The title of a note: its first H1, or a title key in its frontmatter.
    Title(FileId, String),
    /// An alias of a note.
    Alias(FileId, String),
    /// A heading of a note.
    Heading(FileId, u32),
    /// A block id of a note.
    Block(FileId, u32),
    /// An HTML id in a note, or the `{#id}` of a heading.
    Fragment(FileId, u32),
    /// A tag, in the whole vault.
    Tag(String),
    /// A footnote of a note, by label.
    Footnote(FileId, String),
    /// A reference label of a note.
    Label(FileId, String),
}

/// Returns what is at `offset` of `note`, or the reason why it cannot be renamed.
pub(super) fn target_at(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
) -> Result<RenameTarget, Refusal> {
    let indexed = vault.with_text(note, text);
    let indexed =
        indexed.ok_or_else(|| Refusal::new("this text of the note is not in the index"))?;
    let known = indexed.note();
    let cursor = RenamePosition { vault, note, known, text, offset };
    match element_at(indexed, offset) {
        Some(Element::Link(index, part)) => cursor.link(index, part),
        Some(Element::LabelText(index)) => cursor.label_text(index),
        Some(Element::Label(index)) => {
            let label = known.facts.labels[index as usize].label;
            Ok(cursor.found(label, TargetKind::Label(note, text[label].to_owned())))
        }
        Some(Element::Footnote(index)) => {
            let label = known.facts.footnotes[index as usize].label;
            Ok(cursor.found(label, TargetKind::Footnote(note, text[label].to_owned())))
        }
        Some(Element::Tag(index)) => {
            let tag = known.facts.tags[index as usize].span;
            Ok(cursor.found(tag, TargetKind::Tag(text[tag].to_owned())))
        }
        Some(Element::BlockId(index)) => {
            let id = known.facts.block_ids[index as usize].span;
            Ok(cursor.found(id, TargetKind::Block(note, index)))
        }
        Some(Element::Fragment(index)) => {
            let id = known.facts.fragments[index as usize].span;
            Ok(cursor.found(id, TargetKind::Fragment(note, index)))
        }
        Some(Element::Alias(_)) => cursor.alias(),
        Some(Element::Heading(index)) => Ok(cursor.heading(index)),
        None => cursor.title_key(),
    }
}

/// A position in a note.
struct RenamePosition<'a> {
    vault: &'a Vault,
    note: FileId,
    known: &'a Note,
    text: &'a str,
    offset: u32,
}

impl RenamePosition<'_> {
    /// A target whose name is the text at `span`.
    fn found(&self, span: Span, kind: TargetKind) -> RenameTarget {
        named(span, self.text[span].to_owned(), kind)
    }

    fn link(&self, index: u32, part: LinkPart) -> Result<RenameTarget, Refusal> {
        let link = self.known.facts.links[index as usize];
        let at = LinkRef { source: self.note, index };
        let (file, how) = match self.vault.resolve(at) {
            Resolution::File(file, how) => (file, how),
            Resolution::Missing => {
                return Err(Refusal(format!(
                    "`{}` does not resolve to a file: create the note, or fix the link",
                    &self.text[link.span]
                )));
            }
        };
        match part {
            LinkPart::Display => self.display(link, link.display.unwrap_or(link.span), file),
            LinkPart::Segment(segment) => self.segment(&link, at, file, segment),
            _ if link.path.is_empty() => self.segment(&link, at, file, usize::MAX),
            LinkPart::Path | LinkPart::Rest if how == MatchKind::Alias => {
                let name =
                    decode_link_part(&self.text[link.path], link.form, link.place).into_owned();
                let alias = self.alias_of(file, |alias| fold(alias) == fold(&name));
                let alias = alias.unwrap_or(name);
                Ok(named(link.path, alias.clone(), TargetKind::Alias(file, alias)))
            }
            LinkPart::Path | LinkPart::Rest => {
                let known = self.file(file)?;
                let name = known.name().to_owned();
                Ok(named(last_component(self.text, &link, known), name, TargetKind::File(file)))
            }
        }
    }

    /// The target on a segment of a subpath. Past the last segment it is the last one.
    fn segment(
        &self,
        link: &Link,
        at: LinkRef,
        file: FileId,
        segment: usize,
    ) -> Result<RenameTarget, Refusal> {
        let nothing = || {
            let link = &self.text[link.span];
            Refusal(format!("`{link}` does not resolve to a heading or block: fix the link first"))
        };
        let subpath = link.subpath.ok_or_else(nothing)?;
        let spans: Vec<_> = segments(self.text, subpath).collect();
        let span = *spans.get(segment).or(spans.last()).ok_or_else(nothing)?;
        let note = self.vault.note(file).ok_or_else(|| {
            Refusal::new("the target is not a note, so the part after the `#` cannot be renamed")
        })?;
        match self.vault.resolve_with_anchor(at).map_or(Anchor::WholeFile, |(_, anchor)| anchor) {
            Anchor::Headings(path) => {
                let index = *path.get(segment).or(path.last()).ok_or_else(nothing)?;
                Ok(named(span, heading_text(note, index).to_owned(), heading(file, note, index)))
            }
            Anchor::Block(index) => {
                let id = note.block_ids[index as usize].to_string();
                let caret = self.text[span].find('^').map_or(0, |at| at + 1);
                let span = Span::new(span.range().start + caret, span.range().end);
                Ok(named(span, id, TargetKind::Block(file, index)))
            }
            Anchor::Footnote(index) => {
                let label = note.footnotes[index as usize].to_string();
                let inner = self.text[span].trim_start_matches(['[', '^']);
                let start = span.range().end - inner.len();
                let end = start + inner.trim_end_matches(']').len();
                Ok(named(Span::new(start, end), label.clone(), TargetKind::Footnote(file, label)))
            }
            Anchor::Fragment(index)
                if note.facts.fragments[index as usize].kind != FragmentKind::Heading =>
            {
                let id = note.fragments[index as usize].to_owned();
                Ok(named(span, id, TargetKind::Fragment(file, index)))
            }
            Anchor::WholeFile | Anchor::Opaque | Anchor::Fragment(_) | Anchor::Missing(_) => {
                Err(nothing())
            }
        }
    }

    /// The target on the display text of a link to `file`.
    fn display(&self, link: Link, span: Span, file: FileId) -> Result<RenameTarget, Refusal> {
        let raw = &self.text[span];
        let lead = raw.len() - raw.trim_start().len();
        let start = span.range().start + lead;
        let span = Span::new(start, start + raw.trim().len());
        let shown = decode_link_part(raw.trim(), linkwright_syntax::LinkForm::Wiki, link.place);
        let shown = shown.replace("\\|", "|");
        if link.is_size(&shown) {
            return Err(Refusal::new("this is the size of an embed, not a name"));
        }
        let kind = self.named_by_display(&shown, file)?;
        Ok(named(span, shown, kind))
    }

    /// What the display text `shown` names: an alias of `file`, else its title, else the file.
    fn named_by_display(&self, shown: &str, file: FileId) -> Result<TargetKind, Refusal> {
        if let Some(alias) = self.alias_of(file, |alias| same_name(alias, shown)) {
            return Ok(TargetKind::Alias(file, alias));
        }
        let titles = self.vault.note(file).map(titles).into_iter().flatten();
        if let Some(title) = titles.into_iter().find(|title| same_name(title, shown)) {
            return Ok(TargetKind::Title(file, title));
        }
        let known = self.file(file)?;
        match same_name(known.name(), shown) {
            true => Ok(TargetKind::File(file)),
            false => Err(Refusal(format!(
                "`{shown}` is neither an alias nor the title of `{}`: edit the text, or make it an \
                 alias first",
                known.name()
            ))),
        }
    }

    fn label_text(&self, index: u32) -> Result<RenameTarget, Refusal> {
        let used = self.known.facts.labels[index as usize];
        let key = label_key(&self.text[used.label]);
        let labels = &self.known.facts.labels;
        let defined =
            labels.iter().find(|l| l.is_definition && label_key(&self.text[l.label]) == key);
        let link = defined.and_then(|defined| {
            let links = self.known.facts.links.iter();
            (0..).zip(links).find(|(_, link)| link.span == defined.span)
        });
        let (Some((index, link)), Some(span)) = (link, used.text) else {
            return Err(Refusal::new(
                "this link does not lead to a file in the vault, so there is nothing to rename",
            ));
        };
        let file = self.vault.resolve(LinkRef { source: self.note, index }).file();
        let file = file.ok_or_else(|| {
            let link = &self.text[link.span];
            Refusal(format!("`{link}` does not resolve to a file: create it, or fix the link"))
        })?;
        self.display(*link, span, file)
    }

    fn alias(&self) -> Result<RenameTarget, Refusal> {
        let rules = self.vault.settings().aliases;
        let frontmatter = self.known.facts.frontmatter.as_deref();
        let alias = frontmatter.and_then(|frontmatter| {
            frontmatter.aliases(rules).find(|alias| alias.scalar.span.touches(self.offset))
        });
        let Some(alias) = alias else {
            return Err(Refusal::new(
                "this is not an alias under the current `frontmatter` settings",
            ));
        };
        let value = alias.scalar.value.to_string();
        let span = inside_quotes(self.text, &alias.scalar);
        Ok(named(span, value.clone(), TargetKind::Alias(self.note, value)))
    }

    fn heading(&self, index: u32) -> RenameTarget {
        let text = heading_text(self.known, index);
        let start = self.known.facts.headings[index as usize].text.range().start;
        let span = Span::new(start, start + text.len());
        named(span, text.to_owned(), heading(self.note, self.known, index))
    }

    /// The target on a title key of the frontmatter, for a cursor that is on nothing else.
    fn title_key(&self) -> Result<RenameTarget, Refusal> {
        let frontmatter = self.known.facts.frontmatter.as_deref();
        let scalar = frontmatter.and_then(|frontmatter| {
            let keys = [frontmatter.title(), frontmatter.linter_title()];
            keys.into_iter().flatten().find(|scalar| scalar.span.touches(self.offset))
        });
        let Some(scalar) = scalar else {
            return Err(Refusal::new(
                "there is nothing to rename here: put the cursor on a link, heading, alias, tag, \
                 block id, footnote or reference label",
            ));
        };
        let value = scalar.value.to_string();
        let span = inside_quotes(self.text, &scalar);
        Ok(named(span, value.clone(), TargetKind::Title(self.note, value)))
    }

    fn alias_of(&self, file: FileId, is: impl Fn(&str) -> bool) -> Option<String> {
        let frontmatter = self.vault.note(file)?.facts.frontmatter.as_deref()?;
        let mut aliases = frontmatter.aliases(self.vault.settings().aliases);
        aliases.find(|alias| is(alias.scalar.value)).map(|alias| alias.scalar.value.to_string())
    }

    fn file(&self, file: FileId) -> Result<&File, Refusal> {
        self.vault.get(file).ok_or_else(|| Refusal::new("this file no longer exists"))
    }
}

fn named(span: Span, placeholder: String, kind: TargetKind) -> RenameTarget {
    RenameTarget { renamable: Renamable { span, placeholder }, kind }
}

/// The target on a heading: the title of the note if it is the first H1.
fn heading(file: FileId, note: &Note, index: u32) -> TargetKind {
    match note.first_h1 == Some(index) {
        true => TargetKind::Title(file, heading_text(note, index).to_owned()),
        false => TargetKind::Heading(file, index),
    }
}

/// The titles of a note, apart from its file name.
fn titles(note: &Note) -> Vec<String> {
    let h1 = note.first_h1.map(|index| heading_text(note, index).to_owned());
    let frontmatter = note.facts.frontmatter.as_deref();
    let title = frontmatter.and_then(Frontmatter::title);
    h1.into_iter().chain(title.map(|title| title.value.to_string())).collect()
}

/// The span of a scalar without its quotes.
fn inside_quotes(text: &str, scalar: &Scalar<'_>) -> Span {
    let span = scalar.span;
    let quote = |at: Option<char>| matches!(at, Some('"' | '\''));
    let raw = &text[span];
    match raw.len() >= 2 && quote(raw.chars().next()) && quote(raw.chars().next_back()) {
        true => Span { start: span.start + 1, end: span.end - 1 },
        false => span,
    }
}

/// The span of the last component of a link's path, without the `.md` of a note.
fn last_component(text: &str, link: &Link, file: &File) -> Span {
    let raw = &text[link.path];
    let start = raw.rfind('/').map_or(0, |slash| slash + 1);
    let note = file.path.len() > file.name().len() && file.file_name() != file.name();
    let written_md = raw.len() >= 3 && raw.is_char_boundary(raw.len() - 3);
    let end = match note && written_md && raw[raw.len() - 3..].eq_ignore_ascii_case(".md") {
        true => raw.len() - 3,
        false => raw.len(),
    };
    let base = link.path.range().start;
    Span::new(base + start.min(end), base + end)
}
