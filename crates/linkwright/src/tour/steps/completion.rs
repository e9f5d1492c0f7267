//! A link is completed and followed.

use linkwright_text::{Edit, Span};
use serde_json::Value;

use super::{last_line, revert};
use crate::failure::Failure;
use crate::style::count;
use crate::tour::editor::TourEditor;
use crate::tour::scene::Scene;
use crate::tour::show::Show;

/// Types a part of an alias, accepts the suggestion, and follows the link.
pub(super) fn complete_link(
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
