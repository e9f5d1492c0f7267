//! Resolving the subpath of a link within its file: to a heading, a block or a footnote.

use linkwright_syntax::{Link, heading_key};

use crate::fragments::FragmentTarget;
use crate::reference::decode_link_part;
use crate::{FileId, LinkRef, Note, Vault};

/// The place in a file that a subpath resolves to (`docs/semantics.md §3`). The indices are those of
/// the lists in the note's facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The whole file: there is no subpath, or a bare `#`.
    WholeFile,
    /// A heading: for each segment of the subpath, the heading that it matched. The last one is the
    /// target.
    Headings(Vec<u32>),
    /// A block, by the index of its id.
    Block(u32),
    /// A footnote's definition, by its index.
    Footnote(u32),
    /// Another target of the fragment of a Markdown link, by its index: an id, or a heading in a
    /// quote or list, which no wikilink can name.
    Fragment(u32),
    /// The file is not a note, so the subpath is not checked.
    Opaque,
    /// Nothing has that name.
    Missing(MissingAnchor),
}

/// What a subpath names that does not exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MissingAnchor {
    /// A heading.
    Heading,
    /// A block id.
    Block,
    /// A footnote.
    Footnote,
}

impl Vault {
    /// Resolves `subpath`, as written in `link` without its first `#`, within `file`
    /// (`docs/semantics.md §3`): `^id` to a block, `[^label]` to a footnote's definition, anything
    /// else as a path of headings. In a Markdown link it is percent-decoded, and it may be the slug
    /// that GitHub gives a heading, or an id. Only the form and the place of `link` are used.
    #[must_use]
    pub fn resolve_anchor(&self, file: FileId, link: &Link, subpath: &str) -> Anchor {
        let subpath = decode_link_part(subpath, link.form, link.place);
        let subpath = subpath.trim();
        if subpath.trim_matches('#').trim().is_empty() {
            return Anchor::WholeFile;
        }
        let Some(note) = self.file(file).as_note() else { return Anchor::Opaque };
        if let Some(id) = subpath.strip_prefix('^') {
            return note
                .find_block(id.trim())
                .map_or(Anchor::Missing(MissingAnchor::Block), Anchor::Block);
        }
        // The first `]]` ends a wikilink: the subpath of `[[x#[^1]]]` is `[^1`, not a footnote.
        if let Some(label) = subpath.strip_prefix("[^").and_then(|it| it.strip_suffix(']')) {
            return note
                .find_footnote(label.trim())
                .map_or(Anchor::Missing(MissingAnchor::Footnote), Anchor::Footnote);
        }
        let markdown = link.form.is_url();
        let by_headings = || heading_path(note, subpath).map(Anchor::Headings);
        let by_fragment = || match markdown.then(|| note.fragments().find(subpath))?? {
            FragmentTarget::Heading(heading) => Some(Anchor::Headings(vec![heading])),
            FragmentTarget::Fragment(fragment) => Some(Anchor::Fragment(fragment)),
        };
        let as_position = || (markdown && is_position(subpath)).then_some(Anchor::WholeFile);
        let found = by_headings().or_else(by_fragment).or_else(as_position);
        found.unwrap_or(Anchor::Missing(MissingAnchor::Heading))
    }

    /// Resolves a link to its file and the place in it. `None` if it does not resolve to a file.
    #[must_use]
    pub fn resolve_with_anchor(&self, link: LinkRef) -> Option<(FileId, Anchor)> {
        let file = self.resolve(link).file()?;
        Some((file, self.anchor_in(file, link)?))
    }

    /// The place in `file` of a link that resolves to `file`; `None` if there is no such link.
    #[must_use]
    pub fn anchor_in(&self, file: FileId, link: LinkRef) -> Option<Anchor> {
        let note = self.note(link.source)?;
        let written = note.facts.links.get(link.index as usize)?;
        Some(match note.subpath(link.index) {
            Some(subpath) => self.resolve_anchor(file, written, subpath),
            None => Anchor::WholeFile,
        })
    }
}

/// Whether a fragment names a position that every page has: the top, as in HTML, or lines, as on
/// GitHub (`L3`, `L3-L10`, `L3C1-L10C5`).
fn is_position(fragment: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_line = |text: &str| {
        text.strip_prefix('L').is_some_and(|line| match line.split_once('C') {
            Some((line, column)) => is_number(line) && is_number(column),
            None => is_number(line),
        })
    };
    fragment.eq_ignore_ascii_case("top") || fragment.split('-').take(3).all(is_line)
}

/// The heading that each segment of `subpath` matches; `None` if one of them matches none.
fn heading_path(note: &Note, subpath: &str) -> Option<Vec<u32>> {
    let mut path = Vec::new();
    let (mut start, mut level) = (0, 0);
    for segment in subpath.split('#').filter(|segment| !segment.trim().is_empty()) {
        let at = note.find_heading(&heading_key(segment), start, level)?;
        level = note.facts.headings[at as usize].level;
        start = at + 1;
        path.push(at);
    }
    Some(path)
}
