//! A workspace edit, applied to texts: what an editor would show afterwards.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The edits of each file, by its decoded URI; moves of files are left out.
#[must_use]
pub fn edits(result: &Value) -> HashMap<String, Vec<&Value>> {
    let mut edits: HashMap<String, Vec<&Value>> = HashMap::new();
    for change in result["documentChanges"].as_array().into_iter().flatten() {
        if let (Some(uri), Some(list)) =
            (change["textDocument"]["uri"].as_str(), change["edits"].as_array())
        {
            edits.entry(decoded(uri)).or_default().extend(list);
        }
    }
    for (uri, list) in result["changes"].as_object().into_iter().flatten() {
        edits.entry(decoded(uri)).or_default().extend(list.as_array().into_iter().flatten());
    }
    edits
}

/// `text` after `edits`, whose columns are in UTF-16; a line past the last is the end, as editors
/// take it. `None` if a place is inside a character or two edits overlap.
#[must_use]
pub fn apply(text: &str, edits: &[&Value]) -> Option<String> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
    let offset = |place: &Value| {
        let Some(&start) = starts.get(usize::try_from(place["line"].as_u64()?).ok()?) else {
            return Some(text.len());
        };
        let mut left = usize::try_from(place["character"].as_u64()?).ok()?;
        let mut at = start;
        for c in text[start..].chars().take_while(|&c| c != '\n') {
            if left == 0 {
                break;
            }
            left = left.checked_sub(c.len_utf16())?;
            at += c.len_utf8();
        }
        Some(at)
    };
    let place = |edit: &&Value| {
        let range = &edit["range"];
        let new = edit["newText"].as_str()?.to_owned();
        Some((offset(&range["start"])?, offset(&range["end"])?, new))
    };
    let mut places: Vec<(usize, usize, String)> = edits.iter().map(place).collect::<Option<_>>()?;
    places.sort();
    let (mut after, mut done) = (String::with_capacity(text.len()), 0);
    for (start, end, new) in places {
        after.push_str(text.get(done..start)?);
        after.push_str(&new);
        done = end;
    }
    after.push_str(text.get(done..)?);
    Some(after)
}

/// A URI without its percent-encoding, so that two spellings of it are equal.
#[must_use]
pub fn decoded(uri: &str) -> String {
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
    fn edits_are_placed_by_lines_and_utf_16() {
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
            assert_eq!(edits(&result)["file:///a b.md"].len(), 1);
        }
    }
}
