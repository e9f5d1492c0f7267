//! Finds what a rename at the cursor renames.

mod base;
mod links;

use linkwright_syntax::frontmatter::{NamedValue, QuoteStyle, Scalar, unescape, value_at};
use linkwright_text::Span;
use linkwright_vault::{File, FileId, Note, Vault};

use super::Renamable;
use super::property::{check_meaning, check_value};
use crate::Refusal;
use crate::element::{Element, element_at};
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
    /// A property, in the whole vault.
    Property(String),
    /// The value of a property, in the whole vault: the property and the value.
    Value(String, String),
    /// A formula of the base at this place of a file.
    Formula(FileId, Span, String),
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
    if let Some(target) = cursor.in_base() {
        return target;
    }
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
        None => cursor.property(),
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

    /// The target on a key of the frontmatter or on the value of a title key, for a cursor that is on
    /// nothing else.
    fn property(&self) -> Result<RenameTarget, Refusal> {
        let frontmatter = self.known.facts.frontmatter.as_deref();
        let key = frontmatter.and_then(|frontmatter| {
            frontmatter.keys.iter().find(|key| key.span.touches(self.offset))
        });
        if let Some(key) = key {
            let raw = &self.text[key.span];
            let (name, span) = unquoted_key(raw, key.span);
            check_meaning(&name)?;
            return Ok(named(span, name.clone(), TargetKind::Property(name)));
        }
        let scalar = frontmatter.and_then(|frontmatter| {
            let keys = [frontmatter.title(), frontmatter.linter_title()];
            keys.into_iter().flatten().find(|scalar| scalar.span.touches(self.offset))
        });
        let Some(scalar) = scalar else { return self.value() };
        let value = scalar.value.to_string();
        let span = inside_quotes(self.text, &scalar);
        Ok(named(span, value.clone(), TargetKind::Title(self.note, value)))
    }

    /// The target on a value of a property, for a cursor that is on nothing else.
    fn value(&self) -> Result<RenameTarget, Refusal> {
        let frontmatter = self.known.facts.frontmatter.as_deref();
        let frontmatter = frontmatter.filter(|yaml| yaml.yaml.touches(self.offset));
        let value = frontmatter.map(|yaml| value_at(self.text, yaml, self.offset));
        match value.transpose().map_err(|refusal| Refusal(refusal.reason))?.flatten() {
            Some(NamedValue { property, value, span }) => {
                check_value(&property, &value)?;
                Ok(named(span, value.clone(), TargetKind::Value(property, value)))
            }
            None => Err(Refusal::new(
                "there is nothing to rename here: put the cursor on a link, heading, alias, tag, \
                 property, value, block id, footnote or reference label",
            )),
        }
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

/// The name of the key `raw` at `span`, and its place without quotes.
fn unquoted_key(raw: &str, span: Span) -> (String, Span) {
    let quotes = [('"', QuoteStyle::Double), ('\'', QuoteStyle::Single)];
    for (mark, quote) in quotes {
        if let Some(inside) = raw.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)) {
            let span = Span { start: span.start + 1, end: span.end - 1 };
            return (unescape(inside, quote).into_owned(), span);
        }
    }
    (raw.to_owned(), span)
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
