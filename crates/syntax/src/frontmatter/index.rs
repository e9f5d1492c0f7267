//! An index to find an alias in a long list.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{Alias, AliasRules, Frontmatter};
use crate::fold;

/// Maximum number of aliases that are searched without an index. Small in tests, so that they use
/// the index.
const MAX_UNINDEXED: usize = if cfg!(test) { 2 } else { 64 };

/// For a long list: the indices of each alias by its folded value. It is built on first use and
/// ignored in comparisons of frontmatter.
#[derive(Default, Debug)]
pub(super) struct AliasLookup(OnceLock<Box<FxHashMap<String, Vec<u32>>>>);

impl Clone for AliasLookup {
    fn clone(&self) -> AliasLookup {
        AliasLookup::default()
    }
}

impl PartialEq for AliasLookup {
    fn eq(&self, _: &AliasLookup) -> bool {
        true
    }
}

impl Eq for AliasLookup {}

impl Frontmatter {
    /// The first alias that is recognized under `rules` and whose folded value is `folded`. Many
    /// lookups in one long list cost about as much as reading the list once.
    #[must_use]
    pub fn find_alias(&self, folded: &str, rules: AliasRules) -> Option<Alias<'_>> {
        if self.aliases.len() <= MAX_UNINDEXED {
            return self.aliases(rules).find(|alias| fold(alias.scalar.value) == folded);
        }
        let index = self.alias_index.0.get_or_init(|| {
            let mut index: FxHashMap<String, Vec<u32>> = FxHashMap::default();
            for (at, alias) in (0..).zip(self.all_aliases()) {
                index.entry(fold(alias.scalar.value).into_owned()).or_default().push(at);
            }
            Box::new(index)
        });
        let indices = index.get(folded)?.iter();
        let mut aliases = indices.map(|&at| self.alias_at(at as usize));
        aliases.find(|alias| alias.is_recognized(rules))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    #[test]
    fn the_index_finds_the_same_alias_as_a_search() {
        for list in ["a, B", "a, B, c, \u{c9}, b"] {
            let yaml = scan(&format!("---\nalias: x\naliases: [{list}]\n---\n")).frontmatter;
            let yaml = yaml.expect("a frontmatter");
            for folded in ["a", "b", "c", "\u{e9}", "x", "d"] {
                for legacy_keys in [true, false] {
                    let rules = AliasRules { legacy_keys, ..AliasRules::default() };
                    let expected = yaml.aliases(rules).find(|it| fold(it.scalar.value) == folded);
                    assert_eq!(yaml.find_alias(folded, rules), expected, "{folded} in {list}");
                }
            }
        }
    }
}
