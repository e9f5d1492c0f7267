//! The steps of the tour, one function each.

use std::path::Path;
use std::time::Instant;

use linkwright_project::Project;
use linkwright_text::{Edit, Span, Text};
use linkwright_vault::VaultCounts;
use serde_json::Value;

use super::copy::Copy;
use super::editor::{self, AppliedEdit, TourEditor};
use super::scene::Scene;
use super::show::Show;
use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::load::load;
use crate::style::{DIM, WARNING, count, thousands};

/// The name of a note that no vault has.
const MISSING_NOTE: &str = "A note that nobody has written yet";
/// The note of the embedded vault that is renamed, and its new name.
const RENAMED: (&str, &str) = (
    "We procrastinate to escape a feeling, not a task",
    "Procrastination is an escape from a feeling",
);

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

/// Types a part of an alias, accepts the suggestion, and follows the link.
fn complete_link(
    show: &mut Show<'_>,
    editor: &mut TourEditor,
    scene: &Scene,
) -> Result<(), Failure> {
    let name = scene.alias.as_deref().unwrap_or(&scene.name);
    match &scene.alias {
        Some(_) => {
            show.step("A link is completed by an alias")?;
            show.say(&format!(
                "You remember an alias of a note, and start to type it in {}:",
                scene.source
            ))?;
        }
        None => {
            show.step("A link is completed by a name")?;
            show.say(&format!(
                "No note has a fitting alias, so the name of a note is typed in {}:",
                scene.source
            ))?;
        }
    }

    let before = editor.text.clone();
    let end = before.len();
    let opening =
        if before.is_empty() || before.ends_with('\n') { "See also [[" } else { "\nSee also [[" };
    // Type the first letters; then the whole name if it was not suggested.
    for typed in [beginning(name), name] {
        editor.edit(Edit::new(Span::new(end, editor.text.len()), format!("{opening}{typed}")))?;
        let (answer, took) = editor.request_at("textDocument/completion", editor.text.len())?;
        let items = answer["items"].as_array().or(answer.as_array()).cloned().unwrap_or_default();
        let Some(chosen) = items.iter().position(|item| inserts(item, scene)) else { continue };

        let line = last_line(&editor.text).to_owned();
        show.line(&line, line.len()..line.len(), None)?;
        show.sent("textDocument/completion")?;
        show.got(&count(items.len(), "suggestion", "suggestions"), took)?;
        // Show five suggestions that include the chosen one.
        let first = chosen.saturating_sub(4);
        let rows: Vec<_> = items[first..].iter().take(5).map(row).collect();
        show.list(&rows, chosen - first)?;

        let edit = &items[chosen]["textEdit"];
        let range = edit.get("range").unwrap_or(&edit["replace"]);
        let insert = edit["newText"].as_str().unwrap_or_default().to_owned();
        let edit = Edit::new(editor.span(range), insert);
        let link_start = edit.span.range().start;
        editor.edit(edit)?;
        show.say("Accepting the suggestion inserts:")?;
        let line = last_line(&editor.text).to_owned();
        let start = (line.len() + link_start).saturating_sub(editor.text.len());
        show.line(&line, start..line.len(), None)?;
        follow_link(show, editor, link_start)?;
        return revert(editor, before);
    }
    show.say("The server does not suggest it.")?;
    revert(editor, before)
}

/// The part of a name to type: its first word, or the first letters of a single word.
fn beginning(name: &str) -> &str {
    let word = name.find(' ').filter(|&end| end >= 4);
    let letters = name.char_indices().nth(4).map(|(end, _)| end);
    &name[..word.or(letters).unwrap_or(name.len())]
}

/// Whether a suggestion inserts a link to the scene's note by the typed name or alias.
fn inserts(item: &Value, scene: &Scene) -> bool {
    let text = item["textEdit"]["newText"].as_str().unwrap_or_default();
    match &scene.alias {
        Some(alias) => text.contains(alias.as_str()) && text.contains(&scene.name),
        None => text.contains(&scene.name),
    }
}

fn row(item: &Value) -> (String, String) {
    let label = item["label"].as_str().unwrap_or_default();
    let details = &item["labelDetails"];
    let detail = details["description"].as_str().or(details["detail"].as_str());
    (label.to_owned(), detail.or(item["detail"].as_str()).unwrap_or_default().to_owned())
}

