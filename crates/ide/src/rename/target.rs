//! What a cursor is on that has a name.

use linkwright_syntax::frontmatter::{Frontmatter, Scalar};
use linkwright_syntax::{FragmentKind, Link, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, File, FileId, LinkRef, MatchKind, Note, Resolution, Vault, decode_link_part,
};

use super::Renamable;
use super::links::{is_size, same_name};
use crate::Refusal;
use crate::element::{Element, LinkPart, element_at, segments};
use crate::title::{first_h1, heading_text};

/// What would be renamed, and where its name stands under the cursor.
pub(super) struct RenameTarget {
    pub(super) shown: Renamable,
    pub(super) thing: Thing,
}

/// A thing that has a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Thing {
    /// A file, by its name, which of a note is without `.md`.
    File(FileId),
    /// A note, by its title: what its first H1 or a title key of its frontmatter says.
    Title(FileId, String),
    /// An alias of a note.
    Alias(FileId, String),
    /// A heading of a note.
    Heading(FileId, u32),
    /// A block id of a note.
    Block(FileId, u32),
    /// An id of HTML, or one that a heading of a note is given.
    Fragment(FileId, u32),
    /// A tag of the vault.
    Tag(String),
    /// A footnote of a note, by its label.
    Footnote(FileId, String),
    /// A reference label of a note.
    Label(FileId, String),
}

/// What is at `offset` of `note`.
pub(super) fn target(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
) -> Result<RenameTarget, Refusal> {
    let known = vault.note(note).ok_or_else(|| Refusal::new("this note is not indexed"))?;
    let at = At { vault, note, known, text, offset };
    match element_at(&known.facts, text, offset) {
        Some(Element::Link(index, part)) => at.link(index, part),
        Some(Element::LabelText(index)) => at.label_text(index),
        Some(Element::Label(index)) => {
            let label = known.facts.labels[index as usize].label;
            Ok(at.found(label, Thing::Label(note, text[label].to_owned())))
        }
        Some(Element::Footnote(index)) => {
            let label = known.facts.footnotes[index as usize].label;
            Ok(at.found(label, Thing::Footnote(note, text[label].to_owned())))
        }
        Some(Element::Tag(index)) => {
            let tag = known.facts.tags[index as usize].span;
            Ok(at.found(tag, Thing::Tag(text[tag].to_owned())))
        }
        Some(Element::BlockId(index)) => {
            let id = known.facts.block_ids[index as usize].span;
            Ok(at.found(id, Thing::Block(note, index)))
        }
        Some(Element::Fragment(index)) => {
            let id = known.facts.fragments[index as usize].span;
            Ok(at.found(id, Thing::Fragment(note, index)))
        }
        Some(Element::Alias(_)) => at.alias(),
        Some(Element::Heading(index)) => Ok(at.heading(index)),
        None => at.title_key(),
    }
}

struct At<'a> {
    vault: &'a Vault,
    note: FileId,
    known: &'a Note,
    text: &'a str,
    offset: u32,
}

