//! Tests the invariants in generated vaults, with any cursor and with valid and invalid new names.

use std::collections::BTreeMap;

use linkwright_ide::rename::{self, Mover, plan, plan_moves, prepare};
use linkwright_settings::{DisplayText, KeepOldName, Settings};
use linkwright_syntax::scan;
use linkwright_text::Span;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::generate::files;
use crate::invariants::{check, edits, link_destinations};
use crate::workspace::{FileTexts, Workspace};
use crate::{invariants, linter};

/// New names: some are taken, some are invalid for a file or a link, and some are free.
const NEW: &[&str] = &[
    "Love",
    "Old name",
    "Bonds",
    "affection",
    "Öl",
    "state",
    "base",
    "Unheard of",
    "Nie gehört",
    "未聞",
    "it's \"so\"",
    "x|y",
    "x [y]",
    "C#",
    "What: is it?",
    "1e3",
    "null",
    "x #",
    "a, b",
    "- a",
    "X (y",
    "50% off",
    "new-1",
];

fn settings() -> impl Strategy<Value = Settings> {
    let display = select(
        &[DisplayText::Follow, DisplayText::Follow, DisplayText::Keep, DisplayText::Preserve][..],
    );
    let keep = select(&[KeepOldName::Never, KeepOldName::Append][..]);
    (display, keep, any::<[bool; 3]>()).prop_map(|(display, keep, [h1, key, relative])| Settings {
        display_text: display,
        keep_old_name: keep,
        sync_h1: h1,
        sync_title_key: key,
        relative_destinations: relative,
        ..Settings::default()
    })
}

