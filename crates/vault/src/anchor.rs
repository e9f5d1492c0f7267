//! Where a link leads within its file: to a heading, a block, a footnote.

use linkwright_syntax::{Link, has_heading_key, heading_key, heading_without_id};

use crate::asked::decode;
use crate::fold::fold;
use crate::fragments::Named;
use crate::{FileId, LinkRef, Note, Vault};

/// Where a subpath leads within a file (`docs/semantics.md §3`). Indices are into the lists of the
/// note's facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The file as a whole: no subpath, or a bare `#`.
    Whole,
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
        let subpath = decode(subpath, link.form, link.place);
        let subpath = subpath.trim();
        if subpath.trim_matches('#').trim().is_empty() {
            return Anchor::Whole;
        }
        let note = self.note(file).filter(|_| !self.file(file).is_canvas());
        let Some(note) = note else { return Anchor::Opaque };
        if let Some(id) = subpath.strip_prefix('^') {
            return block(note, id).map_or(Anchor::Missing(MissingAnchor::Block), Anchor::Block);
        }
        // The first `]]` ends a wikilink: of `[[x#[^1]]]` the subpath is `[^1`, no footnote.
        if let Some(label) = subpath.strip_prefix("[^").and_then(|it| it.strip_suffix(']')) {
            return footnote(note, label)
                .map_or(Anchor::Missing(MissingAnchor::Footnote), Anchor::Footnote);
        }
        let markdown = link.form.is_markdown();
        let by_words = || heading_path(note, subpath).map(Anchor::Headings);
        let by_fragment = || match markdown.then(|| note.fragments().find(subpath))?? {
            Named::Heading(heading) => Some(Anchor::Headings(vec![heading])),
            Named::Fragment(fragment) => Some(Anchor::Fragment(fragment)),
        };
        by_words().or_else(by_fragment).unwrap_or(Anchor::Missing(MissingAnchor::Heading))
    }

    /// Where the whole of a link leads: its file and the place in it. `None` where it reaches no
    /// file.
    #[must_use]
    pub fn destination(&self, link: LinkRef) -> Option<(FileId, Anchor)> {
        let file = self.resolve(link).file()?;
        Some((file, self.place_in(file, link)?))
    }

    /// The place in `file` that a link means which leads there; `None` if there is no such link.
    #[must_use]
    pub fn place_in(&self, file: FileId, link: LinkRef) -> Option<Anchor> {
        let note = self.note(link.source)?;
        let written = note.facts.links.get(link.index as usize)?;
        Some(match note.subpath(link.index) {
            Some(subpath) => self.anchor(file, written, subpath),
            None => Anchor::Whole,
        })
    }
}

fn heading_path(note: &Note, subpath: &str) -> Option<Vec<u32>> {
    let mut taken = Vec::new();
    let mut next = 0;
    let mut level = 0;
    for segment in subpath.split('#').filter(|segment| !segment.trim().is_empty()) {
        let key = heading_key(segment);
        let at = (next..note.headings.len())
            .find(|&i| note.facts.headings[i].level > level && is_named(&note.headings[i], &key))?;
        level = note.facts.headings[at].level;
        next = at + 1;
        taken.push(u32::try_from(at).ok()?);
    }
    Some(taken)
}

/// Whether a heading has the key, with the block id on its line or without.
fn is_named(heading: &str, key: &str) -> bool {
    let bare = heading_without_id(heading);
    has_heading_key(heading, key) || (bare.len() < heading.len() && has_heading_key(bare, key))
}

fn block(note: &Note, id: &str) -> Option<u32> {
    let at = note.block_ids.iter().position(|other| other.eq_ignore_ascii_case(id.trim()))?;
    u32::try_from(at).ok()
}

fn footnote(note: &Note, label: &str) -> Option<u32> {
    let label = fold(label.trim());
    let mut labels = note.footnotes.iter().zip(&note.facts.footnotes);
    let at = labels.position(|(other, fact)| fact.definition && fold(other) == label)?;
    u32::try_from(at).ok()
}
