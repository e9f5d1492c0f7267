//! A note is renamed.

use std::path::Path;

use linkwright_project::Project;
use linkwright_text::Text;
use linkwright_vault::{LinkRef, Note};

use crate::diff::{Extent, diff};
use crate::failure::Failure;
use crate::load::load;
use crate::paths::typed_path;
use crate::style::{Colors, DIM, count, thousands};
use crate::tour::copy::Copy;
use crate::tour::editor::{self, AppliedEdit, TourEditor};
use crate::tour::scene::Scene;
use crate::tour::show::Show;

/// The note of the embedded vault that is renamed, and its new name.
const RENAMED: (&str, &str) = (
    "We procrastinate to escape a feeling, not a task",
    "Procrastination is an escape from a feeling",
);

/// Renames the note, and checks that as many links resolve as before.
pub(super) fn rename_note(
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
    let at = text.position(scene.link.start, editor::COLUMNS).line;
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
    // A diff has `/` everywhere.
    let shown =
        |path: &Path| typed_path(&path.strip_prefix(&copy.path).unwrap_or(path).to_string_lossy());
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
        let extent = Extent { colors: Colors::On, context: 0, width, lines: 12 };
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
    let resolves = |source, index| vault.resolve(LinkRef { source, index }).file().is_some();
    let of_note = |(source, note): (_, &Note)| {
        (0..).take(note.facts.links.len()).filter(|&index| resolves(source, index)).count()
    };
    vault.notes().map(of_note).sum()
}
