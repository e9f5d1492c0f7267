//! The facts of one note, as plain data.

mod items;

use linkwright_text::Span;

pub use items::{
    BlockId, Footnote, Fragment, FragmentKind, Heading, HtmlQuote, Link, LinkForm, LinkPlace,
    Mistake, MistakeKind, ReferenceLabel, Suppression, SuppressionScope, Tag,
};

use crate::frontmatter::{AliasRules, Frontmatter};
use crate::shrink::shrink_list;

/// The facts of one note: everything that other notes and the features need to know about it.
///
/// Facts depend on the text alone ([`scan`](crate::scan)) and refer to it by spans, in bytes. Each
/// list is sorted by the starts of its spans. Facts contain no text of the body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// A hash of the whole text, see [`digest`](crate::digest).
    pub digest: u64,
    /// The line on which a reader starts, from 0: that of the title, a heading of level 1 that is the
    /// first heading, or else that of the first text behind the frontmatter.
    pub start_line: u32,
    /// The frontmatter, if there is one.
    pub frontmatter: Option<Box<Frontmatter>>,
    /// Wikilinks, embeds, Markdown links and link reference definitions to files, in the body and
    /// in frontmatter properties. Links with a scheme (`https:`) are not included.
    pub links: Vec<Link>,
    /// Headings outside of quotes and lists.
    pub headings: Vec<Heading>,
    /// Block ids, duplicates included.
    pub block_ids: Vec<BlockId>,
    /// Tags in the body and in the frontmatter.
    pub tags: Vec<Tag>,
    /// Footnote references and definitions.
    pub footnotes: Vec<Footnote>,
    /// Definitions and uses of link reference labels.
    pub labels: Vec<ReferenceLabel>,
    /// Text that looks like an alias, a tag or a link but is not one.
    pub mistakes: Vec<Mistake>,
    /// Comments that silence findings.
    pub suppressions: Vec<Suppression>,
    /// Further targets for the fragment of a Markdown link, besides headings and block ids.
    pub fragments: Vec<Fragment>,
    /// Text in which Markdown links, wikilinks and tags are not recognized: code, math, HTML and its
    /// comments, autolinks and bare URLs.
    /// The spans are disjoint and exclude the last line ending. The span of a block starts with the
    /// marker or indent of its first line.
    pub verbatim: Vec<Span>,
    /// The YAML of `base` code blocks: the lines between the fences. Blocks in quotes and lists are not
    /// included, because the marks of those are between the lines.
    pub bases: Vec<Span>,
}

impl Facts {
    /// The tags that are recognized under `rules`, each with its index in [`Facts::tags`]
    /// (`docs/semantics.md §4`).
    pub fn recognized_tags(&self, rules: AliasRules) -> impl Iterator<Item = (usize, &Tag)> {
        let yaml = self.frontmatter.as_deref();
        let is_recognized =
            move |tag: &Tag| yaml.is_none_or(|yaml| yaml.recognizes_tag(tag, rules));
        self.tags.iter().enumerate().filter(move |(_, tag)| is_recognized(tag))
    }

    /// Frees the unused capacity of all lists, for facts that are kept in memory.
    pub fn shrink_to_fit(&mut self) {
        shrink_list(&mut self.links);
        shrink_list(&mut self.headings);
        shrink_list(&mut self.block_ids);
        shrink_list(&mut self.tags);
        shrink_list(&mut self.footnotes);
        shrink_list(&mut self.labels);
        shrink_list(&mut self.fragments);
        shrink_list(&mut self.mistakes);
        shrink_list(&mut self.suppressions);
        shrink_list(&mut self.verbatim);
        shrink_list(&mut self.bases);
        if let Some(frontmatter) = &mut self.frontmatter {
            frontmatter.shrink_to_fit();
        }
    }
}
