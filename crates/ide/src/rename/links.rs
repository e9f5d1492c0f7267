//! Rewriting one link in its own form.

use std::borrow::Cow;
use std::sync::Arc;

use linkwright_syntax::{Link, LinkForm, LinkPlace, fold};
use linkwright_text::{Edit, Span};
use linkwright_vault::{decode_link_part, encode_link_path};
use unicode_normalization::UnicodeNormalization;

use crate::EditReason;

/// What changes in one link. The path is told decoded, and written in the link's own form when the
/// text is at hand; the subpath is told as it will stand there.
#[derive(Clone, Debug)]
pub(crate) struct LinkChange {
    pub(super) link: Link,
    pub(crate) path: Option<Arc<str>>,
    /// The path changes only the case or the Unicode form of names, folders' too.
    pub(super) respelled: bool,
    pub(crate) subpath: Option<String>,
    pub(super) display: Display,
}

/// What happens to the words a link shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Display {
    /// They stay.
    Keep,
    /// If they are the old words, they become the new ones.
    Follow(Arc<DisplayWords>),
    /// If there are none, the path as it was becomes them.
    Preserve,
    /// If there are none, these become them.
    Show(String),
}

/// What links show, before and after.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct DisplayWords {
    pub(super) old: String,
    pub(super) new: String,
}

impl LinkChange {
    pub(crate) fn new(link: Link) -> LinkChange {
        LinkChange { link, path: None, respelled: false, subpath: None, display: Display::Keep }
    }

    /// Where the link begins.
    pub(crate) fn start(&self) -> u32 {
        self.link.span.start
    }

    /// The edits, sorted. `slice` gives the text of a span inside the link.
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
            (Display::Follow(_), Some(span)) if !is_size(&self.link, slice(span)) => {
                edits.extend(self.follow(span, slice(span)));
            }
            // A link that is spelled like the new name already shows it.
            (Display::Preserve, None)
                if self.is_prose() && !(self.respelled && edits.is_empty()) =>
            {
                edits.extend(self.add_display(slice(path)));
            }
            (Display::Show(words), None) if self.is_prose() => {
                edits.extend(self.add_display(&self.escape_display(words)));
            }
            _ => {}
        }
        edits
    }

    pub(super) fn does_something(&self) -> bool {
        let shows = self.link.display.is_some() || self.defines();
        self.path.is_some() || self.subpath.is_some() || shows && self.display != Display::Keep
    }

    pub(super) fn defines(&self) -> bool {
        matches!(self.link.form, LinkForm::Definition { .. })
    }

    /// The path `new` in the place of `old`: folders that stay are as they were written.
    fn write_path(&self, old: &str, new: &str) -> String {
        let Link { form, place, .. } = self.link;
        // A card's path is from the root, and is written without saying so.
        let new = if form == LinkForm::Canvas { new.trim_start_matches('/') } else { new };
        let (olds, news): (Vec<_>, Vec<_>) = (old.split('/').collect(), new.split('/').collect());
        let (name, folders) = news.split_last().expect("a split has a last piece");
        // `%C3%BC` for `ü`, where that is how the link is written.
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
        // Where folders are added or left out, those at either end may be as they were.
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

    /// A wikilink that shows its path to a reader.
    fn is_prose(&self) -> bool {
        let Link { form, is_embed, subpath, place, .. } = self.link;
        let body = !matches!(place, LinkPlace::Property(_));
        form == LinkForm::Wiki && !is_embed && subpath.is_none() && body
    }

    /// Gives a wikilink without display this one, as it is to stand there.
    pub(crate) fn add_display(&self, words: &str) -> Option<(Edit, EditReason)> {
        let place = self.link.place;
        let pipe = place.escape(if place.in_table_row() { "\\|" } else { "|" });
        let target = self.link.subpath.unwrap_or(self.link.path);
        let edit = Edit::insert(target.end, [&pipe, words].concat());
        is_valid_display(words).then_some((edit, EditReason::DisplayText))
    }

    /// Has the words at `span`, which this link shows, follow.
    pub(super) fn follow(&self, span: Span, shown: &str) -> Option<(Edit, EditReason)> {
        let Display::Follow(words) = &self.display else { return None };
        let DisplayWords { old, new } = &**words;
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

    /// What a display says, after the escapes of the place it stands in.
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

    /// The reverse: `words` as they are written into this link's display.
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

/// Whether the display of a wikilink can be this (`docs/semantics.md §2`).
pub(crate) fn is_valid_display(words: &str) -> bool {
    !(words.contains("[[") || words.contains("]]") || words.ends_with(']'))
}

/// What the text of a Markdown link escapes.
fn needs_escape(c: char) -> bool {
    matches!(c, '[' | ']' | '\\' | '|')
}

/// Whether two names are the same but for their Unicode form: the one under which a member of the
/// title group, or a display, follows.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    a == b || !(a.is_ascii() && b.is_ascii()) && a.nfc().eq(b.nfc())
}

/// Whether the display is a size: digits, or `300x200`, in an embed.
pub(super) fn is_size(link: &Link, display: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let size =
        |s: &str| digits(s) || s.split_once('x').is_some_and(|(w, h)| digits(w) && digits(h));
    link.is_embed && size(display.trim())
}

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
