//! The letters of names, to see that no name is similar to one that does not exist.

use std::iter::once;

use rustc_hash::FxHashSet;

use crate::Vault;
use crate::file::without_md;
use crate::reference::{alias_key, last_component};

/// The letters of a folded name, in any order, as a number. Two names with other letters have the same number
/// only by chance. Spaces, `-` and `_` are not letters: the names `a b`, `a-b` and ` b a` have the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letters(u32);

impl Letters {
    /// The letters of `name`, which is folded.
    #[must_use]
    pub fn of(name: &str) -> Letters {
        name.chars().map(Letters::from).fold(Letters(0), Letters::with)
    }

    /// These letters and `other`.
    #[must_use]
    pub fn with(self, other: Letters) -> Letters {
        Letters(self.0.wrapping_add(other.0))
    }

    /// These letters without `other`, which are among them.
    #[must_use]
    pub fn without(self, other: Letters) -> Letters {
        Letters(self.0.wrapping_sub(other.0))
    }
}

impl From<char> for Letters {
    fn from(c: char) -> Letters {
        if matches!(c, '-' | '_') || c.is_whitespace() {
            return Letters(0);
        }
        let spread = u64::from(c).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Letters(((spread ^ (spread >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32)
    }
}

/// The letters of all names in a vault: of files, of notes also without `.md`, and of aliases.
pub struct KnownLetters(FxHashSet<u32>);

impl KnownLetters {
    /// The letters of the names in `vault`. They take about seven bytes for each name.
    #[must_use]
    pub fn new(vault: &Vault) -> KnownLetters {
        let mut known = FxHashSet::default();
        for (_, file) in vault.files() {
            let name = last_component(file.folded());
            known.extend([name, without_md(name)].map(|name| Letters::of(name).0));
            let frontmatter =
                file.note.as_deref().and_then(|note| note.facts.frontmatter.as_deref());
            let aliases = frontmatter.into_iter().flat_map(|it| it.aliases(vault.settings.aliases));
            known.extend(aliases.map(|alias| Letters::of(&alias_key(alias.scalar.value)).0));
        }
        // Folders, and an alias can mean the same: `a/..`.
        known.extend(once(".").chain(once("..")).map(|name| Letters::of(name).0));
        KnownLetters(known)
    }

    /// Whether a name in the vault may have these letters. If not, no file and no alias has a name with them,
    /// whatever their order.
    #[must_use]
    pub fn contains(&self, letters: Letters) -> bool {
        self.0.contains(&letters.0)
    }
}

#[cfg(test)]
mod tests {
    use linkwright_settings::Settings;

    use super::*;
    use crate::Change;

    #[test]
    fn the_order_of_letters_and_the_spaces_between_them_do_not_matter() {
        let of = |name| Letters::of(name);
        assert_eq!(of("ab c"), of(" c-b_a\u{3000}"));
        assert_eq!(of("note").with(of("s")), of("notes"));
        assert_eq!(of("note.html").without(of(".html")), of("note"));
        let others = ["bc", "ad", "a", "aabc", "\u{e9}bc", "abd", ""].map(Letters::of);
        assert!(others.iter().all(|other| *other != of("abc")));
    }

    #[test]
    fn names_and_aliases_are_known_wherever_they_are() {
        let mut vault = Vault::new(Settings::default());
        let text = "---\naliases: [Nick, a/b/../Deep]\n---\n[[missing]]\n";
        vault.load(Change::Note { path: "a/b/Note.md", text });
        vault.load(Change::File { path: "c/Picture.PNG" });
        let known = KnownLetters::new(&vault);
        let is_known = |name: &str| known.contains(Letters::of(name));
        let names = ["note", "note.md", "eton", "nick", "a/deep", "picture.png", ".", ".."];
        assert_eq!(names.map(is_known), [true; 8]);
        assert_eq!(["missing", "picture", "b", "not", "notes"].map(is_known), [false; 5]);
    }
}
