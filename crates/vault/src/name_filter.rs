//! A filter for names that do not exist, which costs much less than resolving each.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, char::canonical_combining_class, is_nfc_quick};

use crate::Vault;

/// Tests many names of one vault. Its memory is reused.
#[derive(Default)]
pub struct NameFilter {
    /// The folded name, with `.md`.
    note: String,
}

impl NameFilter {
    /// `name` folded, character for character, if any text made of its characters and of lowercase ASCII
    /// folds to the folded characters. So the variants of a name can be made from its folded form.
    pub fn fold(name: &str) -> Option<Cow<'_, str>> {
        if name.is_ascii() {
            return Some(linkwright_syntax::fold(name));
        }
        name.chars().map(fold_alone).collect::<Option<String>>().map(Cow::Owned)
    }

    /// Whether a wikilink to a name, not empty and without `/`, may resolve in `vault`. If not, no file and
    /// no alias has this name, wherever the link is. The name is that of the `parts` together, which
    /// [`fold`](Self::fold) made.
    pub fn may_resolve(&mut self, vault: &Vault, parts: &[&str]) -> bool {
        self.note.clear();
        parts.iter().for_each(|part| self.note.push_str(part));
        self.note.truncate(self.note.trim_end().len());
        self.note.push_str(".md");
        let note = self.note.trim_start();
        let folded = &note[..note.len().saturating_sub(".md".len())];
        // `.` and `..` are no names, and an alias can mean the same as one of them: `a/..`.
        matches!(folded, "." | "..")
            || vault.paths.providers(note).is_some()
            || vault.paths.providers(folded).is_some()
            || vault.aliases.may_have(folded)
    }
}

/// `c` folded, if its neighbours have no influence on that, nor it on them, and it is one character then.
fn fold_alone(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let mut lowercase = c.to_lowercase();
    let (folded, rest) = (lowercase.next()?, lowercase.next());
    // The lowercase of a sigma depends on its place in the word.
    let is_alone = rest.is_none()
        && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{3a3}')
        && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
        && canonical_combining_class(c) == 0;
    is_alone.then_some(folded)
}

#[cfg(test)]
mod tests {
    use linkwright_settings::Settings;
    use linkwright_syntax::LinkForm;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::{Change, KnownLetters, Letters, Resolution};

    fn vault(files: &[(&str, &str)]) -> Vault {
        let mut vault = Vault::new(Settings::default());
        for &(path, text) in files {
            vault.load(match path.ends_with(".md") {
                true => Change::Note { path, text },
                false => Change::File { path },
            });
        }
        vault
    }

    #[test]
    fn a_name_that_no_file_and_no_alias_has_is_rejected() {
        let vault = vault(&[
            ("a/Note.md", "---\naliases: [Nick, a/b]\n---\n[[missing]] #tag\n# Heading\n"),
            ("v1.2.md", ""),
            ("Makefile", ""),
            ("b/Picture.PNG", ""),
        ]);
        let may_resolve = |name: &str| {
            let folded = NameFilter::fold(name);
            folded.is_none_or(|name| NameFilter::default().may_resolve(&vault, &[&name]))
        };
        let known =
            ["note", "NOTE.md", " Note ", "nick", "v1.2", "V1.2.MD", "makefile", "picture.png"];
        assert_eq!(known.map(may_resolve), [true; 8]);
        let unknown = [
            "missing",
            "not",
            "notes",
            "tag",
            "heading",
            "a",
            "b",
            "v1",
            "picture",
            "Makefile.txt",
            "nick.md",
            "",
            ".md",
        ];
        assert_eq!(unknown.map(may_resolve), [false; 13]);
        assert_eq!(["\u{e9}", "\u{9589}\u{73af}", "\u{42f}"].map(may_resolve), [false; 3]);
        // Nothing is known of names whose characters have an influence on each other.
        assert_eq!(["e\u{301}", "\u{39f}\u{3a3}", "x\u{a0}y"].map(may_resolve), [true; 3]);
        assert_eq!([".", ".."].map(may_resolve), [true; 2]);
    }

