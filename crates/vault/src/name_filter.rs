//! A filter for names that do not exist, which costs much less than resolving each.

use crate::Vault;

/// Tests many names of one vault. Its memory is reused.
#[derive(Default)]
pub struct NameFilter {
    /// The name in lowercase, with `.md`.
    note: String,
}

impl NameFilter {
    /// Whether a wikilink to `name`, not empty and without `/`, may resolve in `vault`. If not, no file and
    /// no alias has this name, wherever the link is.
    pub fn may_resolve(&mut self, vault: &Vault, name: &str) -> bool {
        let name = name.trim();
        // `.` and `..` are no names, and an alias can mean the same as one of them: `a/..`.
        if !name.is_ascii() || matches!(name, "." | "..") {
            return true;
        }
        self.note.clear();
        self.note.push_str(name);
        self.note.make_ascii_lowercase();
        self.note.push_str(".md");
        let folded = &self.note[..name.len()];
        vault.paths.providers(&self.note).is_some()
            || vault.paths.providers(folded).is_some()
            || vault.aliases.may_have(folded)
    }
}

#[cfg(test)]
mod tests {
    use linkwright_settings::Settings;
    use linkwright_syntax::LinkForm;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::{Change, Resolution};

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
        let may_resolve = |name: &str| NameFilter::default().may_resolve(&vault, name);
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
        // Only ASCII is folded here, so nothing is known of other names.
        assert_eq!(["\u{e9}", ".", ".."].map(may_resolve), [true; 3]);
    }

    const PATHS: [&str; 14] = [
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
    ];
    const ALIASES: [&str; 9] =
        ["k", "\u{212a}", "X Y", "x\u{202f}y", "a/x", "./x", ".", "a//..", "other"];
    const NAMES: [&str; 23] = [
        "x", "X", "x.md", "X.MD", "x.png", "x.PNG", "k", "K", "\u{212a}", "e\u{301}", "x.md.md",
        ".x", "x y", "x\u{a0}y", " x ", ".", "..", "...", "-", "x.", "other", "y", "a",
    ];

    proptest! {
        /// What the filter rejects does not resolve.
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
            for name in NAMES {
                let resolves =
                    vault.resolve_path(source, name, LinkForm::Wiki) != Resolution::Missing;
                let is_known = resolves || !vault.claimants(name).is_empty();
                prop_assert!(!is_known || filter.may_resolve(&vault, name), "{name:?}");
            }
        }
    }
}
