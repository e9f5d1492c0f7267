//! The steps of the tour, one function each.

use std::path::Path;
use std::time::Instant;

use linkwright_project::Project;
use linkwright_text::{Edit, Span, Text};
use linkwright_vault::VaultCounts;
use serde_json::Value;

use super::copy::Copy;
use super::editor::{self, Carried, Editor};
use super::scene::Scene;
use super::show::Show;
use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::load::load;
use crate::style::{DIM, WARNING, count, thousands};

/// What the tour writes that no vault has.
const NOWHERE: &str = "A note that nobody has written yet";
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
    let writer = scene.map_or(first.unwrap_or_default(), |scene| &scene.writer);
    show.title("A tour of Linkwright")?;
    let what = match &copy.of {
        Some(path) => format!("On a copy of {}. Your own notes stay as they are.", path.display()),
        None => "On a small vault about psychology that comes with it. To see it on your own \
                 notes, which stay as they are: linkwright tour PATH"
            .to_owned(),
    };
    show.say(&what)?;

    let mut editor = open(show, copy, writer, counts)?;
    let Some(scene) = scene else {
        broken(show, &mut editor)?;
        show.step("No links to follow")?;
        show.say("No note of this vault links to another, so there is nothing to rename along.")?;
        return finish(show, editor);
    };
    complete(show, &mut editor, scene)?;
    broken(show, &mut editor)?;
    rename(show, &mut editor, copy, project, scene)?;
    finish(show, editor)
}

/// Starts the server.
fn open(
    show: &mut Show<'_>,
    copy: &Copy,
    note: &str,
    counts: VaultCounts,
) -> Result<Editor, Failure> {
    show.step("An editor opens the vault")?;
    show.sent("linkwright lsp, initialize, didOpen")?;
    let (editor, took) = Editor::open(&copy.path, note)?;
    let notes = count(counts.notes, "note", "notes");
    let links = count(counts.links, "link", "links");
    let aliases = count(counts.aliases, "alias", "aliases");
    show.got(&format!("ready: {notes}, {links}, {aliases}"), took)?;
    show.say("Nothing of this was kept from an earlier run: every note was read just now.")?;
    Ok(editor)
}

/// Types a part of an alias, accepts what is proposed, and follows the link.
fn complete(show: &mut Show<'_>, editor: &mut Editor, scene: &Scene) -> Result<(), Failure> {
    let sought = scene.alias.as_deref().unwrap_or(&scene.name);
    match &scene.alias {
        Some(_) => {
            show.step("A link completes by an alias")?;
            show.say(&format!(
                "You remember one of the names of a note, and begin to type it in {}:",
                scene.writer
            ))?;
        }
        None => {
            show.step("A link completes by a name")?;
            show.say(&format!(
                "No note has aliases here, so the name of one is typed in {}:",
                scene.writer
            ))?;
        }
    }

    let before = editor.text.clone();
    let end = before.len();
    let opening =
        if before.is_empty() || before.ends_with('\n') { "See also [[" } else { "\nSee also [[" };
    // A few letters first; all of the name where that does not bring it up.
    for typed in [beginning(sought), sought] {
        editor.edit(Edit::new(Span::new(end, editor.text.len()), format!("{opening}{typed}")))?;
        let (answer, took) = editor.ask("textDocument/completion", editor.text.len())?;
        let items = answer["items"].as_array().or(answer.as_array()).cloned().unwrap_or_default();
        let Some(chosen) = items.iter().position(|item| inserts(item, scene)) else { continue };

        let line = last_line(&editor.text).to_owned();
        show.line(&line, line.len()..line.len(), None)?;
        show.sent("textDocument/completion")?;
        show.got(&count(items.len(), "proposal", "proposals"), took)?;
        // The first few, and among them the one that is taken.
        let first = chosen.saturating_sub(4);
        let rows: Vec<_> = items[first..].iter().take(5).map(row).collect();
        show.list(&rows, chosen - first)?;

        let edit = &items[chosen]["textEdit"];
        let range = edit.get("range").unwrap_or(&edit["replace"]);
        let insert = edit["newText"].as_str().unwrap_or_default().to_owned();
        let edit = Edit::new(editor.span(range), insert);
        let written = edit.span.range().start;
        editor.edit(edit)?;
        show.say("Accepted, it writes:")?;
        let line = last_line(&editor.text).to_owned();
        let start = (line.len() + written).saturating_sub(editor.text.len());
        show.line(&line, start..line.len(), None)?;
        follow(show, editor, written)?;
        return revert(editor, before);
    }
    show.say("The server does not propose it.")?;
    revert(editor, before)
}

/// What is typed of a name: its first word, of a single word the first letters.
fn beginning(name: &str) -> &str {
    let word = name.find(' ').filter(|&end| end >= 4);
    let letters = name.char_indices().nth(4).map(|(end, _)| end);
    &name[..word.or(letters).unwrap_or(name.len())]
}

