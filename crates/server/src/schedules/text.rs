//! The texts of a schedule's notes.

use fastrand::Rng;
use serde_json::Value;
use tower_lsp::lsp_types::{Position, TextEdit};

/// The paths of the notes at the start of a schedule.
pub(super) const NOTES: [&str; 7] = ["a.md", "b.md", "c.md", "d.md", "s/e.md", "s/f.md", "t.txt"];

/// The name that links use for the note at `path`.
pub(super) fn name_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(name, _)| name)
}

/// A random text with links to some of `names`.
pub(super) fn some(rng: &mut Rng, names: &[&str]) -> String {
    let mut text = String::from("# H\n");
    for _ in 0..rng.usize(0..4) {
        let name = names.get(rng.usize(0..names.len().max(1))).copied().unwrap_or("nothing");
        let link = if rng.bool() { format!("[[{name}]]") } else { format!("[[{name}|x]]") };
        text.push_str(&format!("{}See {link}.\n", "w ".repeat(rng.usize(0..3))));
    }
    text
}

/// The names in the links of `text`, each with its offset.
pub(super) fn links(text: &str) -> Vec<(usize, &str)> {
    let link = |(at, _): (usize, &str)| {
        let rest = &text[at + 2..];
        Some((at + 2, &rest[..rest.find(['|', ']', '#'])?]))
    };
    text.match_indices("[[").filter_map(link).collect()
}

/// Whether a link of `text` has this name.
pub(super) fn has_link(text: &str, name: &str) -> bool {
    links(text).iter().any(|(_, link)| *link == name)
}

/// The position of `offset`. All texts are ASCII.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = offset - before.rfind('\n').map_or(0, |end| end + 1);
    Position::new(number(line), number(column))
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn offset(text: &str, at: Position) -> usize {
    let lines = text.split_inclusive('\n').take(at.line as usize);
    (lines.map(str::len).sum::<usize>() + at.character as usize).min(text.len())
}

/// `text` with the edits applied.
pub(super) fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits
        .sort_by_key(|edit| std::cmp::Reverse((edit.range.start.line, edit.range.start.character)));
    let mut text = text.to_owned();
    for edit in edits {
        let (start, end) = (offset(&text, edit.range.start), offset(&text, edit.range.end));
        text.replace_range(start..end.max(start), &edit.new_text);
    }
    text
}

/// The contents of a workspace edit.
#[derive(Clone, Debug, Default)]
pub(super) struct Edit {
    /// The edits of texts, by URI.
    pub(super) texts: Vec<(String, Vec<TextEdit>)>,
    /// The moves, as URIs.
    pub(super) moves: Vec<(String, String)>,
}

impl Edit {
    /// Reads an answer with `documentChanges`.
    pub(super) fn of(answer: &Value) -> Edit {
        let mut edit = Edit::default();
        for operation in answer["documentChanges"].as_array().into_iter().flatten() {
            let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            if operation["kind"] == "rename" {
                edit.moves.push((string(&operation["oldUri"]), string(&operation["newUri"])));
            } else {
                let edits = serde_json::from_value(operation["edits"].clone());
                let uri = string(&operation["textDocument"]["uri"]);
                edit.texts.push((uri, edits.unwrap_or_default()));
            }
        }
        edit
    }
}
