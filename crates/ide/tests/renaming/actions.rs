//! Tests that links still resolve to the same places after an action that rewrites or moves text.

use std::collections::BTreeMap;

use linkwright_ide::Changes;
use linkwright_ide::Texts;
use linkwright_ide::actions::{self, Action, Operation};
use linkwright_settings::{LinkStyle, Settings};
use linkwright_syntax::{LinkPlace, scan};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Vault};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::generate::files;
use crate::generated::{cases, offset, pick};
use crate::workspace::Workspace;

/// The number of links to each place: the path of a file, and the text of a heading, a block id or a
/// footnote label in it.
pub(crate) type TargetCounts = BTreeMap<(String, String), usize>;

/// Counts the links of a vault by target. `same` maps paths to the path that they are counted for; links
/// in the properties of those files are not counted.
pub(crate) fn target_counts(vault: &Vault, same: &BTreeMap<String, String>) -> TargetCounts {
    let mut counts = TargetCounts::new();
    for (source, file) in vault.files() {
        let count = file.note.as_ref().map_or(0, |note| note.facts.links.len());
        let is_mapped = same.contains_key(&*file.path);
        for index in 0..u32::try_from(count).expect("a note is small") {
            let at = LinkRef { source, index };
            let link = file.note.as_ref().map(|note| note.facts.links[index as usize]);
            if is_mapped && link.is_some_and(|link| matches!(link.place, LinkPlace::Property(_))) {
                continue;
            }
            let Some((target, anchor)) = vault.resolve_with_anchor(at) else { continue };
            if matches!(anchor, Anchor::Missing(_)) {
                continue;
            }
            let path = vault.file(target).path.to_string();
            let place = anchor_text(vault, target, &anchor);
            let path = same.get(&path).cloned().unwrap_or(path);
            *counts.entry((path, place)).or_default() += 1;
        }
    }
    counts
}

fn anchor_text(vault: &Vault, file: FileId, anchor: &Anchor) -> String {
    let note = vault.note(file);
    match (anchor, note) {
        (Anchor::Headings(headings), Some(note)) => {
            let last = *headings.last().expect("a heading path is not empty");
            linkwright_syntax::heading_key(&note.headings[last as usize])
        }
        (Anchor::Block(index), Some(note)) => format!("^{}", note.block_ids[*index as usize]),
        (Anchor::Footnote(index), Some(note)) => format!("[^{}", note.footnotes[*index as usize]),
        _ => String::new(),
    }
}

pub(crate) fn changes_of(
    workspace: &Workspace,
    note: FileId,
    operation: Operation,
) -> Option<Changes> {
    let plan = actions::plan(&workspace.vault, note, operation).ok()?;
    let text =
        |&file: &FileId| (file, workspace.files[&*workspace.vault.file(file).path].as_str().into());
    let texts: Texts = plan.notes().iter().map(text).collect();
    actions::finish(plan, &texts).ok()
}

/// Whether links must resolve to the same places after the action.
fn must_keep_links(action: &Action) -> bool {
    let title = &action.title;
    let rewrites = ["Replace with", "Convert ", "Sort the", "Insert a", "Update the", "Link `"];
    action.fixes.is_none() && rewrites.iter().any(|start| title.starts_with(start))
        || matches!(action.operation, Operation::MoveText(_))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn actions_keep_links(
        files in files(),
        note in any::<Index>(),
        kind in any::<Index>(),
        place in any::<Index>(),
        length in any::<Index>(),
        selects in any::<bool>(),
        style in select(&[LinkStyle::Wikilink, LinkStyle::Markdown][..]),
    ) {
        let settings = Settings { link_style: style, ..Settings::default() };
        let mut workspace = Workspace::new(files, settings);
        let (path, text) = pick(&workspace.files, &note);
        if !path.ends_with(".md") {
            return Ok(());
        }
        let start = offset(&text, &kind, &place);
        let mut end = start as usize + if selects { length.index(text.len() + 1) } else { 0 };
        end = end.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let range = Span::new(start as usize, end.max(start as usize));
        let note = workspace.vault.find_file(&path).expect("the vault has the note");
        let offered = actions::actions(&workspace.vault, note, &text, range);
        for action in offered.into_iter().filter(must_keep_links) {
            let title = action.title.clone();
            let refused = action.refusal.is_some();
            let Some(changes) = changes_of(&workspace, note, action.operation) else { continue };
            prop_assert!(!refused, "{title} was refused");
            let split_or_joined = changes.creates.iter().map(|(new, _)| new).chain(&changes.deletes);
            let same: BTreeMap<String, String> =
                split_or_joined.map(|other| (other.clone(), path.clone())).collect();
            let mut before = target_counts(&workspace.vault, &same);
            // An inlined note replaces the link to it.
            if !changes.deletes.is_empty() {
                let own = before.entry((path.clone(), String::new())).or_default();
                *own = own.saturating_sub(1);
            }
            let kept = workspace.apply(&changes, &[]);
            for (new, text) in &changes.creates {
                workspace.create(new, text);
            }
            let deleted: Vec<(String, String)> =
                changes.deletes.iter().map(|path| (path.clone(), workspace.files[path].clone())).collect();
            deleted.iter().for_each(|(path, _)| workspace.remove(path));
            let after = target_counts(&workspace.vault, &same);
            for (place, count) in &before {
                let now = after.get(place).copied().unwrap_or_default();
                prop_assert!(now >= *count, "{title}: {count} links to {place:?} before, {now} after\n{path}:\n{text}\n{changes:#?}");
            }
            let now = &workspace.files[&path];
            prop_assert_eq!(&scan(now).frontmatter.is_some(), &scan(&text).frontmatter.is_some());
            for (new, _) in &changes.creates {
                workspace.remove(new);
            }
            deleted.iter().for_each(|(path, text)| workspace.create(path, text));
            workspace.restore(kept);
        }
    }
}