/// The end of a name in a note. `kind` chooses the kind of name, `place` one of that kind. 0 if the note
/// has no names.
pub(crate) fn offset(text: &str, kind: &Index, place: &Index) -> u32 {
    let facts = scan(text);
    let links = || facts.links.iter();
    let yaml = facts.frontmatter.as_deref();
    let scalars = || yaml.into_iter().flat_map(|yaml| yaml.all_aliases().map(|alias| alias.scalar));
    let keys = yaml.into_iter().flat_map(|yaml| [yaml.title(), yaml.linter_title()]);
    let kinds: [Vec<Span>; 10] = [
        links().map(|link| link.path).collect(),
        links().filter_map(|link| link.subpath).collect(),
        links().filter_map(|link| link.display).collect(),
        facts.headings.iter().map(|heading| heading.text).collect(),
        scalars().map(|scalar| scalar.span).collect(),
        keys.flatten().map(|scalar| scalar.span).collect(),
        facts.tags.iter().map(|tag| tag.span).collect(),
        facts.block_ids.iter().map(|id| id.span).collect(),
        facts.footnotes.iter().map(|footnote| footnote.label).collect(),
        facts.labels.iter().map(|label| label.label).collect(),
    ];
    let kinds: Vec<_> = kinds.into_iter().filter(|spans| !spans.is_empty()).collect();
    if kinds.is_empty() {
        return 0;
    }
    let spans = &kinds[kind.index(kinds.len())];
    spans[place.index(spans.len())].end
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn renames_keep_invariants(
        files in files(),
        settings in settings(),
        note in any::<Index>(),
        kind in any::<Index>(),
        place in any::<Index>(),
        new in select(NEW),
    ) {
        let mut workspace = Workspace::new(files, settings);
        let (path, text) = pick(&workspace.files, &note);
        let offset = offset(&text, &kind, &place);
        let note = workspace.vault.find_file(&path).expect("the vault has the note");
        let Ok(plan) = plan(&workspace.vault, note, &text, offset, new) else { return Ok(()) };
        let Ok(changes) = workspace.finish(plan) else { return Ok(()) };
        let before = link_destinations(&workspace.vault);
        let edits = edits(&workspace.vault, &changes);
        let moved: BTreeMap<String, String> = changes.moves.iter().cloned().collect();
        let texts = workspace.apply(&changes, &[]);
        let result = check(&before, &texts, &edits, &moved, &workspace);
        prop_assert!(result.is_ok(), "{}\n{edits:#?}\n{moved:?}", result.unwrap_err());
    }

    #[test]
    fn moves_keep_invariants(
        files in files(),
        moved in any::<Index>(),
        folder in any::<bool>(),
        relative_destinations in any::<bool>(),
        to in select(&["", "a/", "new/", "a/b/c/"][..]),
        name in proptest::option::of(select(NEW)),
    ) {
        let settings = Settings { relative_destinations, ..Settings::default() };
        let mut workspace = Workspace::new(files, settings);
        let (path, _) = pick(&workspace.files, &moved);
        let (from, moves) = match path.rsplit_once('/') {
            Some((from, _)) if folder => {
                let target = format!("{to}{}", name.unwrap_or("moved"));
                let moves = moved_folder(&workspace.files, from, &target);
                (vec![(from.to_owned(), target)], moves)
            }
            _ => {
                let (stem, extension) = path.rsplit_once('.').expect("files have extensions");
                let stem = stem.rsplit('/').next().unwrap_or(stem);
                let target = format!("{to}{}.{extension}", name.unwrap_or(stem));
                (vec![(path.clone(), target.clone())], vec![(path.clone(), target)])
            }
        };
        // Names that a link cannot hold are left out: only the editor can refuse them.
        if moves.iter().any(|(_, to)| to.contains(['#', '|', '[', ':', '"', '?'])) {
            return Ok(());
        }
        let Ok(plan) = plan_moves(&workspace.vault, &from, Mover::Editor) else { return Ok(()) };
        let changes = workspace.finish(plan).expect("moves by the editor cannot be refused");
        let before = link_destinations(&workspace.vault);
        let edits = edits(&workspace.vault, &changes);
        let moved: BTreeMap<String, String> = moves.iter().cloned().collect();
        let texts = workspace.apply(&changes, &moves);
        let result = check(&before, &texts, &edits, &moved, &workspace);
        prop_assert!(result.is_ok(), "{}\n{edits:#?}\n{moved:?}", result.unwrap_err());
    }

    #[test]
    fn renaming_back_restores_the_vault(
        files in files(),
        note in any::<Index>(),
        kind in any::<Index>(),
        place in any::<Index>(),
        new in select(&["Unheard of", "Nie gehört", "未聞", "un-heard"][..]),
        relative_destinations in any::<bool>(),
    ) {
        let settings = Settings { relative_destinations, ..Settings::default() };
        let mut workspace = Workspace::new(files.clone(), settings);
        let (path, text) = pick(&workspace.files, &note);
        let offset = offset(&text, &kind, &place);
        let note = workspace.vault.find_file(&path).expect("the vault has the note");
        let Ok(shown) = prepare(&workspace.vault, note, &text, offset) else { return Ok(()) };
        let Ok(plan) = plan(&workspace.vault, note, &text, offset, new) else { return Ok(()) };
        let Ok(changes) = workspace.finish(plan) else { return Ok(()) };
        // Links that the new name captured would be lost again.
        let exact = changes.messages.is_empty() && invariants::is_reversible(&workspace, &changes, &shown.placeholder);
        let edits = edits(&workspace.vault, &changes);
        let renamed = changes.moves.iter().find(|(from, _)| *from == path).map(|(_, to)| to.clone());
        workspace.apply(&changes, &[]);
        if !exact {
            return Ok(());
        }
        let first = path.clone();
        let path = renamed.unwrap_or(path);
        let note = workspace.vault.find_file(&path).expect("the vault has the note");
        let text = workspace.files[&path].clone();
        let offset = invariants::mapped_offset(shown.span.start, edits.get(&first).map_or(&[], Vec::as_slice));
        let again = rename::plan(&workspace.vault, note, &text, offset, &shown.placeholder);
        let changes = again.and_then(|plan| workspace.finish(plan));
        // Another block, heading or file can have the old name too.
        let Ok(changes) = changes else { return Ok(()) };
        workspace.apply(&changes, &[]);
        prop_assert_eq!(&workspace.files, &files);
    }

    #[test]
    fn linter_changes_nothing_after_rename(
        files in files(),
        note in any::<Index>(),
        kind in any::<Index>(),
        place in any::<Index>(),
        new in select(NEW),
    ) {
        let linter = linkwright_settings::LinterTitleAlias { keep_file_name: false, helper_key: true };
        let settings = Settings { linter: Some(linter), ..Settings::default() };
        let mut workspace = Workspace::new(files.clone(), settings);
        let (path, text) = pick(&workspace.files, &note);
        let offset = offset(&text, &kind, &place);
        let note = workspace.vault.find_file(&path).expect("the vault has the note");
        let Ok(plan) = plan(&workspace.vault, note, &text, offset, new) else { return Ok(()) };
        let Ok(changes) = workspace.finish(plan) else { return Ok(()) };
        let moved: BTreeMap<String, String> = changes.moves.iter().cloned().collect();
        workspace.apply(&changes, &[]);
        for (path, text) in &files {
            let now = moved.get(path).unwrap_or(path);
            let clean = path.ends_with(".md") && !linter::would_change(path, text);
            // If the title is the file name, the Linter removes the alias of that name.
            if clean && !linter::title_is_name(now, &workspace.files[now]) {
                let change = linter::would_change(now, &workspace.files[now]);
                prop_assert!(!change, "{now}\n{text}\n{}", workspace.files[now]);
            }
        }
    }
}

/// The number of generated cases. `LINKWRIGHT_CASES=10000` runs more.
pub(crate) fn cases() -> u32 {
    std::env::var("LINKWRIGHT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
}

pub(crate) fn pick(files: &FileTexts, index: &Index) -> (String, String) {
    let files: Vec<_> = files.iter().collect();
    let (path, text) = index.get(&files);
    ((*path).clone(), (*text).clone())
}

fn moved_folder(files: &FileTexts, from: &str, to: &str) -> Vec<(String, String)> {
    let inside = |path: &String| {
        let rest = path.strip_prefix(from)?;
        rest.starts_with('/').then(|| (path.clone(), format!("{to}{rest}")))
    };
    files.keys().filter_map(inside).collect()
}