/// Goes to the definition of the link that starts at `link`.
fn follow_link(show: &mut Show<'_>, editor: &mut TourEditor, link: usize) -> Result<(), Failure> {
    show.step("The link opens its note")?;
    show.sent("textDocument/definition")?;
    let (answer, took) = editor.request_at("textDocument/definition", link + 3)?;
    let target = answer.get(0).unwrap_or(&answer);
    let Some(uri) = target.get("targetUri").or(target.get("uri")) else {
        return Ok(show.say("The server returned no definition.")?);
    };
    let path = uri.as_str().and_then(|uri| url::Url::parse(uri).ok()?.to_file_path().ok());
    let Some(path) = path else { return Ok(show.say("The server returned no file.")?) };
    let text = std::fs::read_to_string(&path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    show.got(&name, took)?;
    // If the target is the note as a whole, show its title.
    let range = target.get("targetSelectionRange").unwrap_or(&target["range"]);
    let line = range["start"]["line"].as_u64().and_then(|line| usize::try_from(line).ok());
    let line = match line.unwrap_or(0) {
        0 => text.lines().find(|line| line.starts_with("# ")),
        line => text.lines().nth(line),
    };
    if let Some(line) = line {
        show.line(line, 0..0, None)?;
    }
    Ok(())
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

/// Renames the note, and checks that as many links resolve as before.
fn rename_note(
    show: &mut Show<'_>,
    editor: &mut TourEditor,
    copy: &Copy,
    project: &Project,
    scene: &Scene,
) -> Result<(), Failure> {
    let new_name = if copy.original.is_none() && scene.name == RENAMED.0 {
        RENAMED.1.to_owned()
    } else {
        format!("{} (renamed)", scene.name)
    };
    show.step("A note is renamed, and every link is updated")?;
    let backlinks = count(scene.links, "backlink", "backlinks");
    show.say(&format!(
        "The note has {backlinks}. The rename starts from one in {}:",
        scene.source
    ))?;
    let text = Text::new(&editor.text);
    let at = text.position(scene.link.start, super::editor::COLUMNS).line;
    let line = text.line_span(at);
    let link = (scene.link.start - line.start) as usize..(scene.link.end - line.start) as usize;
    show.line(&text.slice(line), link, None)?;
    show.sent(&format!("textDocument/rename to “{new_name}”"))?;
    let offset = scene.link.start as usize;
    let (answer, took) = match editor.rename(offset, &new_name) {
        Ok(answer) => answer,
        Err(Failure::Message(reason)) => return Ok(show.say(&reason)?),
        Err(other) => return Err(other),
    };
    let resolved = resolved_links(project);
    let applied = editor::apply(&copy.path, &answer)?;
    let edited = applied.files.iter().filter(|(_, _, before, after)| before != after).count();
    let files = count(edited, "file", "files");
    show.got(&format!("{} in {files}", count(applied.edits, "edit", "edits")), took)?;
    for (kind, n) in &applied.kinds {
        writeln!(show.out(), "     {:>6}  {kind}", thousands(*n))?;
    }
    show.say("What changes:")?;
    show_diffs(show, copy, &applied)?;

    let resolved_after = resolved_links(&load(&copy.located()?, true)?);
    let before = count(resolved, "link", "links");
    if resolved_after == resolved {
        let checked = "Checked by reading the vault again:";
        Ok(show.say(&format!("{checked} {before} resolved before, and as many now."))?)
    } else {
        let lost = format!(
            "{before} resolved before, but {} now: please report this",
            thousands(resolved_after)
        );
        Err(Failure::new(lost))
    }
}

/// Shows the diff of the renamed note, then of a few other files.
fn show_diffs(show: &mut Show<'_>, copy: &Copy, applied: &AppliedEdit) -> Result<(), Failure> {
    const FILES: usize = 4;
    let mut files: Vec<_> = applied.files.iter().collect();
    files.sort_by_key(|(old, new, ..)| (old == new, old));
    let shown = |path: &Path| path.strip_prefix(&copy.path).unwrap_or(path).display().to_string();
    let width = Some(show.width.saturating_sub(1));
    for (old, new, before, after) in files.iter().take(FILES) {
        writeln!(show.out())?;
        if old != new {
            writeln!(
                show.out(),
                "{DIM}rename{DIM:#} {} {DIM}to{DIM:#} {}",
                shown(old),
                shown(new)
            )?;
        }
        if before == after {
            continue;
        }
        let extent = Extent { context: 0, width, lines: 12 };
        let left_out = diff(show.out(), (&shown(old), before), (&shown(new), after), extent)?;
        if left_out > 0 {
            writeln!(show.out(), "{DIM}… and {left_out} more lines{DIM:#}")?;
        }
    }
    writeln!(show.out())?;
    if files.len() > FILES {
        let more = count(files.len() - FILES, "more file", "more files");
        writeln!(show.out(), "{DIM}… and {more}{DIM:#}\n")?;
    }
    Ok(())
}

/// The number of links in a vault that resolve to a file.
fn resolved_links(project: &Project) -> usize {
    let vault = &project.vault;
    let resolves =
        |source, index| vault.resolve(linkwright_vault::LinkRef { source, index }).file().is_some();
    let of_note = |(source, note): (_, &linkwright_vault::Note)| {
        (0..).take(note.facts.links.len()).filter(|&index| resolves(source, index)).count()
    };
    vault.notes().map(of_note).sum()
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