impl At<'_> {
    /// The thing whose name `span` writes.
    fn found(&self, span: Span, thing: Thing) -> RenameTarget {
        named(span, self.text[span].to_owned(), thing)
    }

    fn link(&self, index: u32, part: LinkPart) -> Result<RenameTarget, Refusal> {
        let link = self.known.facts.links[index as usize];
        let at = LinkRef { source: self.note, index };
        let (file, how) = match self.vault.resolve(at) {
            Resolution::File(file, how) => (file, how),
            Resolution::Missing => {
                return Err(Refusal(format!(
                    "`{}` reaches nothing that could be renamed: create the note, or correct the link",
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
                Ok(named(link.path, alias.clone(), Thing::Alias(file, alias)))
            }
            LinkPart::Path | LinkPart::Rest => {
                let known = self.file(file)?;
                let name = known.name().to_owned();
                Ok(named(last_component(self.text, &link, known), name, Thing::File(file)))
            }
        }
    }

    /// On a segment of a subpath; past the last, on that.
    fn segment(
        &self,
        link: &Link,
        at: LinkRef,
        file: FileId,
        segment: usize,
    ) -> Result<RenameTarget, Refusal> {
        let nothing = || Refusal(format!("`{}` names no heading or block", &self.text[link.span]));
        let subpath = link.subpath.ok_or_else(nothing)?;
        let spans: Vec<_> = segments(self.text, subpath).collect();
        let span = *spans.get(segment).or(spans.last()).ok_or_else(nothing)?;
        let note = self.vault.note(file).ok_or_else(|| {
            Refusal::new("what follows the `#` names nothing where the target is no note")
        })?;
        match self.vault.resolve_with_anchor(at).map_or(Anchor::WholeFile, |(_, anchor)| anchor) {
            Anchor::Headings(took) => {
                let index = *took.get(segment).or(took.last()).ok_or_else(nothing)?;
                Ok(named(span, heading_text(note, index).to_owned(), heading(file, note, index)))
            }
            Anchor::Block(index) => {
                let id = note.block_ids[index as usize].to_string();
                let caret = self.text[span].find('^').map_or(0, |at| at + 1);
                let span = Span::new(span.range().start + caret, span.range().end);
                Ok(named(span, id, Thing::Block(file, index)))
            }
            Anchor::Footnote(index) => {
                let label = note.footnotes[index as usize].to_string();
                let inner = self.text[span].trim_start_matches(['[', '^']);
                let start = span.range().end - inner.len();
                let end = start + inner.trim_end_matches(']').len();
                Ok(named(Span::new(start, end), label.clone(), Thing::Footnote(file, label)))
            }
            Anchor::Fragment(index)
                if note.facts.fragments[index as usize].kind != FragmentKind::Heading =>
            {
                let id = note.fragments[index as usize].to_owned();
                Ok(named(span, id, Thing::Fragment(file, index)))
            }
            Anchor::WholeFile | Anchor::Opaque | Anchor::Fragment(_) | Anchor::Missing(_) => {
                Err(nothing())
            }
        }
    }

    /// On the words a link to `file` shows.
    fn display(&self, link: Link, span: Span, file: FileId) -> Result<RenameTarget, Refusal> {
        let raw = &self.text[span];
        let lead = raw.len() - raw.trim_start().len();
        let start = span.range().start + lead;
        let span = Span::new(start, start + raw.trim().len());
        let shown = decode_link_part(raw.trim(), linkwright_syntax::LinkForm::Wiki, link.place);
        let shown = shown.replace("\\|", "|");
        if is_size(&link, &shown) {
            return Err(Refusal::new("this is the size of an embed, not a name"));
        }
        let thing = self.shown_name(&shown, file)?;
        Ok(named(span, shown, thing))
    }

    /// What of `file` has the name `shown`: an alias, else its title, else the file.
    fn shown_name(&self, shown: &str, file: FileId) -> Result<Thing, Refusal> {
        if let Some(alias) = self.alias_of(file, |alias| same_name(alias, shown)) {
            return Ok(Thing::Alias(file, alias));
        }
        let titles = self.vault.note(file).map(titles).into_iter().flatten();
        if let Some(title) = titles.into_iter().find(|title| same_name(title, shown)) {
            return Ok(Thing::Title(file, title));
        }
        let known = self.file(file)?;
        match same_name(known.name(), shown) {
            true => Ok(Thing::File(file)),
            false => Err(Refusal(format!(
                "`{shown}` is neither an alias nor the title of `{}`: edit it here, or make it an \
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
            return Err(Refusal::new("these words lead out of the vault and name nothing in it"));
        };
        let file = self.vault.resolve(LinkRef { source: self.note, index }).file();
        let file = file.ok_or_else(|| {
            Refusal(format!("`{}` reaches nothing that could be renamed", &self.text[link.span]))
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
            return Err(Refusal::new("this is no alias under the settings `frontmatter`"));
        };
        let value = alias.scalar.value.to_string();
        let span = inside_quotes(self.text, &alias.scalar);
        Ok(named(span, value.clone(), Thing::Alias(self.note, value)))
    }

    fn heading(&self, index: u32) -> RenameTarget {
        let text = heading_text(self.known, index);
        let start = self.known.facts.headings[index as usize].text.range().start;
        let span = Span::new(start, start + text.len());
        named(span, text.to_owned(), heading(self.note, self.known, index))
    }

    /// On nothing else: perhaps on a title key of the frontmatter.
    fn title_key(&self) -> Result<RenameTarget, Refusal> {
        let frontmatter = self.known.facts.frontmatter.as_deref();
        let scalar = frontmatter.and_then(|frontmatter| {
            let keys = [frontmatter.title(), frontmatter.linter_title()];
            keys.into_iter().flatten().find(|scalar| scalar.span.touches(self.offset))
        });
        let Some(scalar) = scalar else {
            return Err(Refusal::new(
                "nothing here has a name: put the cursor on a link, a heading, an alias, a tag, a \
                 block id, a footnote or a reference label",
            ));
        };
        let value = scalar.value.to_string();
        let span = inside_quotes(self.text, &scalar);
        Ok(named(span, value.clone(), Thing::Title(self.note, value)))
    }

    fn alias_of(&self, file: FileId, is: impl Fn(&str) -> bool) -> Option<String> {
        let frontmatter = self.vault.note(file)?.facts.frontmatter.as_deref()?;
        let mut aliases = frontmatter.aliases(self.vault.settings().aliases);
        aliases.find(|alias| is(alias.scalar.value)).map(|alias| alias.scalar.value.to_string())
    }

    fn file(&self, file: FileId) -> Result<&File, Refusal> {
        self.vault.get(file).ok_or_else(|| Refusal::new("this file is gone"))
    }
}

fn named(span: Span, placeholder: String, thing: Thing) -> RenameTarget {
    RenameTarget { shown: Renamable { span, placeholder }, thing }
}

/// A heading, which is the note's title if it is its first H1.
fn heading(file: FileId, note: &Note, index: u32) -> Thing {
    match first_h1(note) == Some(index) {
        true => Thing::Title(file, heading_text(note, index).to_owned()),
        false => Thing::Heading(file, index),
    }
}

/// What the note calls itself, beside its file's name.
fn titles(note: &Note) -> Vec<String> {
    let h1 = first_h1(note).map(|index| heading_text(note, index).to_owned());
    let frontmatter = note.facts.frontmatter.as_deref();
    let title = frontmatter.and_then(Frontmatter::title);
    h1.into_iter().chain(title.map(|title| title.value.to_string())).collect()
}

/// What a scalar says, without its quotes.
fn inside_quotes(text: &str, scalar: &Scalar<'_>) -> Span {
    let span = scalar.span;
    let quote = |at: Option<char>| matches!(at, Some('"' | '\''));
    let raw = &text[span];
    match raw.len() >= 2 && quote(raw.chars().next()) && quote(raw.chars().next_back()) {
        true => Span { start: span.start + 1, end: span.end - 1 },
        false => span,
    }
}

/// The last component of a link's path, of a note without its `.md`.
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
