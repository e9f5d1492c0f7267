//! What a rename renames on a link.

use linkwright_syntax::frontmatter::Frontmatter;
use linkwright_syntax::{FragmentKind, Link, LinkForm, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, File, FileId, LinkRef, MatchKind, Note, Resolution, decode_link_part,
};

use super::{RenamePosition, RenameTarget, TargetKind, heading, named};
use crate::Refusal;
use crate::element::{LinkPart, segments};
use crate::rename::links::same_name;
use crate::title::heading_text;

impl RenamePosition<'_> {
    pub(super) fn link(&self, index: u32, part: LinkPart) -> Result<RenameTarget, Refusal> {
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

    /// The target on a segment of the subpath of a link. Past the last segment it is the last one.
    fn segment(
        &self,
        link: &Link,
        at: LinkRef,
        file: FileId,
        segment: usize,
    ) -> Result<RenameTarget, Refusal> {
        let whole = &self.text[link.span];
        let subpath = link.subpath.ok_or_else(|| no_anchor(whole))?;
        let resolved = self.vault.resolve_with_anchor(at);
        let anchor = resolved.map_or(Anchor::WholeFile, |(_, anchor)| anchor);
        self.subpath(whole, subpath, file, &anchor, segment)
    }

    /// The target on a segment of the subpath at `subpath`, which leads to `anchor` of `file`. Past the last
    /// segment it is the last one. `link` is the link in messages.
    pub(super) fn subpath(
        &self,
        link: &str,
        subpath: Span,
        file: FileId,
        anchor: &Anchor,
        segment: usize,
    ) -> Result<RenameTarget, Refusal> {
        let nothing = || no_anchor(link);
        let spans: Vec<_> = segments(self.text, subpath).collect();
        let span = *spans.get(segment).or(spans.last()).ok_or_else(nothing)?;
        let note = self.vault.note(file).ok_or_else(|| {
            Refusal::new("the target is not a note, so the part after the `#` cannot be renamed")
        })?;
        match *anchor {
            Anchor::Headings(ref path) => {
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
        let shown = decode_link_part(raw.trim(), LinkForm::Wiki, link.place);
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

    pub(super) fn label_text(&self, index: u32) -> Result<RenameTarget, Refusal> {
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
}

/// The refusal of a link whose subpath leads to nothing.
fn no_anchor(link: &str) -> Refusal {
    Refusal(format!("`{link}` does not resolve to a heading or block: fix the link first"))
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

/// The titles of a note, apart from its file name.
fn titles(note: &Note) -> Vec<String> {
    let h1 = note.first_h1.map(|index| heading_text(note, index).to_owned());
    let frontmatter = note.facts.frontmatter.as_deref();
    let title = frontmatter.and_then(Frontmatter::title);
    h1.into_iter().chain(title.map(|title| title.value.to_string())).collect()
}
