//! `docs/rename.md` runs: each `vault rename` or `vault move` block, against the `vault result` or
//! `vault refused` block behind it.

use std::collections::BTreeMap;
use std::path::Path;

use linkwright_fixture::Fixture;
use linkwright_text::{Edit, apply_edits};
use linkwright_vault::{Settings, Sources, Vault};

use super::{texts, vault};
use crate::rename::{Changes, Mover, Refusal, finish, plan, plan_moves};

/// The fenced blocks that are vaults: the words behind `vault`, the contents, the line.
pub(crate) fn blocks(page: &str) -> Vec<(String, String, usize)> {
    let mut blocks: Vec<(String, String, usize)> = Vec::new();
    let mut open = false;
    for (line, number) in page.split_inclusive('\n').zip(1..) {
        match line.strip_prefix("```") {
            Some(info) if !open => {
                open = info.starts_with("vault ");
                if open {
                    let info = info.trim_start_matches("vault ").trim().to_owned();
                    blocks.push((info, String::new(), number));
                }
            }
            Some(_) => open = false,
            None if open => blocks.last_mut().expect("one is open").1.push_str(line),
            None => {}
        }
    }
    blocks
}

fn renamed(fixture: &Fixture, vault: &Vault, claim: &str) -> Result<Changes, Refusal> {
    let plan = match claim.split_once(' ') {
        Some(("rename", new)) => {
            let cursor = fixture.cursor();
            let note = vault.find(&cursor.path).expect("the cursor is in a file");
            let offset = u32::try_from(cursor.offset).expect("a page is small");
            plan(vault, note, fixture.text(&cursor.path), offset, new)
        }
        Some(("move", moves)) => {
            let (from, to) = moves.split_once(" → ").expect("a move goes somewhere");
            plan_moves(vault, &[(from.to_owned(), to.to_owned())], Mover::Editor)
        }
        _ => panic!("no such claim: {claim}"),
    }?;
    let texts = texts(fixture, vault, &plan);
    finish(plan, &texts)
}

/// The files that are different, by their new paths, and what is told.
pub(crate) fn outcome(fixture: &Fixture, vault: &Vault, claim: &str, changes: &Changes) -> String {
    let mut files: BTreeMap<String, String> =
        fixture.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let before = files.clone();
    files.extend(changes.creates.iter().cloned());
    for (file, edits) in &changes.edits {
        let edits: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        let text = files.get_mut(&*vault.file(*file).path).expect("it is in the fixture");
        *text = apply_edits(text, &edits).expect("edits are sorted and apart");
    }
    for path in &changes.deletes {
        files.remove(path).expect("what goes was there");
    }
    let mut moves = changes.moves.clone();
    if let Some((from, to)) = claim.strip_prefix("move ").and_then(|it| it.split_once(" → ")) {
        let inside = |path: &String| Some((path.clone(), [to, path.strip_prefix(from)?].concat()));
        moves.extend(before.keys().filter_map(inside));
    }
    for (from, to) in moves {
        let text = files.remove(&from).expect("what moves was there");
        files.insert(to, text);
    }
    files.retain(|path, text| before.get(path) != Some(text));
    files.extend(changes.deletes.iter().map(|path| (path.clone(), "(gone)\n".to_owned())));
    shown(&changes.messages, &files)
}

pub(crate) fn shown(messages: &[String], files: &BTreeMap<String, String>) -> String {
    let messages = messages.iter().map(|message| format!("message: {message}\n"));
    let files = files.iter().map(|(path, text)| format!("//- /{path}\n{text}"));
    messages.chain(files).collect()
}

#[test]
fn the_page_runs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rename.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    let blocks = blocks(&page);
    assert!(blocks.len() > 20);
    for pair in blocks.chunks(2) {
        let [(claim, before, line), (kind, after, _)] = pair else {
            panic!("the last block stands alone");
        };
        let fixture = Fixture::parse(before);
        let toml = fixture.files.iter().find(|file| file.path == ".linkwright.toml");
        let toml = toml.map(|file| file.text.as_str());
        let (settings, problems) = Settings::merge(&Sources { toml, ..Sources::default() });
        assert_eq!(problems, [], "line {line}");
        let vault = vault(&fixture, settings);
        match (renamed(&fixture, &vault, claim), kind.as_str()) {
            (Ok(changes), "result") => {
                let (messages, files): (Vec<&str>, Vec<&str>) =
                    after.split_inclusive('\n').partition(|line| line.starts_with("message: "));
                let files = Fixture::parse(&files.concat()).files;
                let files = files.into_iter().map(|file| (file.path, file.text)).collect();
                let messages =
                    messages.iter().map(|line| line["message: ".len()..].trim().to_owned());
                let expected = shown(&messages.collect::<Vec<_>>(), &files);
                assert_eq!(outcome(&fixture, &vault, claim, &changes), expected, "line {line}");
            }
            (Err(Refusal(reason)), "refused") => assert_eq!(reason, after.trim(), "line {line}"),
            (outcome, kind) => panic!("line {line}: {outcome:?} where the page says {kind}"),
        }
    }
}
