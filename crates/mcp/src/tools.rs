//! The tools as clients list them. Models read this text, so it is short; a test counts its tokens.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

/// The tools. Those that write are only listed with `can_write`. With several vaults, each takes the name of
/// one.
pub(crate) fn tools(can_write: bool, vaults: &[String]) -> Vec<Tool> {
    let mut tools = vec![
        tool(
            "search",
            "Find notes by name, alias, heading, tag (`#t`) or text. All words must occur. Best first.",
            &json!({"query": "string", "cursor": "string"}),
            &["query"],
            &json!({"total": "integer", "hits": "array", "cursor": "string"}),
            Effect::None,
        ),
        tool(
            "read",
            "Read a note: `Note`, a section `Note#Heading` or `Note#A#B`, a block `Note#^id`, or `lines` \
             such as `10-20`. Returns the text and the `digest` that `edit` needs. `more` are the lines left \
             out. `links` adds links out and in.",
            &json!({
                "note": "string", "lines": "string", "bytes": "integer", "links": "boolean",
                "part": ["all", "frontmatter", "outline"],
            }),
            &["note"],
            &json!({"note": "string", "digest": "string", "text": "string", "more": "string"}),
            Effect::None,
        ),
        tool(
            "links",
            "List links `in` to or `out` of a note, heading or block, up to `depth`; the shortest `path` from \
             `note` to `to`; `unresolved` targets; `orphans`.",
            &json!({
                "list": ["in", "out", "path", "unresolved", "orphans"],
                "note": "string", "to": "string", "depth": "integer", "cursor": "string",
            }),
            &["list"],
            &json!({"total": "integer", "links": "array", "cursor": "string"}),
            Effect::None,
        ),
        tool(
            "query",
            "Rows of a `view` of a `base` file or of `yaml` (`filters: price > 3`), or notes that a `search` \
             in Obsidian's syntax finds (`tag:#t -path:x [status:done]`).",
            &json!({
                "search": "string", "base": "string", "yaml": "string", "view": "string",
                "cursor": "string",
            }),
            &[],
            &json!({"total": "integer", "columns": "array", "rows": "array", "cursor": "string"}),
            Effect::None,
        ),
        tool(
            "check",
            "Report broken links and other problems: those new since this `session` began (default), or of \
             the whole `vault`. `path` is a note or folder.",
            &json!({"scope": ["session", "vault"], "path": "string", "cursor": "string"}),
            &[],
            &json!({"total": "integer", "findings": "array", "cursor": "string"}),
            Effect::None,
        ),
    ];
    if can_write {
        let changed = json!({"done": "boolean", "diff": "string", "digests": "object", "newFindings": "array"});
        tools.extend([
            tool(
                "edit",
                "Change a note. Pass `digest` from `read`, and one place: `heading` (`A` or `A#B`: the text \
                 below it), `block` id, `property`, or `find` (exact text that occurs once); with no place, \
                 append or prepend to the note. `text` is Markdown; `value` is for `property`. `create` makes \
                 a new note. Do not rename with this: links break.",
                &json!({
                    "note": "string", "digest": "string",
                    "do": ["replace", "append", "prepend", "delete", "create"],
                    "heading": "string", "block": "string", "property": "string", "find": "string",
                    "text": "string", "value": {}, "breakLinks": "boolean", "dryRun": "boolean",
                }),
                &["note", "do"],
                &changed,
                Effect::Destructive,
            ),
            tool(
                "move",
                "Rename or move; every link follows. `from` is a note, file, `folder/`, `Note#Heading`, \
                 `Note#^id`, `#tag`, `property:x` or `property:x=value`; `to` is the new name, path, or `folder/`. `merge` adds note \
                 `from` to note `to`; `section` moves `Note#Heading` to note `to`; `split` makes it a new note; \
                 `alias` renames that alias of `from`.",
                &json!({
                    "from": "string", "to": "string",
                    "as": ["rename", "merge", "section", "split", "alias"], "alias": "string",
                    "leave": ["nothing", "link", "embed"], "dryRun": "boolean",
                }),
                &["from", "to"],
                &changed,
                Effect::Destructive,
            ),
            tool(
                "undo",
                "Undo this session's last `writes` (default 1), unless their files changed since.",
                &json!({"writes": "integer", "dryRun": "boolean"}),
                &[],
                &json!({"undone": "array", "left": "integer"}),
                Effect::Destructive,
            ),
        ]);
    }
    if vaults.len() > 1 {
        for tool in &mut tools {
            let schema = Arc::make_mut(&mut tool.input_schema);
            if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                properties.insert("vault".to_owned(), json!({"enum": vaults}));
            }
            let required = schema.entry("required").or_insert_with(|| json!([]));
            if let Value::Array(required) = required {
                required.push("vault".into());
            }
        }
    }
    tools
}

/// What a tool does to files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Destructive,
}

fn tool(
    name: &'static str,
    description: &'static str,
    input: &Value,
    required: &[&str],
    output: &Value,
    effect: Effect,
) -> Tool {
    let read_only = effect == Effect::None;
    let annotations = match read_only {
        true => ToolAnnotations::new().read_only(true),
        false => ToolAnnotations::new().read_only(false).destructive(true),
    };
    let mut output = properties(output);
    output.insert("version".to_owned(), json!({"type": "integer"}));
    let output = object(&[("type", "object".into()), ("properties", Value::Object(output))]);
    let mut input = object(&[
        ("type", "object".into()),
        ("properties", Value::Object(properties(input))),
        ("additionalProperties", false.into()),
    ]);
    if !required.is_empty() {
        input.insert("required".to_owned(), json!(required));
    }
    Tool::new(name, description, Arc::new(input))
        .with_raw_output_schema(Arc::new(output))
        .with_annotations(annotations)
}

/// The schemas of properties: a type, a list of values, or a schema.
fn properties(short: &Value) -> JsonObject {
    let schema = |value: &Value| match value {
        Value::String(kind) => json!({"type": kind}),
        Value::Array(values) => json!({"enum": values}),
        schema => schema.clone(),
    };
    let short = short.as_object().into_iter().flatten();
    short.map(|(name, value)| (name.clone(), schema(value))).collect()
}

fn object(fields: &[(&str, Value)]) -> JsonObject {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget of the whole list, in tokens of o200k_base, which current models of several vendors use
    /// or come close to.
    const MAX_TOKENS: usize = 1_500;

    #[test]
    fn descriptions_are_short() {
        let count = |vaults: &[String]| {
            let list = json!({"tools": tools(true, vaults)}).to_string();
            bpe_openai::o200k_base().count(list.as_str())
        };
        let vaults = ["Personal notes".to_owned(), "Work".to_owned()];
        let (one, two) = (count(&[]), count(&vaults));
        assert!(one <= MAX_TOKENS && two <= MAX_TOKENS, "{one} tokens, {two} with two vaults");
        assert!(one > 500, "the tools are described");
    }

    #[test]
    fn tools_that_write_are_listed_only_on_request() {
        let names = |can_write| -> Vec<String> {
            tools(can_write, &[]).into_iter().map(|tool| tool.name.into_owned()).collect()
        };
        assert_eq!(names(false), ["search", "read", "links", "query", "check"]);
        assert_eq!(names(true).len(), 8);
        for tool in tools(true, &[]) {
            let hints = tool.annotations.as_ref().expect("there are hints");
            let writes = !names(false).contains(&tool.name.to_string());
            assert_eq!(hints.read_only_hint, Some(!writes), "{}", tool.name);
            assert_eq!(hints.destructive_hint, writes.then_some(true), "{}", tool.name);
            assert!(tool.output_schema.is_some());
        }
    }
}
