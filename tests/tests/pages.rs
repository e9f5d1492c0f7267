//! Runs the examples of the user's guide: every fenced block in the pages of `docs/` whose info string
//! starts with `vault` is a small vault, and its annotations are checked.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use linkwright_fixture::page::{Example, examples};
use linkwright_fixture::{Annotation, Fixture};
use linkwright_ide::diagnostics::{DiagnosticCode, diagnostics};
use linkwright_settings::{Settings, SettingsSources};
use linkwright_tests::Folder;
use linkwright_tests::binary::linkwright;
use linkwright_vault::{Anchor, Change, FileId, LinkRef, MissingAnchor, Vault};

/// A fenced block of a page.
struct Block {
    /// The info string without the word `vault`.
    claim: String,
    fixture: Fixture,
    /// The page and the line, for error messages.
    place: String,
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn blocks(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("the page can be read");
    let block = |example: Example| {
        let claim = example.info.strip_prefix("vault ")?.to_owned();
        let place = format!("{}:{}", page.display(), example.line);
        Some(Block { claim, fixture: Fixture::parse(&example.text), place })
    };
    examples(&text).into_iter().filter_map(block).collect()
}

/// The vault of a fixture; `.linkwright.toml` and `.obsidian/app.json` in it are its settings.
fn vault(fixture: &Fixture) -> Vault {
    let config = |path: &str| {
        fixture.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    };
    let sources = SettingsSources {
        toml: config(".linkwright.toml"),
        app: config(".obsidian/app.json"),
        ..SettingsSources::default()
    };
    let (settings, problems) = Settings::merge(&sources);
    assert_eq!(problems, []);
    let mut vault = Vault::new(settings);
    for file in fixture.files.iter().filter(|file| !file.path.starts_with('.')) {
        vault.apply(Change::for_file(&file.path, &file.text, vault.settings()));
    }
    vault
}

/// The target of a link, as the pages write it.
fn destination(vault: &Vault, link: LinkRef) -> String {
    let Some((file, anchor)) = vault.resolve_with_anchor(link) else { return "nothing".to_owned() };
    let path = &vault.file(file).path;
    let note = vault.note(file);
    let of = |index: u32| index as usize;
    match anchor {
        Anchor::WholeFile | Anchor::Opaque => path.to_string(),
        Anchor::Headings(headings) => {
            let last = headings.last().expect("a path of headings has a last one");
            let heading = note.map(|note| &note.headings[of(*last)]);
            format!("{path} > {}", heading.expect("headings are of notes"))
        }
        Anchor::Block(index) => {
            let id = note.map(|note| &note.block_ids[of(index)]);
            format!("{path} ^{}", id.expect("block ids are of notes"))
        }
        Anchor::Fragment(index) => {
            let id = note.map(|note| &note.fragments[of(index)]);
            format!("{path} #{}", id.expect("fragments are of notes"))
        }
        Anchor::Footnote(_) => format!("{path} [^]"),
        Anchor::Missing(MissingAnchor::Heading) => format!("{path} > nothing"),
        Anchor::Missing(MissingAnchor::Block) => format!("{path} ^nothing"),
        Anchor::Missing(MissingAnchor::Footnote) => format!("{path} [^nothing]"),
    }
}

/// The text of each span in a file, one line each.
fn shown(fixture: &Fixture, path: &str, found: &[(Range<usize>, String)]) -> String {
    let text = fixture.text(path);
    found.iter().fold(String::new(), |mut lines, (span, note)| {
        writeln!(lines, "{path} {span:?} {}: {note}", &text[span.clone()]).expect("a string grows");
        lines
    })
}

fn annotated<'a>(fixture: &'a Fixture, path: &'a str) -> impl Iterator<Item = &'a Annotation> {
    fixture.annotations.iter().filter(move |annotation| annotation.path == path)
}

/// Checks that the links of the annotated notes are exactly those under the carets, with their targets.
fn check_links(block: &Block) {
    let vault = vault(&block.fixture);
    for file in &block.fixture.files {
        let path = file.path.as_str();
        if annotated(&block.fixture, path).next().is_none() {
            continue;
        }
        let source = vault.find_file(path).expect("the file was applied");
        let links = &vault.note(source).expect("an annotated file is a note").facts.links;
        let mut found: Vec<_> = (0..)
            .zip(links)
            .map(|(index, link)| {
                (link.span.range(), destination(&vault, LinkRef { source, index }))
            })
            .collect();
        found.sort_by_key(|(span, _)| span.start);
        let mut expected = Vec::new();
        for annotation in annotated(&block.fixture, path) {
            if annotation.message == "no link" {
                let hit = |(span, _): &(Range<usize>, String)| {
                    span.start < annotation.span.end && annotation.span.start < span.end
                };
                assert!(!found.iter().any(hit), "{}: {annotation:?} is a link", block.place);
            } else {
                expected.push((annotation.span.clone(), annotation.message.clone()));
            }
        }
        expected.sort_by_key(|(span, _)| span.start);
        assert_eq!(
            shown(&block.fixture, path, &found),
            shown(&block.fixture, path, &expected),
            "{}",
            block.place
        );
    }
}

/// Checks that the diagnostics of the vault are exactly those under the carets.
fn check_diagnostics(block: &Block) {
    let vault = vault(&block.fixture);
    let is_checked = |path: &str| path.ends_with(".md") || path.ends_with(".base");
    for file in block.fixture.files.iter().filter(|file| is_checked(&file.path)) {
        let note: FileId = vault.find_file(&file.path).expect("the file was applied");
        let mut found: Vec<_> = diagnostics(&vault, note)
            .into_iter()
            .map(|diagnostic| (diagnostic.span.range(), diagnostic.code.name().to_owned()))
            .collect();
        found.sort_by_key(|(span, _)| span.start);
        let expected: Vec<_> = annotated(&block.fixture, &file.path)
            .map(|annotation| (annotation.span.clone(), annotation.message.clone()))
            .collect();
        assert_eq!(
            shown(&block.fixture, &file.path, &found),
            shown(&block.fixture, &file.path, &expected),
            "{}",
            block.place
        );
    }
}

#[test]
fn link_examples_resolve_as_the_pages_say() {
    let blocks = blocks(&docs().join("semantics.md"));
    assert!(blocks.len() > 10);
    for block in blocks {
        assert_eq!(block.claim, "links", "{}", block.place);
        check_links(&block);
    }
}

#[test]
fn every_diagnostic_has_its_page() {
    for code in DiagnosticCode::ALL {
        let page = docs().join("diagnostics").join(code.name()).with_extension("md");
        let text = fs::read_to_string(&page).expect("each code has a page");
        let severity = format!("{:?}", Settings::default().severity(*code)).to_lowercase();
        assert!(
            text.contains(&format!("Default severity: {severity}.")),
            "{}: the default is {severity}",
            page.display()
        );
        let blocks = blocks(&page);
        let named = |block: &&Block| {
            block.fixture.annotations.iter().any(|annotation| annotation.message == code.name())
        };
        assert!(blocks.iter().any(|block| named(&block)), "{} shows it", page.display());
        assert!(blocks.iter().any(|block| !named(&block)), "{} shows it mended", page.display());
        for block in blocks {
            assert_eq!(block.claim, "diagnostics", "{}", block.place);
            check_diagnostics(&block);
        }
    }
}

/// The arguments of a command line. Only double quotes are special.
fn arguments(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().collect(),
        _ => vec![part],
    });
    words.map(str::to_owned).collect()
}

/// Runs `command` in the vault, and returns what it writes, errors included.
fn output(command: &str, folder: &Folder) -> String {
    let words = arguments(command);
    assert_eq!(words[0], "linkwright", "{command}");
    let mut program = Command::new(linkwright());
    program.args(&words[1..]).current_dir(folder.path(""));
    program.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    let output = program.output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn commands_print_what_the_page_says() {
    let page = docs().join("command-line.md");
    let text = fs::read_to_string(&page).expect("the page can be read");
    let mut folder: Option<Folder> = None;
    let mut commands = 0;
    for Example { info, text, line, .. } in examples(&text) {
        if info == "vault commands" {
            let new = Folder::new(&text);
            new.write(".linkwright.toml", "");
            folder = Some(new);
        }
        let (Some(folder), "console") = (&folder, &*info) else { continue };
        let mut found = String::new();
        for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            commands += 1;
            found += &format!("$ {command}\n{}", output(command, folder));
        }
        assert_eq!(found, text, "{}:{line}", page.display());
    }
    assert!(commands > 20);
}
