use linkwright_settings::Settings;
use linkwright_vault::{Change, Resolver, Vault};
use proptest::collection::vec;
use proptest::prelude::*;

use super::SimilarNames;

const FOLDERS: [&str; 4] = ["", "de/", "en/", "en/deep/"];
const EXTENSIONS: [&str; 5] = [".md", ".md", ".png", ".PDF", ""];

/// Names that are often similar, with characters whose case or neighbours matter.
fn name() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[aAbsS .\u{e9}\u{301}\u{3a3}\u{3000}_-]{1,5}|(\\.\\.?|aab)(\\.html)?",
    )
    .expect("the expression is valid")
}

proptest! {
    /// What one search for the links of all notes knows already does not change what is found, in whatever
    /// folder the note is.
    #[test]
    fn a_search_for_all_notes_finds_the_same_as_one_for_each(
        files in vec((0..4_usize, name(), 0..5_usize), 1..6),
        aliases in vec(name(), 0..4),
        links in vec((0..4_usize, name(), 0..5_usize, any::<bool>()), 1..12),
    ) {
        let items: Vec<String> = aliases.iter().map(|alias| format!("- '{alias}'\n")).collect();
        let text = format!("---\naliases:\n{}---\n", items.concat());
        let mut vault = Vault::new(Settings::default());
        for folder in FOLDERS {
            vault.load(Change::Note { path: &format!("{folder}note.md"), text: "" });
        }
        for (folder, name, extension) in &files {
            let path = [FOLDERS[*folder], name, EXTENSIONS[*extension]].concat();
            vault.load(match path.ends_with(".md") {
                true => Change::Note { path: &path, text: &text },
                false => Change::File { path: &path },
            });
        }
        let (for_all, for_one) = (Resolver::for_all_notes(&vault), Resolver::for_one_note(&vault));
        for folder in FOLDERS {
            let source = vault.find_file(&format!("{folder}note.md")).expect("the note was added");
            // Both have the same limit for all links of a note.
            let all = SimilarNames::new(&for_all, source);
            let one = SimilarNames::new(&for_one, source);
            for (folder, name, extension, is_embed) in &links {
                let path = [FOLDERS[*folder], name, EXTENSIONS[*extension]].concat();
                let found = all.nearest_file(&path, *is_embed);
                prop_assert_eq!(found, one.nearest_file(&path, *is_embed), "{:?}", path);
            }
        }
    }
}
