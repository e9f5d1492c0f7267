//! What the vault keeps of a note.

mod anchor_index;

use std::sync::OnceLock;

use linkwright_syntax::Facts;

use crate::fragments::{Fragments, SlugSource, Slugs};
use crate::{StringList, Target};
use anchor_index::AnchorIndex;
pub use anchor_index::next_deeper_heading;

/// What the vault keeps of a note: its facts, and as written only what lists show.
#[derive(Debug)]
pub struct Note {
    /// Spans into the text that was scanned.
    pub facts: Facts,
    /// For each of [`Facts::links`] what it asks for.
    pub links: Box<[Target]>,
    /// The subpaths as written, by the index into [`Facts::links`], sorted: few links have one.
    pub(crate) subpaths: Box<[(u32, Box<str>)]>,
    /// Likewise the paths, as written and decoded, of those links that are relative to the note's
    /// own folder (`./x`, `../x`).
    pub(crate) relative: Box<[(u32, Box<str>)]>,
    /// For each of [`Facts::headings`] its text as written, without markers; a block id at its end
    /// is part of it.
    pub headings: StringList,
    /// For each of [`Facts::block_ids`] the id as written.
    pub block_ids: Box<[Box<str>]>,
    /// For each of [`Facts::tags`] the tag as written, without `#`.
    pub tags: Box<[Box<str>]>,
    /// For each of [`Facts::footnotes`] its label as written.
    pub footnotes: Box<[Box<str>]>,
    /// For each of [`Facts::labels`] the label as written.
    pub labels: Box<[Box<str>]>,
    /// For each of [`Facts::fragments`] its id, or the heading's raw text.
    pub fragments: StringList,
    /// For each of [`Facts::mistakes`] what is written.
    pub mistakes: StringList,
    /// What fragments find here; made when first asked for.
    pub(crate) found_fragments: OnceLock<Box<Fragments>>,
    /// Where its names stand; made when first asked for.
    pub(crate) found_names: OnceLock<Box<AnchorIndex>>,
    /// The keys of the frontmatter and their values: see [`crate::usage::written`].
    pub(crate) properties: Box<str>,
}

impl Note {
    /// The subpath of a link as written, by its index into [`Facts::links`].
    #[must_use]
    pub fn subpath(&self, link: u32) -> Option<&str> {
        of_link(&self.subpaths, link)
    }

    /// The path of a link as written, decoded, if it is relative to the note's own folder.
    pub(crate) fn relative(&self, link: u32) -> Option<&str> {
        of_link(&self.relative, link)
    }

    /// What the fragments of Markdown links find here.
    pub(crate) fn fragments(&self) -> &Fragments {
        self.found_fragments.get_or_init(|| {
            let slugs = Slugs::new(&self.slug_source(), self.headings.iter());
            Box::new(Fragments::new(slugs, &self.facts, &self.fragments))
        })
    }

    /// The heading's slug as GitHub makes it; empty where it has none.
    #[must_use]
    pub fn slug(&self, heading: u32) -> &str {
        self.fragments().slugs.slug(heading)
    }

    /// What the slugs of the headings depend on besides their texts.
    #[must_use]
    pub fn slug_source(&self) -> SlugSource {
        SlugSource::new(&self.facts, &self.labels, &self.fragments)
    }

    /// Whether links by heading, block id or footnote find the same in both.
    pub(crate) fn same_anchors(&self, other: &Note) -> bool {
        let (a, b) = (&self.facts, &other.facts);
        self.headings == other.headings
            && self.block_ids == other.block_ids
            && self.footnotes == other.footnotes
            && self.fragments == other.fragments
            && a.headings.iter().map(|h| h.level).eq(b.headings.iter().map(|h| h.level))
            && a.footnotes
                .iter()
                .map(|f| f.is_definition)
                .eq(b.footnotes.iter().map(|f| f.is_definition))
    }
}

fn of_link(list: &[(u32, Box<str>)], link: u32) -> Option<&str> {
    let at = list.binary_search_by_key(&link, |&(index, _)| index).ok()?;
    Some(&list[at].1)
}