/// Whether a proposal writes a link to the scene's note by what was typed.
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

/// Goes to the definition of the link that begins at `link`.
fn follow(show: &mut Show<'_>, editor: &mut Editor, link: usize) -> Result<(), Failure> {
    show.step("The link leads to its note")?;
    show.sent("textDocument/definition")?;
    let (answer, took) = editor.ask("textDocument/definition", link + 3)?;
    let target = answer.get(0).unwrap_or(&answer);
    let Some(uri) = target.get("targetUri").or(target.get("uri")) else {
        return Ok(show.say("The server finds no definition.")?);
    };
    let path = uri.as_str().and_then(|uri| url::Url::parse(uri).ok()?.to_file_path().ok());
    let Some(path) = path else { return Ok(show.say("The server names no file.")?) };
    let text = std::fs::read_to_string(&path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    show.got(&name, took)?;
    // Of a note as a whole, the line that says which it is.
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

/// Types a link to nowhere, and mends it.
fn broken(show: &mut Show<'_>, editor: &mut Editor) -> Result<(), Failure> {
    show.step("A broken link is seen as it is typed")?;
    let before = editor.text.clone();
    let opening = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let typed = format!("{opening}See also [[{NOWHERE}]]");
    show.sent("textDocument/didChange")?;
    let sent = Instant::now();
    editor.edit(Edit::insert(u32::try_from(before.len()).unwrap_or(u32::MAX), typed))?;
    let start = before.len() + opening.len();
    let text = Text::new(&editor.text);
    let (span, message) = editor.diagnostics(|diagnostics| {
        diagnostics.iter().find_map(|diagnostic| {
            let span = editor::span(&text, &diagnostic["range"]);
            let here = span.start as usize >= start && diagnostic["code"] == "broken-link";
            here.then(|| (span, diagnostic["message"].as_str().unwrap_or_default().to_owned()))
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
            .all(|diagnostic| !diagnostic["message"].as_str().unwrap_or_default().contains(NOWHERE))
            .then_some(())
    })?;
    Ok(show.say("Taken back, the warning is gone.")?)
}

/// Renames the note, and looks whether every link still leads where it led.
fn rename(
    show: &mut Show<'_>,
    editor: &mut Editor,
    copy: &Copy,
    project: &Project,
    scene: &Scene,
) -> Result<(), Failure> {
    let new_name = if copy.of.is_none() && scene.name == RENAMED.0 {
        RENAMED.1.to_owned()
    } else {
        format!("{} (renamed)", scene.name)
    };
    show.step("A note is renamed, and everything follows")?;
    let lead = count(scene.links, "link leads", "links lead");
    show.say(&format!("{lead} to it. On one of them, in {}:", scene.writer))?;
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
    let carried = editor::carry_out(&copy.path, &answer)?;
    let edited = carried.files.iter().filter(|(_, _, before, after)| before != after).count();
    let files = count(edited, "file", "files");
    show.got(&format!("{} in {files}", count(carried.edits, "edit", "edits")), took)?;
    for (kind, n) in &carried.kinds {
        writeln!(show.out(), "     {:>6}  {kind}", thousands(*n))?;
    }
    show.say("What changes:")?;
    show_diffs(show, copy, &carried)?;

    let now = resolved_links(&load(&copy.located()?, true)?);
    let before = count(resolved, "link", "links");
    if now == resolved {
        let read = "Read again from the disk:";
        Ok(show.say(&format!("{read} {before} led somewhere before, and as many now."))?)
    } else {
        let lost =
            format!("{before} led somewhere before, {} now: please report it", thousands(now));
        Err(Failure::new(lost))
    }
}

/// The renamed note first, then others as long as there is room.
fn show_diffs(show: &mut Show<'_>, copy: &Copy, carried: &Carried) -> Result<(), Failure> {
    const FILES: usize = 4;
    let mut files: Vec<_> = carried.files.iter().collect();
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

/// How many links of a vault lead to a file.
fn resolved_links(project: &Project) -> usize {
    let vault = &project.vault;
    let resolves =
        |source, index| vault.resolve(linkwright_vault::LinkRef { source, index }).file().is_some();
    let of_note = |(source, note): (_, &linkwright_vault::Note)| {
        (0..).take(note.facts.links.len()).filter(|&index| resolves(source, index)).count()
    };
    vault.notes().map(of_note).sum()
}

fn finish(show: &mut Show<'_>, editor: Editor) -> Result<(), Failure> {
    editor.server.shut_down()?;
    show.step("Now your own")?;
    show.say("linkwright tour PATH      this tour on a copy of your vault")?;
    show.say("linkwright check PATH     every broken link of it")?;
    show.say("linkwright lsp            what an editor starts; the README says how")?;
    Ok(writeln!(show.out())?)
}

/// Takes back what was typed.
fn revert(editor: &mut Editor, before: String) -> Result<(), Failure> {
    let all = Span::new(0, editor.text.len());
    editor.edit(Edit::new(all, before))
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or(text)
}
