//! Moves part of a note to a new note.

use linkwright_settings::Settings;
use linkwright_text::{Span, line_start, to_offset};
use linkwright_vault::{IndexedText, check_new_name, is_name_char};

use super::{ActionContext, ActionKind, Operation};
use crate::element::{Element, element_at};
use crate::new_note::new_note_path;
use crate::text_move::{self, Destination, Leftover, TextMove};
use crate::title::{heading_text, section_span};

/// Length at which the name of the new note is cut off between two words, in characters.
const MAX_NAME_CHARS: usize = 60;

/// Offers to move the selection, or the section whose heading the cursor is on.
pub(super) fn offer(ctx: &mut ActionContext<'_>, range: Span) {
    let (vault, text) = (ctx.vault, ctx.text);
    let note = ctx.indexed.note();
    let part = match range.is_empty() {
        true => section_at(ctx.indexed, range.start),
        false => selected_part(text, range),
    };
    let is_movable = |span: Span| !span.is_empty() && text_move::cuts_nothing(note, span);
    let Some((span, name)) = part.filter(|(span, _)| is_movable(*span)) else { return };
    let folder = vault.file(ctx.note).folder();
    let numbered = (2..100).map(|number| format!("{name} {number}"));
    let names = [name.clone()].into_iter().chain(numbered);
    let free_path = |name: String| {
        new_note_path(vault, folder, &name)
            .filter(|_| vault.find_by_name_or_alias(&name).is_empty())
    };
    let Some(path) = names.filter_map(free_path).next() else { return };
    let kind = ActionKind::Extract;
    let to = Destination::NewNote(path.clone());
    let part = TextMove { note: ctx.note, span, to, leaves: Leftover::Link };
    let refusal = text_move::plan(vault, part.clone()).err();
    let title = format!("Move to `{path}` and leave a link");
    ctx.add_refactoring(kind, title, Operation::MoveText(part.clone()), refusal.clone());
    let starts_line = line_start(text, span.range().start) == span.range().start;
    let ends_line = matches!(text.as_bytes().get(span.range().end), None | Some(b'\n' | b'\r'));
    if starts_line && ends_line {
        let title = format!("Move to `{path}` and leave an embed");
        let operation = Operation::MoveText(TextMove { leaves: Leftover::Embed, ..part });
        ctx.add_refactoring(kind, title, operation, refusal);
    }
}

/// The section whose heading is at `offset` and a name for its note. `None` on the note's title.
fn section_at(indexed: IndexedText<'_>, offset: u32) -> Option<(Span, String)> {
    let (note, text) = (indexed.note(), indexed.text());
    let Some(Element::Heading(index)) = element_at(indexed, offset) else { return None };
    if note.first_h1 == Some(index) {
        return None;
    }
    let section = section_span(note, index);
    let span = Span { end: section.end.min(to_offset(text.len())), ..section }.trimmed(text);
    Some((span, file_name(heading_text(note, index))?))
}

/// The selection and a name for its note, made from its first line.
fn selected_part(text: &str, range: Span) -> Option<(Span, String)> {
    let span = range.trimmed(text);
    let line = text[span].split(['\n', '\r']).next()?;
    let words = line.trim_start_matches(['#', '>', '-', '*', '+', ' ', '\t']);
    Some((span, file_name(words)?))
}

/// `words` without the characters that a file name cannot hold. `None` if no valid name is left.
fn file_name(words: &str) -> Option<String> {
    let plain = words.replace(|c| !is_name_char(c), " ");
    let mut name = String::new();
    for word in plain.trim_start_matches('.').split_whitespace() {
        let is_too_long = name.chars().count() + word.chars().count() >= MAX_NAME_CHARS;
        if is_too_long && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    check_new_name(&name, ".md", &Settings::default()).is_ok().then_some(name)
}
