//! Applying a workspace edit to texts, as an editor does.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The edits of each file, by its decoded URI, without file operations.
#[must_use]
pub fn edits_by_uri(result: &Value) -> HashMap<String, Vec<&Value>> {
    let mut edits: HashMap<String, Vec<&Value>> = HashMap::new();
    for change in result["documentChanges"].as_array().into_iter().flatten() {
        if let (Some(uri), Some(list)) =
            (change["textDocument"]["uri"].as_str(), change["edits"].as_array())
        {
            edits.entry(decode_uri(uri)).or_default().extend(list);
        }
    }
    for (uri, list) in result["changes"].as_object().into_iter().flatten() {
        edits.entry(decode_uri(uri)).or_default().extend(list.as_array().into_iter().flatten());
    }
    edits
}

/// `text` after `edits`, whose columns are UTF-16 code units. A line after the last one is the end
/// of the text, as in editors. `None` if a position is inside a character or two edits overlap.
#[must_use]
pub fn apply(text: &str, edits: &[&Value]) -> Option<String> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
    let offset = |position: &Value| {
        let Some(&start) = starts.get(usize::try_from(position["line"].as_u64()?).ok()?) else {
            return Some(text.len());
        };
        let mut remaining = usize::try_from(position["character"].as_u64()?).ok()?;
        let mut at = start;
        for c in text[start..].chars().take_while(|&c| c != '\n') {
            if remaining == 0 {
                break;
            }
            remaining = remaining.checked_sub(c.len_utf16())?;
            at += c.len_utf8();
        }
        Some(at)
    };
    let replacement = |edit: &&Value| {
        let range = &edit["range"];
        let new = edit["newText"].as_str()?.to_owned();
        Some((offset(&range["start"])?, offset(&range["end"])?, new))
    };
    let mut replacements: Vec<(usize, usize, String)> =
        edits.iter().map(replacement).collect::<Option<_>>()?;
    replacements.sort();
    let (mut after, mut done) = (String::with_capacity(text.len()), 0);
    for (start, end, new) in replacements {
        after.push_str(text.get(done..start)?);
        after.push_str(&new);
        done = end;
    }
    after.push_str(text.get(done..)?);
    Some(after)
}

/// A URI without percent-encoding, so that different encodings of it compare equal.
#[must_use]
pub fn decode_uri(uri: &str) -> String {
    percent_decode_str(uri).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edit(from: (u32, u32), to: (u32, u32), new: &str) -> Value {
        json!({"range": {
            "start": {"line": from.0, "character": from.1},
            "end": {"line": to.0, "character": to.1}}, "newText": new})
    }

    #[test]
    fn positions_are_lines_and_utf_16_columns() {
        let [a, b] = [edit((1, 2), (1, 3), "x"), edit((0, 0), (0, 1), "")];
        assert_eq!(apply("ab\n𝒳c\n", &[&a, &b]).as_deref(), Some("b\n𝒳x\n"));
        let [inside, whole] = [edit((0, 1), (0, 1), "x"), edit((0, 1), (9, 9), "x")];
        assert_eq!(
            (apply("𝒳", &[&inside]), apply("ab\n", &[&whole])),
            (None, Some("ax".to_owned()))
        );
        let over = edit((0, 0), (0, 2), "");
        assert_eq!(apply("ab\n𝒳c", &[&b, &over]), None);
    }

    #[test]
    fn both_forms_of_a_workspace_edit_are_read() {
        let one = edit((0, 0), (0, 0), "x");
        let documents = json!({"documentChanges": [
            {"textDocument": {"uri": "file:///a%20b.md", "version": null}, "edits": [one]},
            {"kind": "rename", "oldUri": "file:///a", "newUri": "file:///b"},
        ]});
        let plain = json!({"changes": {"file:///a%20b.md": [one]}});
        for result in [documents, plain] {
            assert_eq!(edits_by_uri(&result)["file:///a b.md"].len(), 1);
        }
    }
}
