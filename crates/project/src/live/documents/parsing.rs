//! Parsing the block trees of open notes, which is done on another thread.

use std::hash::Hash;

use linkwright_syntax::OpenText;

use super::Documents;
use crate::live::document::Document;

impl<U: Clone + Eq + Hash> Documents<U> {
    fn unparsed(&self) -> impl Iterator<Item = &Document<U>> {
        let is_unparsed =
            |it: &&Document<U>| !it.text.is_parsed() && !it.unparsable && it.has_blocks();
        self.iter().filter(is_unparsed)
    }

    /// Whether block trees are being parsed.
    #[must_use]
    pub fn is_parsing(&self) -> bool {
        self.is_parsing
    }

    /// Whether block trees are out of date, and not being parsed.
    #[must_use]
    pub fn needs_parsing(&self) -> bool {
        !self.is_parsing && self.unparsed().next().is_some()
    }

    /// Returns the texts whose block trees are to be parsed, each with its URI and revision. They
    /// count as being parsed until [`Documents::end_parsing`].
    pub fn begin_parsing(&mut self) -> Vec<(U, u64, OpenText)> {
        self.is_parsing = true;
        self.unparsed().map(|it| (it.uri.clone(), it.revision, it.text.clone())).collect()
    }

    /// Takes over the parsed block tree of a document, whose text may have been edited meanwhile.
    /// `None` means that parsing failed: it is not tried again before the text changes.
    pub fn take_parsed(&mut self, uri: &U, revision: u64, text: Option<OpenText>) {
        let Some(document) = self.by_uri.get_mut(uri) else { return };
        match text {
            Some(text) => document.text.adopt_tree(text),
            None => document.unparsable |= document.revision == revision,
        }
    }

    /// Allows the next block trees to be parsed.
    pub fn end_parsing(&mut self) {
        self.is_parsing = false;
    }
}
