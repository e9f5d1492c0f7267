//! Rewrites one link in the form that it has.

use std::borrow::Cow;
use std::sync::Arc;

use linkwright_syntax::{Link, LinkForm, LinkPlace, fold};
use linkwright_text::{Edit, Span};
use linkwright_vault::{decode_link_part, encode_link_path};
use unicode_normalization::UnicodeNormalization;

use crate::EditReason;

/// The changes of one link.
#[derive(Clone, Debug)]
pub(crate) struct LinkChange {
    pub(super) link: Link,
    /// The new path, decoded. It is written in the form of the link once the text is known.
    pub(crate) path: Option<Arc<str>>,
    /// The names in the path, folders included, change only in case or Unicode form.
    pub(super) respelled: bool,
    /// The new subpath, as it is to be written.
    pub(crate) subpath: Option<String>,
    pub(super) display: DisplayChange,
}

/// The change of the display text of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum DisplayChange {
    /// Keeps the display text.
    Keep,
    /// Replaces the display text if it is the old one.
    Replace(Arc<DisplayReplacement>),
    /// Adds the old path as the display text if there is none.
    Preserve,
    /// Adds this display text if there is none.
    Add(String),
}

/// The old and the new display text.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct DisplayReplacement {
    pub(super) old: String,
    pub(super) new: String,
}

impl LinkChange {
    pub(crate) fn new(link: Link) -> LinkChange {
        LinkChange {
            link,
            path: None,
            respelled: false,
            subpath: None,
            display: DisplayChange::Keep,
        }
    }

    /// Adds the old path as the display text if there is none.
    pub(crate) fn keep_display(&mut self) {
        self.display = DisplayChange::Preserve;
    }

