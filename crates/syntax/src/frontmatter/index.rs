//! Finding an alias in a long list without going through it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{Alias, AliasRules, Frontmatter};
use crate::fold;

/// Lists of at most this many aliases are gone through. Those of tests are short.
const SHORT: usize = if cfg!(test) { 2 } else { 64 };

/// For a long list: the places of each alias, by its folded value. It is made on first use and is
/// no part of what the frontmatter says: two that differ only here are equal.
#[derive(Default, Debug)]
pub(super) struct Index(OnceLock<Box<FxHashMap<String, Vec<u32>>>>);

impl Clone for Index {
    fn clone(&self) -> Index {
        Index::default()
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Index) -> bool {
        true
    }
}

impl Eq for Index {}

impl Frontmatter {
    /// The first alias that counts under `rules` and is `wanted`, a folded text, when it is folded
    /// itself. Looking up many aliases of one long list costs no more than going through it once.
    #[must_use]
    pub fn find_alias(&self, wanted: &str, rules: AliasRules) -> Option<Alias<'_>> {
        if self.aliases.len() <= SHORT {
            return self.aliases(rules).find(|alias| fold(alias.scalar.value) == wanted);
        }
        let index = self.index.0.get_or_init(|| {
            let mut index: FxHashMap<String, Vec<u32>> = FxHashMap::default();
            for (at, alias) in (0..).zip(self.all_aliases()) {
                index.entry(fold(alias.scalar.value).into_owned()).or_default().push(at);
            }
            Box::new(index)
        });
        let places = index.get(wanted)?.iter();
        let mut aliases = places.map(|&at| self.alias_at(at as usize));
        aliases.find(|alias| alias.counts(rules))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;

    #[test]
    fn an_alias_is_found_in_a_long_list_as_in_a_short_one() {
        for list in ["a, B", "a, B, c, \u{c9}, b"] {
            let yaml = scan(&format!("---\nalias: x\naliases: [{list}]\n---\n")).frontmatter;
            let yaml = yaml.expect("there is one");
            for wanted in ["a", "b", "c", "\u{e9}", "x", "d"] {
                for legacy_keys in [true, false] {
                    let rules = AliasRules { legacy_keys, ..AliasRules::default() };
                    let expected = yaml.aliases(rules).find(|it| fold(it.scalar.value) == wanted);
                    assert_eq!(yaml.find_alias(wanted, rules), expected, "{wanted} in {list}");
                }
            }
        }
    }
}
