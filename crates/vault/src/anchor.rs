//! Where a link leads within its file: to a heading, a block, a footnote.

use linkwright_syntax::{Link, heading_key};

use crate::fragments::FragmentTarget;
use crate::reference::decode_link_part;
use crate::{FileId, LinkRef, Note, Vault};

/// Where a subpath leads within a file (`docs/semantics.md §3`). Indices are into the lists of the
/// note's facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The file as a whole: no subpath, or a bare `#`.
    WholeFile,
    /// A heading: for each segment of the subpath the heading it took; the last is the target.
    Headings(Vec<u32>),
    /// A block, by the index of its id.
    Block(u32),
    /// A footnote's definition, by its index.
    Footnote(u32),
    /// What else the fragment of a Markdown link can name, by its index: an id, or a heading that
    /// no other link finds.
    Fragment(u32),
    /// The file is no note: the subpath is its own business.
    Opaque,
    /// Nothing of that name.
    Missing(MissingAnchor),
}

/// What a subpath asks for in vain.
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
    /// Where `subpath`, as written in `link` and without its first `#`, leads within `file`
    /// (`docs/semantics.md §3`): `^id` to a block, `[^label]` to a footnote's definition, anything
    /// else along headings. In a Markdown link it is percent-decoded, and may be a heading's slug
    /// as GitHub makes them, or an id. Of `link` only the form and the place count.
    #[must_use]
    pub fn anchor(&self, file: FileId, link: &Link, subpath: &str) -> Anchor {
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
        // The first `]]` ends a wikilink: of `[[x#[^1]]]` the subpath is `[^1`, no footnote.
        if let Some(label) = subpath.strip_prefix("[^").and_then(|it| it.strip_suffix(']')) {
            return note
                .find_footnote(label.trim())
                .map_or(Anchor::Missing(MissingAnchor::Footnote), Anchor::Footnote);
        }
        let markdown = link.form.is_url();
        let by_words = || heading_path(note, subpath).map(Anchor::Headings);
        let by_fragment = || match markdown.then(|| note.fragments().find(subpath))?? {
            FragmentTarget::Heading(heading) => Some(Anchor::Headings(vec![heading])),
            FragmentTarget::Fragment(fragment) => Some(Anchor::Fragment(fragment)),
        };
        let by_place = || (markdown && is_place(subpath)).then_some(Anchor::WholeFile);
        let found = by_words().or_else(by_fragment).or_else(by_place);
        found.unwrap_or(Anchor::Missing(MissingAnchor::Heading))
    }

    /// Where the whole of a link leads: its file and the place in it. `None` where it reaches no
    /// file.
    #[must_use]
    pub fn resolve_with_anchor(&self, link: LinkRef) -> Option<(FileId, Anchor)> {
        let file = self.resolve(link).file()?;
        Some((file, self.anchor_in(file, link)?))
    }

    /// The place in `file` that a link means which leads there; `None` if there is no such link.
    #[must_use]
    pub fn anchor_in(&self, file: FileId, link: LinkRef) -> Option<Anchor> {
        let note = self.note(link.source)?;
        let written = note.facts.links.get(link.index as usize)?;
        Some(match note.subpath(link.index) {
            Some(subpath) => self.anchor(file, written, subpath),
            None => Anchor::WholeFile,
        })
    }
}

/// Whether a fragment names a place that every page has: its top, as HTML has it, or lines, as GitHub
/// does (`L3`, `L3-L10`, `L3C1-L10C5`).
fn is_place(fragment: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_line = |text: &str| {
        text.strip_prefix('L').is_some_and(|line| match line.split_once('C') {
            Some((line, column)) => number(line) && number(column),
            None => number(line),
        })
    };
    fragment.eq_ignore_ascii_case("top") || fragment.split('-').take(3).all(is_line)
}

fn heading_path(note: &Note, subpath: &str) -> Option<Vec<u32>> {
    let mut taken = Vec::new();
    let (mut start, mut level) = (0, 0);
    for segment in subpath.split('#').filter(|segment| !segment.trim().is_empty()) {
        let at = note.find_heading(&heading_key(segment), start, level)?;
        level = note.facts.headings[at as usize].level;
        start = at + 1;
        taken.push(at);
    }
    Some(taken)
}