    /// The edits, sorted. `slice` returns the text of a span inside the link.
    pub(crate) fn edits<'t>(&self, slice: impl Fn(Span) -> &'t str) -> Vec<(Edit, EditReason)> {
        let Link { path, subpath, display, .. } = self.link;
        let mut edits = Vec::new();
        let new = self.path.as_ref().map(|new| self.write_path(slice(path), new));
        if let Some(new) = new.filter(|new| new != slice(path)) {
            edits.push((Edit::new(path, new), EditReason::Link));
        }
        if let (Some(new), Some(subpath)) = (self.subpath.as_deref(), subpath)
            && new != slice(subpath)
        {
            edits.push((Edit::new(subpath, new), EditReason::Link));
        }
        match (&self.display, display) {
            (DisplayChange::Replace(_), Some(span)) if !self.link.is_size(slice(span)) => {
                edits.extend(self.replace_display(span, slice(span)));
            }
            // A link that is spelled like the new name shows it already.
            (DisplayChange::Preserve, None)
                if self.is_prose() && !(self.respelled && edits.is_empty()) =>
            {
                edits.extend(self.add_display(slice(path)));
            }
            (DisplayChange::Add(words), None) if self.is_prose() => {
                edits.extend(self.add_display(&self.escape_display(words)));
            }
            _ => {}
        }
        edits
    }

    /// Whether the change can result in an edit.
    pub(super) fn has_effect(&self) -> bool {
        let shows = self.link.display.is_some() || self.is_definition();
        self.path.is_some()
            || self.subpath.is_some()
            || shows && self.display != DisplayChange::Keep
    }

    /// Whether the link is a link reference definition.
    pub(super) fn is_definition(&self) -> bool {
        matches!(self.link.form, LinkForm::Definition { .. })
    }

    /// Writes the path `new` in place of `old`. Folders that stay are kept as they were written.
    fn write_path(&self, old: &str, new: &str) -> String {
        let Link { form, place, .. } = self.link;
        // The path in a canvas card starts at the root, but has no leading `/`.
        let new = if form == LinkForm::Canvas { new.trim_start_matches('/') } else { new };
        let (olds, news): (Vec<_>, Vec<_>) = (old.split('/').collect(), new.split('/').collect());
        let (name, folders) = news.split_last().expect("a split has a last piece");
        // If the link writes `ü` as `%C3%BC`, so do we.
        let ascii =
            place.unescape(old).is_ascii() && !decode_link_part(old, form, place).is_ascii();
        let write = |part: &str| {
            let encoded = encode_link_path(part, form);
            let encoded = if ascii { encode_non_ascii(&encoded) } else { encoded };
            place.escape(&encoded).into_owned()
        };
        let stays = |(old, folder): (&&str, &&str)| {
            let old = decode_link_part(old, form, place);
            old == *folder || !self.respelled && fold(&old) == fold(folder)
        };
        // If folders are added or removed, those at both ends can still be kept.
        let before = &olds[..olds.len() - 1];
        let start = before.iter().zip(folders).take_while(|pair| stays(*pair)).count();
        let ends = before.iter().rev().zip(folders.iter().rev());
        let end = folders.len() - ends.take_while(|pair| stays(*pair)).count();
        let mut written = Vec::with_capacity(news.len());
        for (index, folder) in folders.iter().enumerate() {
            let old = match before.len() == folders.len() || index < start {
                true => before.get(index),
                false if index >= end => before.get(before.len() - (folders.len() - index)),
                false => None,
            };
            let kept = old.filter(|old| stays((old, folder)));
            written.push(kept.map_or_else(|| write(folder), |old| (*old).to_owned()));
        }
        let last = olds.last().filter(|old| decode_link_part(old, form, place) == *name);
        written.push(last.map_or_else(|| write(name), |old| (*old).to_owned()));
        written.join("/")
    }

    /// Whether this is a wikilink in the text whose path the reader sees.
    fn is_prose(&self) -> bool {
        let Link { form, is_embed, subpath, place, .. } = self.link;
        let body = !matches!(place, LinkPlace::Property(_));
        form == LinkForm::Wiki && !is_embed && subpath.is_none() && body
    }

    /// The edit that adds the display text `words`, already escaped, to a wikilink without one.
    /// `None` if a wikilink cannot show it.
    pub(crate) fn add_display(&self, words: &str) -> Option<(Edit, EditReason)> {
        let place = self.link.place;
        let pipe = place.escape(if place.in_table_row() { "\\|" } else { "|" });
        let target = self.link.subpath.unwrap_or(self.link.path);
        let edit = Edit::insert(target.end, [&pipe, words].concat());
        is_valid_display(words).then_some((edit, EditReason::DisplayText))
    }

    /// The edit that replaces the display text `shown` at `span`; `None` if it stays. If a wikilink
    /// cannot show the new text, the display text is removed.
    pub(super) fn replace_display(&self, span: Span, shown: &str) -> Option<(Edit, EditReason)> {
        let DisplayChange::Replace(replacement) = &self.display else { return None };
        let DisplayReplacement { old, new } = &**replacement;
        let trimmed = shown.trim();
        if !same_name(&self.unescape_display(trimmed), old) {
            return None;
        }
        let wiki = self.link.form == LinkForm::Wiki;
        let edit = if wiki && !is_valid_display(new) {
            let target = self.link.subpath.unwrap_or(self.link.path);
            Edit::delete(Span { start: target.end, end: span.end })
        } else {
            let start = span.range().start + (shown.len() - shown.trim_start().len());
            Edit::new(Span::new(start, start + trimmed.len()), self.escape_display(new))
        };
        Some((edit, EditReason::DisplayText))
    }

    /// The display text `raw` without the escapes that its place in the note needs.
    pub(crate) fn unescape_display<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        let Link { form, place, .. } = self.link;
        if let LinkPlace::Property(_) = place {
            return decode_link_part(raw, LinkForm::Wiki, place);
        }
        let raw = place.unescape(raw);
        match form.is_url() {
            false if place.in_table_row() && raw.contains("\\|") => {
                Cow::Owned(raw.replace("\\|", "|"))
            }
            true if raw.contains('\\') => {
                let mut shown = String::with_capacity(raw.len());
                let mut chars = raw.chars().peekable();
                while let Some(c) = chars.next() {
                    let escaped = c == '\\' && chars.peek().is_some_and(|&c| needs_escape(c));
                    shown.push(if escaped { chars.next().unwrap_or(c) } else { c });
                }
                Cow::Owned(shown)
            }
            _ => raw,
        }
    }

    /// `words` with the escapes that the display text of this link needs. The reverse of
    /// [`LinkChange::unescape_display`].
    pub(crate) fn escape_display(&self, words: &str) -> String {
        let Link { form, place, .. } = self.link;
        let property = matches!(place, LinkPlace::Property(_));
        let mut written = String::with_capacity(words.len());
        for c in words.chars() {
            let markup = form.is_url() && matches!(c, '[' | ']' | '\\');
            if markup && !property || c == '|' && place.in_table_row() {
                written.push('\\');
            }
            written.push(c);
        }
        place.escape(&written).into_owned()
    }
}

/// Whether a wikilink can have this display text (`docs/semantics.md §2`).
pub(crate) fn is_valid_display(words: &str) -> bool {
    !(words.contains("[[") || words.contains("]]") || words.ends_with(']'))
}

/// Whether the text of a Markdown link needs a backslash before `c`.
fn needs_escape(c: char) -> bool {
    matches!(c, '[' | ']' | '\\' | '|')
}

/// Whether two names are equal except for their Unicode form. Members of the title group, and
/// display texts, follow a rename if they equal the old name in this sense.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    a == b || !(a.is_ascii() && b.is_ascii()) && a.nfc().eq(b.nfc())
}

/// Percent-encodes the characters that are not ASCII.
fn encode_non_ascii(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            encoded.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    encoded
}
