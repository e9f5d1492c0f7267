//! Tests that actions use the line endings of the note.

use linkwright_text::{apply_edits, with_line_endings};

use super::*;

/// Vaults with a cursor where an action inserts lines: a table of contents, a footnote, a heading,
/// frontmatter, the text of another note, a new note with and without a template.
const SOURCES: &[&str] = &[
    "# Ti$0tle\n\n## One\n\n## Two\n\ntext\n",
    "# Ti$0tle\n\n<!-- toc -->\n\n- old\n\n<!-- /toc -->\n\n## One\n\n## Two\n",
    "words[^$01]\n\nmore\n",
    "words[^$01] and [^2]\n\n[^2]: two\n",
    "words[^$01]",
    "words\n\n[^u$0nused]: one\n    two\n\n    three\n\nlast\n",
    "[[#Mis$0sing#Deeper]]\n\n# There\n\ntext\n",
    "[[#There#Dee$0per]]\n\n# There\n\ntext\n\n# Next\n",
    "[[Other|Sh$0own]]\n//- /Other.md\n# Other\n\ntext\n",
    "[[Other|Sh$0own]]\n//- /Other.md\n---\nup: x\n---\n",
    "[[Other|Sh$0own]]\n//- /Other.md\n---\naliases: [a]\n---\n",
    "[[Other|Sh$0own]]\n//- /Other.md\n---\naliases:\n  - a\n---\n",
    "above\n\n![[Ot$0her]]\n\nbelow\n//- /Other.md\n---\nup: x\n---\none\n\n- two\n  three\n",
    "# A\n\n## Pa$0rt\n\n- one\n- two\n\n## Last\n",
    "See [[New no$0te#Here]].\n//- /.linkwright.toml\ntemplate = \"T\"\n//- /T.md\n# {{title}}\n\ntext\n",
];

/// The texts after each of the actions at the cursor, in a vault with the line ending `eol`.
fn texts(source: &str, eol: &str) -> Vec<String> {
    let mut fixture = Fixture::parse(source);
    let before = fixture.cursors[0].offset;
    for file in &mut fixture.files {
        if file.path == fixture.cursors[0].path {
            fixture.cursors[0].offset = with_line_endings(&file.text[..before], eol).len();
        }
        file.text = with_line_endings(&file.text, eol).into_owned();
    }
    let settings = match source.contains("template") {
        true => Settings { template: Some("T".to_owned()), ..Settings::default() },
        false => Settings::default(),
    };
    let vault = vault(&fixture, settings);
    let (note, actions) = offered(&fixture, &vault);
    let mut texts = Vec::new();
    for action in actions {
        let Ok(changes) = changes_of(&fixture, &vault, note, action.operation) else { continue };
        for (file, edits) in &changes.edits {
            let edits: Vec<_> = edits.iter().map(|(edit, _)| edit.clone()).collect();
            let text = fixture.text(&vault.file(*file).path);
            texts.push(apply_edits(text, &edits).expect("edits that apply"));
        }
        texts.extend(changes.creates.into_iter().map(|(_, text)| text));
    }
    assert!(!texts.is_empty(), "no action in {source:?}");
    texts
}

#[test]
fn inserted_lines_have_the_endings_of_the_note() {
    for source in SOURCES {
        let expected = texts(source, "\n");
        for eol in ["\r\n", "\r"] {
            // A text of one line has no line ending, so that new lines end with `\n`.
            let is_one_line = !source.split("//- ").next().is_some_and(|text| text.contains('\n'));
            let expected: Vec<String> = expected
                .iter()
                .map(|text| match is_one_line {
                    true => text.clone(),
                    false => with_line_endings(text, eol).into_owned(),
                })
                .collect();
            assert_eq!(texts(source, eol), expected, "{eol:?} in {source:?}");
        }
    }
}

/// If a note has several kinds of line endings, the nearest line decides.
#[test]
fn nearest_line_ending_wins_in_a_mixed_note() {
    let fixture = Fixture::parse("a\n\n# One $0\r\n\r\nb[^1]\n\nlast\r\n");
    let text = fixture.text("note.md");
    let vault = vault(&fixture, Settings::default());
    let footnote = vault.find_file("note.md").and_then(|file| vault.note(file)).expect("a note");
    let at = footnote.facts.footnotes[0].span;
    let found = actions(&vault, vault.find_file("note.md").expect("a note"), text, at);
    let define = found.into_iter().find(|it| it.title.starts_with("Define")).expect("an action");
    let Operation::Edit(edits) = define.operation else { panic!("an edit") };
    let after = apply_edits(text, &edits).expect("edits that apply");
    assert_eq!(after, format!("{text}\r\n[^1]: \r\n"));
}
