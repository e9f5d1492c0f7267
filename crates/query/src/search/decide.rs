//! The first half of a search: what names, tags and property names decide, without a text.

use linkwright_syntax::FileKind;
use linkwright_vault::{File, FileId, Note, Vault};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::Search;
use super::tree::{Matcher, Place, SearchNode, SearchNodeKind};

/// Whether a file is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is found.
    Found,
    /// It is not found.
    NotFound,
    /// The text of the file decides: see [`Search::matches_text`].
    NeedsText,
}

impl Verdict {
    pub(super) fn of(found: bool) -> Verdict {
        if found { Verdict::Found } else { Verdict::NotFound }
    }
}

impl Search {
    /// Decides, without its text, whether `file` is found, if that is possible. Files other than notes
    /// and canvases are only found with `file:` and `path:`.
    #[must_use]
    pub fn decide(&self, vault: &Vault, file: FileId) -> Verdict {
        let (Some(root), Some(entry)) = (&self.root, vault.get(file)) else {
            return Verdict::NotFound;
        };
        if !entry.kind.has_links() && !self.finds_attachments {
            return Verdict::NotFound;
        }
        decide(root, Names { vault, file, entry })
    }
}

/// A file, for what its names decide.
#[derive(Clone, Copy)]
pub(super) struct Names<'v> {
    pub(super) vault: &'v Vault,
    pub(super) file: FileId,
    pub(super) entry: &'v File,
}

impl Names<'_> {
    fn has_text(self) -> bool {
        self.entry.note.is_some()
    }
}

fn decide(node: &SearchNode, names: Names<'_>) -> Verdict {
    let unless_text = |names: Names<'_>| match names.has_text() {
        true => Verdict::NeedsText,
        false => Verdict::NotFound,
    };
    match &node.kind {
        SearchNodeKind::Text(matcher) if is_in_path(matcher, names) => Verdict::Found,
        SearchNodeKind::Text(_) => unless_text(names),
        SearchNodeKind::All(parts) => {
            combine(parts.iter().map(|part| decide(part, names)), Verdict::NotFound)
        }
        SearchNodeKind::Any(parts) => {
            combine(parts.iter().map(|part| decide(part, names)), Verdict::Found)
        }
        SearchNodeKind::Not(part) => match decide(part, names) {
            Verdict::Found => Verdict::NotFound,
            Verdict::NotFound => Verdict::Found,
            Verdict::NeedsText => Verdict::NeedsText,
        },
        SearchNodeKind::In(place, part) => match place {
            Place::FileName | Place::Path | Place::Tag => {
                Verdict::of(is_in_names(*place, part, names))
            }
            _ => unless_text(names),
        },
        SearchNodeKind::Property(name, value) => match (has_property(name, names), value) {
            (false, _) => Verdict::NotFound,
            (true, None) => Verdict::Found,
            (true, Some(_)) => unless_text(names),
        },
        SearchNodeKind::Compare(..) | SearchNodeKind::Null => Verdict::NotFound,
    }
}

/// `decisive` if one part is that, else the opposite, unless a part needs the text.
fn combine(parts: impl Iterator<Item = Verdict>, decisive: Verdict) -> Verdict {
    let mut needs_text = false;
    for part in parts {
        if part == decisive {
            return decisive;
        }
        needs_text |= part == Verdict::NeedsText;
    }
    match decisive {
        _ if needs_text => Verdict::NeedsText,
        Verdict::Found => Verdict::NotFound,
        _ => Verdict::Found,
    }
}

/// Whether a word is in the path of a note or canvas.
pub(super) fn is_in_path(matcher: &Matcher, names: Names<'_>) -> bool {
    names.entry.kind.has_links() && finds(matcher, &names.entry.path)
}

/// Whether `part` matches in the file name, the path or a tag.
pub(super) fn is_in_names(place: Place, part: &SearchNode, names: Names<'_>) -> bool {
    match place {
        Place::FileName => matches_string(part, &|matcher| finds(matcher, names.entry.file_name())),
        Place::Path => matches_string(part, &|matcher| finds(matcher, &names.entry.path)),
        _ if names.entry.kind != FileKind::Note => false,
        _ => matches_string(part, &|matcher| {
            names.vault.tags_of(names.file).any(|(tag, _)| matches_tag(matcher, tag))
        }),
    }
}

/// Whether `part` matches, if `test` says which of its texts do. Operators in it do not.
pub(super) fn matches_string(part: &SearchNode, test: &dyn Fn(&Matcher) -> bool) -> bool {
    match &part.kind {
        SearchNodeKind::Text(matcher) => test(matcher),
        SearchNodeKind::All(parts) => parts.iter().all(|part| matches_string(part, test)),
        SearchNodeKind::Any(parts) => parts.iter().any(|part| matches_string(part, test)),
        SearchNodeKind::Not(part) => !matches_string(part, test),
        SearchNodeKind::In(_, part) => matches_string(part, test),
        SearchNodeKind::Property(..) | SearchNodeKind::Compare(..) | SearchNodeKind::Null => false,
    }
}

/// Whether `matcher` finds `tag`, given without `#`, or a tag that it is nested in.
pub(super) fn matches_tag(matcher: &Matcher, tag: &str) -> bool {
    if !matcher.whole {
        return finds(matcher, &format!("#{tag}"));
    }
    let ends = tag.match_indices('/').map(|(at, _)| at).chain([tag.len()]);
    ends.into_iter().any(|end| finds(matcher, &tag[..end]))
}

/// Whether `matcher` finds `name` as it is written, or in NFC: some systems write the names of files in
/// NFD.
fn finds(matcher: &Matcher, name: &str) -> bool {
    matcher.is_match(name)
        || !name.is_ascii() && !is_nfc(name) && matcher.is_match(&name.nfc().collect::<String>())
}

/// Whether the note has a property of this name.
fn has_property(name: &SearchNode, names: Names<'_>) -> bool {
    let note = names.entry.as_note();
    let mut keys = note.into_iter().flat_map(Note::property_keys);
    keys.any(|key| matches_string(name, &|matcher| finds(matcher, key)))
}
