//! The indexed content of a note.

mod anchor_index;

use std::sync::OnceLock;

use linkwright_syntax::Facts;

use crate::fragments::{Fragments, SlugSource, Slugs};
use crate::{StringList, Target};
use anchor_index::AnchorIndex;
pub use anchor_index::next_deeper_heading;

/// The indexed content of a note: its facts, and the texts that lists show, as written.
#[derive(Debug)]
pub struct Note {
    /// The facts, with spans of the scanned text.
    pub facts: Facts,
    /// For each of [`Facts::links`], its target.
    pub links: Box<[Target]>,
    /// The subpaths as written, with the index in [`Facts::links`], sorted: few links have one.
    pub(crate) subpaths: Box<[(u32, Box<str>)]>,
    /// The paths, as written and decoded, of the links that are relative to the note's own folder
    /// (`./x`, `../x`), with the index in [`Facts::links`], sorted.
    pub(crate) relative_paths: Box<[(u32, Box<str>)]>,
    /// For each of [`Facts::headings`], its text as written, without markers but with a block id at
    /// its end.
    pub headings: StringList,
    /// The index of the first heading of level 1, which is the title of the note.
    pub first_h1: Option<u32>,
    /// For each of [`Facts::block_ids`], the id as written.
    pub block_ids: Box<[Box<str>]>,
    /// For each of [`Facts::tags`], the tag as written, without `#`.
    pub tags: Box<[Box<str>]>,
    /// For each of [`Facts::footnotes`], its label as written.
    pub footnotes: Box<[Box<str>]>,
    /// For each of [`Facts::labels`], the label as written.
    pub labels: Box<[Box<str>]>,
    /// For each of [`Facts::fragments`], its id, or the heading's raw text.
    pub fragments: StringList,
    /// For each of [`Facts::mistakes`], its text as written.
    pub mistakes: StringList,
    /// For each code of each of [`Facts::suppressions`], in order, the code as written.
    pub suppressed_codes: StringList,
    /// For each of [`Facts::bases`], its YAML. Few files have one.
    pub bases: Box<[Box<str>]>,
    /// The targets of fragments in this note; built on first use.
    pub(crate) fragment_cache: OnceLock<Box<Fragments>>,
    /// The positions of headings, block ids and footnotes by name; built on first use.
    pub(crate) anchor_cache: OnceLock<Box<AnchorIndex>>,
    /// The keys and values of the frontmatter: see [`crate::usage::encode_properties`].
    pub(crate) properties: Box<str>,
}

impl Note {
    /// The subpath, as written, of the link with this index in [`Facts::links`].
    #[must_use]
    pub fn subpath(&self, link: u32) -> Option<&str> {
        find_by_link(&self.subpaths, link)
    }

    /// The path of a link, as written and decoded, if it is relative to the note's own folder.
    pub(crate) fn relative_path(&self, link: u32) -> Option<&str> {
        find_by_link(&self.relative_paths, link)
    }

    /// The targets of the fragments of Markdown links in this note.
    pub(crate) fn fragments(&self) -> &Fragments {
        self.fragment_cache.get_or_init(|| {
            let slugs = Slugs::new(&self.slug_source(), self.headings.iter());
            Box::new(Fragments::new(slugs, &self.facts, &self.fragments))
        })
    }

    /// The slug that GitHub gives a heading; empty if it has none.
    #[must_use]
    pub fn slug(&self, heading: u32) -> &str {
        self.fragments().slugs.slug(heading)
    }

    /// What the slugs of the headings depend on, besides their texts.
    #[must_use]
    pub fn slug_source(&self) -> SlugSource {
        SlugSource::new(&self.facts, &self.labels, &self.fragments)
    }

    /// Whether bases read the same of both notes: properties, tags and links.
    pub(crate) fn gives_same_rows(&self, other: &Note) -> bool {
        let yaml = |note: &Note| note.facts.frontmatter.as_deref().map(|yaml| yaml.digest);
        yaml(self) == yaml(other)
            && self.tags == other.tags
            && self.links == other.links
            && self.subpaths == other.subpaths
            && self.facts.links.iter().map(|it| it.is_embed).eq(other
                .facts
                .links
                .iter()
                .map(|it| it.is_embed))
    }

    /// Whether links to headings, block ids and footnotes resolve to the same in both notes.
    pub(crate) fn has_same_anchors(&self, other: &Note) -> bool {
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

fn find_by_link(list: &[(u32, Box<str>)], link: u32) -> Option<&str> {
    let at = list.binary_search_by_key(&link, |&(index, _)| index).ok()?;
    Some(&list[at].1)
}
