//! The steps of the tour, one function each.

mod completion;
mod rename;

use std::time::Instant;

use linkwright_project::Project;
use linkwright_text::{Edit, Span, Text};
use linkwright_vault::VaultCounts;

use completion::complete_link;
use rename::rename_note;

use super::copy::Copy;
use super::editor::{self, TourEditor};
use super::scene::Scene;
use super::show::Show;
use crate::failure::Failure;
use crate::style::{WARNING, count};

/// The name of a note that no vault has.
const MISSING_NOTE: &str = "A note that nobody has written yet";

pub(super) fn run(
    show: &mut Show<'_>,
    copy: &Copy,
    project: &Project,
    counts: VaultCounts,
    scene: Option<&Scene>,
) -> Result<(), Failure> {
    let first = project.vault.notes().map(|(id, _)| &*project.vault.file(id).path).min();
    let source = scene.map_or(first.unwrap_or_default(), |scene| &scene.source);
    show.title("A tour of Linkwright")?;
    let what = match &copy.original {
        Some(path) => format!("On a copy of {}. Your own notes are not changed.", path.display()),
        None => "On a small example vault about psychology. To see the tour on a copy of your own \
                 notes, run: linkwright tour PATH"
            .to_owned(),
    };
    show.say(&what)?;

    let mut editor = open(show, copy, source, counts)?;
    let Some(scene) = scene else {
        show_broken_link(show, &mut editor)?;
        show.step("No links in this vault")?;
        show.say(
            "No note links to another one, so there is no link to follow and no rename to show.",
        )?;
        return end(show, editor);
    };
    complete_link(show, &mut editor, scene)?;
    show_broken_link(show, &mut editor)?;
    rename_note(show, &mut editor, copy, project, scene)?;
    end(show, editor)
}

/// Starts the server.
fn open(
    show: &mut Show<'_>,
    copy: &Copy,
    note: &str,
    counts: VaultCounts,
) -> Result<TourEditor, Failure> {
    show.step("An editor opens the vault")?;
    show.sent("linkwright lsp, initialize, didOpen")?;
    let (editor, took) = TourEditor::open(&copy.path, note)?;
    let notes = count(counts.notes, "note", "notes");
    let links = count(counts.links, "link", "links");
    let aliases = count(counts.aliases, "alias", "aliases");
    show.got(&format!("ready: {notes}, {links}, {aliases}"), took)?;
    show.say("Nothing was cached from an earlier run: every note was read just now.")?;
    Ok(editor)
}

/// Types a link to a missing note, and removes it again.
fn show_broken_link(show: &mut Show<'_>, editor: &mut TourEditor) -> Result<(), Failure> {
    show.step("A broken link is reported as you type")?;
    let before = editor.text.clone();
    let opening = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let typed = format!("{opening}See also [[{MISSING_NOTE}]]");
    show.sent("textDocument/didChange")?;
    let sent = Instant::now();
    editor.edit(Edit::insert(u32::try_from(before.len()).unwrap_or(u32::MAX), typed))?;
    let start = before.len() + opening.len();
    let text = Text::new(&editor.text);
    let (span, message) = editor.diagnostics(|diagnostics| {
        diagnostics.iter().find_map(|diagnostic| {
            let span = editor::span(&text, &diagnostic["range"]);
            let is_new = span.start as usize >= start && diagnostic["code"] == "broken-link";
            is_new.then(|| (span, diagnostic["message"].as_str().unwrap_or_default().to_owned()))
        })
    })?;
    let took = sent.elapsed();
    show.got("textDocument/publishDiagnostics", took)?;
    let span = span.range();
    let note = (message.as_str(), WARNING);
    show.line(&editor.text[start..], span.start - start..span.end - start, Some(note))?;
    revert(editor, before)?;
    editor.diagnostics(|diagnostics| {
        diagnostics
            .iter()
            .all(|diagnostic| {
                !diagnostic["message"].as_str().unwrap_or_default().contains(MISSING_NOTE)
            })
            .then_some(())
    })?;
    Ok(show.say("When the link is removed, the warning disappears.")?)
}

fn end(show: &mut Show<'_>, editor: TourEditor) -> Result<(), Failure> {
    editor.server.shut_down()?;
    show.step("Try it on your own notes")?;
    show.say("linkwright tour PATH      run this tour on a copy of your vault")?;
    show.say("linkwright check PATH     list every broken link")?;
    show.say("linkwright lsp            start the server for an editor; see the README")?;
    Ok(writeln!(show.out())?)
}

/// Restores the text from before the step.
fn revert(editor: &mut TourEditor, before: String) -> Result<(), Failure> {
    let all = Span::new(0, editor.text.len());
    editor.edit(Edit::new(all, before))
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or(text)
}
