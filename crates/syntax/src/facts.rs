//! What one note says, as plain data.

mod items;

use linkwright_text::Span;

pub(crate) use items::fit;
pub use items::{
    BlockId, Footnote, Fragment, FragmentKind, Heading, HtmlQuote, Link, LinkForm, LinkPlace,
    Mistake, MistakeKind, ReferenceLabel, Tag,
};

use crate::frontmatter::{AliasRules, Frontmatter};

/// What one note says: everything that other notes, and the features, need to know of it.
///
/// Facts come from the text alone ([`scan`](crate::scan)) and hold spans into it, in bytes; the
/// lists are in the order of their starts. They hold no text of the body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// A hash of the whole text, by which a file can be told to be the one that was scanned.
    pub digest: u64,
    /// The YAML block at the very start, if there is one.
    pub frontmatter: Option<Box<Frontmatter>>,
    /// Wikilinks, embeds, Markdown links and definitions that name a file: in the body, and in
    /// frontmatter properties. Links with a scheme (`https:`) are not among them.
    pub links: Vec<Link>,
    /// Headings outside quotes and lists.
    pub headings: Vec<Heading>,
    /// Block ids, duplicates included.
    pub block_ids: Vec<BlockId>,
    /// Tags of the body and of the frontmatter.
    pub tags: Vec<Tag>,
    /// Footnote references and definitions.
    pub footnotes: Vec<Footnote>,
    /// Reference labels where they are defined and where they are used.
    pub labels: Vec<ReferenceLabel>,
    /// What looks like an alias, a tag or a link, and is none.
    pub mistakes: Vec<Mistake>,
    /// What the fragment of a Markdown link can name besides the headings and the block ids.
    pub fragments: Vec<Fragment>,
    /// Where nothing is a link: code, math, HTML, comments of HTML, autolinks and bare URLs.
    /// Disjoint; without the last line end; of blocks from the first line's marker or indent on.
    pub verbatim: Vec<Span>,
}

impl Facts {
    /// The tags that count under `rules`, each with its place in the list of all
    /// (`docs/semantics.md §4`).
    pub fn recognized_tags(&self, rules: AliasRules) -> impl Iterator<Item = (usize, &Tag)> {
        let yaml = self.frontmatter.as_deref();
        let counts = move |tag: &Tag| yaml.is_none_or(|yaml| yaml.tag_counts(tag, rules));
        self.tags.iter().enumerate().filter(move |(_, tag)| counts(tag))
    }

    /// Gives back what the scanner's lists have to spare, for facts that are to be kept.
    pub fn shrink_to_fit(&mut self) {
        fit(&mut self.links);
        fit(&mut self.headings);
        fit(&mut self.block_ids);
        fit(&mut self.tags);
        fit(&mut self.footnotes);
        fit(&mut self.labels);
        fit(&mut self.fragments);
        fit(&mut self.mistakes);
        fit(&mut self.verbatim);
        if let Some(frontmatter) = &mut self.frontmatter {
            frontmatter.shrink_to_fit();
        }
    }
}
