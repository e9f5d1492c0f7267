//! Tests the invariants in real vaults, if there are any on this machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linkwright_ide::rename::{plan, prepare};
use linkwright_settings::Settings;
use linkwright_syntax::{FileKind, NOTE_EXTENSIONS};

use crate::invariants::{
    LinkDestinations, check, edits, is_reversible, link_destinations, mapped_offset,
};
use crate::workspace::{FileTexts, Workspace};

/// A name that no vault contains and that is also a valid tag.
const NEW: &str = "nirgends-erwähnt";

/// The number of notes that are renamed in each vault. `LINKWRIGHT_RENAMES=300` renames more.
fn renames() -> usize {
    std::env::var("LINKWRIGHT_RENAMES").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

/// The real vaults: folders in `../shared/vaults` of the project, or in `LINKWRIGHT_VAULTS`.
pub(crate) fn vaults() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vaults");
    let root = std::env::var_os("LINKWRIGHT_VAULTS").map_or(root, PathBuf::from);
    let entries = std::fs::read_dir(&root).into_iter().flatten().flatten();
    let mut vaults: Vec<_> = entries.map(|entry| entry.path()).filter(|it| it.is_dir()).collect();
    vaults.sort();
    if vaults.is_empty() {
        eprintln!("skipped: no vaults in {}", root.display());
    }
    vaults
}

/// The files of a vault. Files that are not notes get an empty text.
pub(crate) fn files(root: &Path) -> FileTexts {
    let mut files = FileTexts::new();
    read(root, root, &mut files);
    files
}

fn read(folder: &Path, root: &Path, files: &mut FileTexts) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            read(&path, root, files);
            continue;
        }
        let Ok(relative) = path.strip_prefix(root) else { continue };
        let relative = relative.to_string_lossy().replace('\\', "/");
        let note = FileKind::of(&relative, &NOTE_EXTENSIONS).is_indexed();
        let text = if note { std::fs::read_to_string(&path) } else { Ok(String::new()) };
        files.extend(text.ok().map(|text| (relative, text)));
    }
}

/// Renames the thing at `at` to `new` and checks the invariants. Then renames it back, and restores the
/// vault.
fn rename_there_and_back(
    workspace: &mut Workspace,
    before: &LinkDestinations,
    at: (&str, u32),
    new: &str,
    statistics: &mut RenameStatistics,
) {
    let (path, offset) = at;
    let note = workspace.vault.find_file(path).expect("the note is there");
    let text = &workspace.files[path];
    let Ok(shown) = prepare(&workspace.vault, note, text, offset) else { return };
    let planned = plan(&workspace.vault, note, text, offset, new);
    let changes = match planned.and_then(|plan| workspace.finish(plan)) {
        Ok(changes) => changes,
        Err(refusal) => {
            statistics.refused.push(refusal.0);
            return;
        }
    };
    let reversible = is_reversible(workspace, &changes, &shown.placeholder);
    let made = edits(&workspace.vault, &changes);
    let moved: BTreeMap<String, String> = changes.moves.iter().cloned().collect();
    let old = workspace.apply(&changes, &[]);
    if let Err(problem) = check(before, &old, &made, &moved, workspace) {
        panic!("renaming {} at {path}:{offset}: {problem}", shown.placeholder);
    }
    statistics.renamed += 1;
    statistics.edits += made.values().map(Vec::len).sum::<usize>();
    if reversible && new == NEW {
        let now = moved.get(path).map_or(path, String::as_str).to_owned();
        let note = workspace.vault.find_file(&now).expect("it moved there");
        let offset = mapped_offset(shown.span.start, made.get(path).map_or(&[], Vec::as_slice));
        let again =
            plan(&workspace.vault, note, &workspace.files[&now], offset, &shown.placeholder);
        if let Ok(changes) = again.and_then(|plan| workspace.finish(plan)) {
            workspace.apply(&changes, &[]);
            for (path, text) in &old {
                assert_eq!(workspace.files.get(path), Some(text), "renaming {path} back");
            }
            statistics.renamed_back += 1;
        }
    }
    for to in moved.values() {
        workspace.remove(to);
    }
    workspace.restore(old);
}

#[derive(Default, Debug)]
struct RenameStatistics {
    renamed: usize,
    edits: usize,
    renamed_back: usize,
    refused: Vec<String>,
}

#[test]
fn renames_in_real_vaults_keep_invariants() {
    for root in vaults() {
        let relative_destinations = !root.join(".obsidian").is_dir();
        let settings = Settings { relative_destinations, ..Settings::default() };
        let mut workspace = Workspace::new(files(&root), settings);
        let before = link_destinations(&workspace.vault);
        // The places to rename: a link to each file that has one; headings, an alias and a tag of its note.
        let mut links: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
        for (path, there) in &before {
            for (link, destination) in there {
                if let Some(destination) = destination {
                    links.entry(&destination.path).or_insert((path, link.path.end));
                }
            }
        }
        let mut places: Vec<(String, u32)> = Vec::new();
        for (file, (path, offset)) in sampled(links.into_iter().collect()) {
            places.push((path.to_owned(), offset));
            let Some(note) =
                workspace.vault.find_file(file).and_then(|file| workspace.vault.note(file))
            else {
                continue;
            };
            let headings = &note.facts.headings;
            let some = [headings.first(), headings.get(headings.len() / 2)];
            places.extend(some.into_iter().flatten().map(|it| (file.to_owned(), it.text.start)));
            let yaml = note.facts.frontmatter.as_deref();
            let alias = yaml.and_then(|yaml| yaml.all_aliases().next());
            places.extend(alias.map(|alias| (file.to_owned(), alias.scalar.span.end)));
            places.extend(note.facts.tags.first().map(|tag| (file.to_owned(), tag.span.end)));
        }
        let mut statistics = RenameStatistics::default();
        for (index, (path, offset)) in places.iter().enumerate() {
            let at = (path.as_str(), *offset);
            rename_there_and_back(&mut workspace, &before, at, NEW, &mut statistics);
            // Then to a name that another file has.
            let (taken, _) = &places[(index + 7) % places.len()];
            let taken = taken.rsplit('/').next().unwrap_or(taken).trim_end_matches(".md");
            rename_there_and_back(&mut workspace, &before, at, taken, &mut statistics);
        }
        eprintln!("{}: {statistics:#?}", root.display());
    }
}

pub(crate) fn sampled<T: Clone>(all: Vec<T>) -> Vec<T> {
    let step = all.len().div_ceil(renames().max(1)).max(1);
    all.into_iter().step_by(step).collect()
}
