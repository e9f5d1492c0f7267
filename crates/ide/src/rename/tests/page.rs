//! Runs `docs/rename.md`: each `vault rename` or `vault move` block, with the line before it as the
//! new name or paths, must give the `vault result` or `vault refused` block after it.

use std::collections::BTreeMap;
use std::path::Path;

use linkwright_fixture::Fixture;
use linkwright_fixture::page::{Example, examples};
use linkwright_settings::{Settings, SettingsSources};
use linkwright_text::{Edit, apply_edits};
use linkwright_vault::Vault;

use super::{texts, vault};
use crate::rename::{Mover, finish, plan, plan_moves};
use crate::{Changes, Refusal};

/// The operation of an example.
#[derive(Clone, Copy)]
enum Operation<'p> {
    /// Renames what is under the cursor to this name.
    Rename(&'p str),
    /// The editor moves a file or folder, from the first path to the second.
    Move(&'p str, &'p str),
}

fn renamed(fixture: &Fixture, vault: &Vault, operation: Operation<'_>) -> Result<Changes, Refusal> {
    let plan = match operation {
        Operation::Rename(new) => {
            let cursor = fixture.cursor();
            let note = vault.find_file(&cursor.path).expect("the cursor is in a file");
            let offset = u32::try_from(cursor.offset).expect("a page is small");
            plan(vault, note, fixture.text(&cursor.path), offset, new)
        }
        Operation::Move(from, to) => {
            plan_moves(vault, &[(from.to_owned(), to.to_owned())], Mover::Editor)
        }
    }?;
    let texts = texts(fixture, vault, &plan);
    finish(plan, &texts)
}

/// Shows the messages, and the changed files by their new paths. `moved` is what the editor moves:
/// the old and the new path.
pub(crate) fn outcome(
    fixture: &Fixture,
    vault: &Vault,
    moved: Option<(&str, &str)>,
    changes: &Changes,
) -> String {
    let mut files: BTreeMap<String, String> =
        fixture.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let before = files.clone();
    files.extend(changes.creates.iter().cloned());
    for (file, edits) in &changes.edits {
        let edits: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        let text = files.get_mut(&*vault.file(*file).path).expect("it is in the fixture");
        *text = apply_edits(text, &edits).expect("edits are sorted and do not overlap");
    }
    for path in &changes.deletes {
        files.remove(path).expect("a deleted file exists");
    }
    let mut moves = changes.moves.clone();
    if let Some((from, to)) = moved {
        let inside = |path: &String| Some((path.clone(), [to, path.strip_prefix(from)?].concat()));
        moves.extend(before.keys().filter_map(inside));
    }
    for (from, to) in moves {
        let text = files.remove(&from).expect("a moved file exists");
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
    let examples: Vec<Example> =
        examples(&page).into_iter().filter(|it| it.info.starts_with("vault ")).collect();
    assert!(examples.len() > 20);
    for pair in examples.chunks(2) {
        let [Example { info, argument, text: before, line }, result] = pair else {
            panic!("the last example stands alone");
        };
        let argument = argument
            .as_deref()
            .unwrap_or_else(|| panic!("line {line}: the example has no argument"));
        let operation = match &**info {
            "vault rename" => Operation::Rename(argument),
            "vault move" => {
                let paths = argument.trim_matches('`').split_once("` → `");
                let (from, to) = paths.unwrap_or_else(|| panic!("line {line}: `a` → `b`"));
                Operation::Move(from, to)
            }
            info => panic!("line {line}: no operation for `{info}`"),
        };
        let fixture = Fixture::parse(before);
        let toml = fixture.files.iter().find(|file| file.path == ".linkwright.toml");
        let toml = toml.map(|file| file.text.as_str());
        let (settings, problems) =
            Settings::merge(&SettingsSources { toml, ..SettingsSources::default() });
        assert_eq!(problems, [], "line {line}");
        let vault = vault(&fixture, settings);
        let after = &result.text;
        match (renamed(&fixture, &vault, operation), &*result.info) {
            (Ok(changes), "vault result") => {
                let (messages, files): (Vec<&str>, Vec<&str>) =
                    after.split_inclusive('\n').partition(|line| line.starts_with("message: "));
                let files = Fixture::parse(&files.concat()).files;
                let files = files.into_iter().map(|file| (file.path, file.text)).collect();
                let messages =
                    messages.iter().map(|line| line["message: ".len()..].trim().to_owned());
                let expected = shown(&messages.collect::<Vec<_>>(), &files);
                let moved = match operation {
                    Operation::Move(from, to) => Some((from, to)),
                    Operation::Rename(_) => None,
                };
                assert_eq!(outcome(&fixture, &vault, moved, &changes), expected, "line {line}");
            }
            (Err(Refusal(reason)), "vault refused") => {
                assert_eq!(reason, after.trim(), "line {line}");
            }
            (outcome, info) => panic!("line {line}: {outcome:?} where the page says {info}"),
        }
    }
}
