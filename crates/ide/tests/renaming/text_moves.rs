//! Tests moves of text: a section to another note or to a new one, and a whole note. Links still resolve to
//! the same places, no text is lost, and nothing changes except the text that moves and links.

use std::collections::BTreeMap;
use std::ops::Range;

use linkwright_ide::Changes;
use linkwright_ide::actions::Operation;
use linkwright_ide::text_move::{self, Destination, Leftover, TextMove};
use linkwright_settings::{LinkStyle, Settings};
use linkwright_syntax::scan_file;
use linkwright_text::Span;
use linkwright_vault::{FileId, Note};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::actions::{changes_of, target_counts};
use crate::generate::files;
use crate::generated::{cases, pick};
use crate::invariants::edits;
use crate::real;
use crate::workspace::{FileTexts, Workspace};

/// Moves text, checks what holds after it, and restores the vault. Returns whether something moved.
fn check_move(workspace: &mut Workspace, moved: &TextMove) -> Result<bool, String> {
    let vault = &workspace.vault;
    let path = |file: FileId| vault.file(file).path.to_string();
    let from = path(moved.note);
    let to = match &moved.to {
        Destination::NewNote(path) => path.clone(),
        Destination::End(note)
        | Destination::Section { note, .. }
        | Destination::Link { note, .. } => path(*note),
    };
    let keeps_note = moved.leaves != Leftover::NoNote;
    let Some(changes) = changes_of(workspace, moved.note, Operation::MoveText(moved.clone()))
    else {
        return Ok(false);
    };
    let shown = || format!("{from} to {to}\n{changes:#?}");
    check_places(workspace, moved, [&from, &to], &changes)?;
    let same = BTreeMap::from([(from.clone(), String::new()), (to.clone(), String::new())]);
    let before = target_counts(&workspace.vault, &same);
    let words = |files: &FileTexts| -> usize {
        files.values().map(|text| text.matches("words").count()).sum()
    };
    let words_before = words(&workspace.files);
    let deleted: Vec<(String, String)> =
        changes.deletes.iter().map(|path| (path.clone(), workspace.files[path].clone())).collect();
    let kept = workspace.apply(&changes, &[]);
    for (new, text) in &changes.creates {
        workspace.create(new, text);
    }
    deleted.iter().for_each(|(path, _)| workspace.remove(path));
    let after = target_counts(&workspace.vault, &same);
    for (place, count) in &before {
        let now = after.get(place).copied().unwrap_or_default();
        if now < *count {
            return Err(format!("{count} links to {place:?} before, {now} after\n{}", shown()));
        }
    }
    if keeps_note && words(&workspace.files) < words_before {
        return Err(format!("text was lost\n{}", shown()));
    }
    changes.creates.iter().for_each(|(new, _)| workspace.remove(new));
    deleted.iter().for_each(|(path, text)| workspace.create(path, text));
    workspace.restore(kept);
    Ok(true)
}

/// Checks that each edit is in a link, takes the text away with the blank lines around it, or adds it.
fn check_places(
    workspace: &Workspace,
    moved: &TextMove,
    [from, to]: [&String; 2],
    changes: &Changes,
) -> Result<(), String> {
    for (path, edits) in edits(&workspace.vault, changes) {
        let text = &workspace.files[&path];
        let facts = scan_file(&path, text);
        for edit in &edits {
            let is_link = facts.links.iter().any(|link| link.span.covers(edit.span));
            let is_moved = path == *from && is_taken_away(text, edit.span, moved.span);
            let is_added = path == *to && edit.span.is_empty();
            if !is_link && !is_moved && !is_added {
                return Err(format!("{path}: {edit:?} changes other text\n{changes:#?}"));
            }
        }
    }
    Ok(())
}

/// Whether only blank text of `span` is outside `moved`.
fn is_taken_away(text: &str, span: Span, moved: Span) -> bool {
    let (Range { start, end }, moved) = (span.range(), moved.range());
    let before = &text[start..end.min(moved.start).max(start)];
    let after = &text[start.max(moved.end).min(end)..end];
    before.trim().is_empty() && after.trim().is_empty()
}

/// The index of one of the note's headings.
fn heading_of(note: &Note, place: &Index) -> Option<u32> {
    let count = note.headings.len();
    (count > 0).then(|| u32::try_from(place.index(count)).expect("a note is small"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn moved_text_keeps_links(
        files in files(),
        places in any::<[Index; 4]>(),
        is_new in any::<bool>(),
        leaves in select(&[Leftover::Nothing, Leftover::Link, Leftover::Embed, Leftover::NoNote][..]),
        style in select(&[LinkStyle::Wikilink, LinkStyle::Markdown][..]),
    ) {
        let settings = Settings { link_style: style, ..Settings::default() };
        let mut workspace = Workspace::new(files, settings);
        let [from, to] = [&places[0], &places[1]].map(|place| pick(&workspace.files, place).0);
        let vault = &workspace.vault;
        let [note, other] = [&from, &to].map(|path| vault.find_file(path).expect("the vault has it"));
        let (Some(indexed), Some(target)) = (vault.note(note), vault.note(other)) else {
            return Ok(());
        };
        let span = match heading_of(indexed, &places[2]).filter(|_| leaves != Leftover::NoNote) {
            Some(heading) => text_move::section_span(indexed, heading),
            None => text_move::body(indexed),
        };
        let to = match (is_new, heading_of(target, &places[3])) {
            (true, _) => Destination::NewNote("New.md".to_owned()),
            (false, Some(heading)) => Destination::Section { note: other, heading },
            (false, None) => Destination::End(other),
        };
        let before = workspace.files.clone();
        let result = check_move(&mut workspace, &TextMove { note, span, to, leaves });
        prop_assert!(result.is_ok(), "{}", result.unwrap_err());
        prop_assert_eq!(&workspace.files, &before);
    }
}

#[test]
fn moved_text_keeps_links_in_real_vaults() {
    for root in real::vaults() {
        let relative_destinations = !root.join(".obsidian").is_dir();
        let settings = Settings { relative_destinations, ..Settings::default() };
        let mut workspace = Workspace::new(real::files(&root), settings);
        let vault = &workspace.vault;
        let notes = vault.files().filter(|(_, file)| file.as_note().is_some());
        let notes = real::sampled(notes.map(|(file, _)| file).collect::<Vec<FileId>>());
        let mut moves = [0; 3];
        for (at, &note) in notes.iter().enumerate() {
            let other = notes[(at + 1) % notes.len()];
            let indexed = workspace.vault.note(note).expect("it is a note");
            let body = text_move::body(indexed);
            let middle = u32::try_from(indexed.headings.len() / 2).expect("a note is small");
            let section = match indexed.headings.is_empty() {
                true => body,
                false => text_move::section_span(indexed, middle),
            };
            let kinds = [
                (section, Destination::NewNote("nirgends erwähnt.md".to_owned()), Leftover::Link),
                (section, Destination::End(other), Leftover::Nothing),
                (body, Destination::End(other), Leftover::NoNote),
            ];
            for (kind, (span, to, leaves)) in kinds.into_iter().enumerate() {
                let result = check_move(&mut workspace, &TextMove { note, span, to, leaves });
                match result {
                    Ok(is_moved) => moves[kind] += usize::from(is_moved),
                    Err(problem) => panic!("{}: {problem}", root.display()),
                }
            }
        }
        eprintln!("{}: split, moved, merged {moves:?} of {}", root.display(), notes.len());
    }
}