    const PATHS: [&str; 17] = [
        "x.md",
        "a/X.md",
        "x",
        "b/x.png",
        "\u{212a}.md",
        "k.md",
        "\u{e9}.md",
        "x.md.md",
        ".x.md",
        "x y.md",
        "x\u{a0}y.md",
        "..md",
        "a/x..md",
        "-.md",
        "\u{c9}\u{42f}.md",
        "\u{3bf}\u{3c2}.md",
        "\u{9589}\u{3000}.md",
    ];
    const ALIASES: [&str; 11] = [
        "\u{e9}\u{42f}",
        "\u{9589}",
        "k",
        "\u{212a}",
        "X Y",
        "x\u{202f}y",
        "a/x",
        "./x",
        ".",
        "a//..",
        "other",
    ];
    const NAMES: [&str; 32] = [
        "x",
        "X",
        "x.md",
        "X.MD",
        "x.png",
        "x.PNG",
        "k",
        "K",
        "\u{212a}",
        "e\u{301}",
        "x.md.md",
        ".x",
        "x y",
        "x\u{a0}y",
        " x ",
        ".",
        "..",
        "...",
        "-",
        "x.",
        "other",
        "y",
        "a",
        "\u{e9}",
        "\u{c9}",
        "\u{e9}\u{44f}",
        "\u{42f}",
        "\u{9589}",
        "\u{9589}\u{3000}",
        "\u{39f}\u{3a3}",
        "\u{3bf}\u{3c3}",
        "\u{130}",
    ];

    proptest! {
        /// Texts made of the folded characters are folded.
        #[test]
        fn a_name_is_folded_character_for_character(
            name in "[a-zA-Z .\u{e9}\u{c9}\u{301}\u{130}\u{3a3}\u{212a}\u{1e9e}\u{a0}\u{9589}\u{1100}\u{1161}]{0,6}|\\PC{0,4}", seed in any::<[u8; 8]>()) {
            let Some(folded) = NameFilter::fold(&name) else { return Ok(()) };
            let (chars, folded): (Vec<char>, Vec<char>) = (name.chars().collect(), folded.chars().collect());
            prop_assert_eq!(chars.len(), folded.len());
            let pick = |of: &[char]| -> String {
                let picked = seed.iter().filter_map(|at| of.get(usize::from(*at) % of.len().max(1)));
                picked.collect::<String>() + ".md"
            };
            let (picked, folded) = (pick(&chars), pick(&folded));
            prop_assert_eq!(crate::fold::fold_path(&picked), folded);
        }

        /// What the filter rejects does not resolve, and names whose letters are unknown do not either.
        #[test]
        fn no_name_that_resolves_is_rejected(
            paths in subsequence(&PATHS[..], 0..6),
            aliases in subsequence(&ALIASES[..], 0..4),
            source in select(&["x.md", "a/n.md", "b/c/n.md"][..]),
        ) {
            let items: Vec<String> = aliases.iter().map(|alias| format!("- '{alias}'\n")).collect();
            let text = format!("---\naliases:\n{}---\n", items.concat());
            let files: Vec<_> = paths.iter().map(|path| (*path, &*text)).collect();
            let vault = vault(&files);
            let mut filter = NameFilter::default();
            let letters = KnownLetters::new(&vault);
            for name in NAMES {
                let resolves =
                    vault.resolve_path(source, name, LinkForm::Wiki) != Resolution::Missing;
                let is_known = resolves || !vault.claimants(name).is_empty();
                let may_resolve = NameFilter::fold(name)
                    .is_none_or(|folded| filter.may_resolve(&vault, &[&folded]));
                prop_assert!(!is_known || may_resolve, "{name:?}");
                let has_letters = NameFilter::fold(name)
                    .is_none_or(|folded| letters.contains(Letters::of(&folded)));
                prop_assert!(!is_known || has_letters, "{name:?}");
            }
        }
    }
}
