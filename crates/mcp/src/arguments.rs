//! The arguments of tools.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::answer::ToolRefusal;

/// Arguments of `search`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchCall {
    pub(crate) query: String,
    pub(crate) cursor: Option<String>,
}

/// Arguments of `read`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadCall {
    pub(crate) note: String,
    pub(crate) lines: Option<String>,
    #[serde(default)]
    pub(crate) part: ReadPart,
    pub(crate) bytes: Option<usize>,
    #[serde(default)]
    pub(crate) links: bool,
}

/// The part of a note that is read.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ReadPart {
    /// All of it.
    #[default]
    All,
    /// Only the frontmatter.
    Frontmatter,
    /// Only the headings.
    Outline,
}

/// Arguments of `links`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinksCall {
    pub(crate) note: Option<String>,
    pub(crate) list: LinkList,
    pub(crate) to: Option<String>,
    pub(crate) depth: Option<usize>,
    pub(crate) cursor: Option<String>,
}

/// Which links are listed.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LinkList {
    /// Links to the note.
    In,
    /// Links of the note.
    Out,
    /// The shortest path between two notes.
    Path,
    /// Links to files that do not exist.
    Unresolved,
    /// Notes without links to them.
    Orphans,
}

/// Arguments of `query`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueryCall {
    pub(crate) search: Option<String>,
    pub(crate) base: Option<String>,
    pub(crate) yaml: Option<String>,
    pub(crate) view: Option<String>,
    pub(crate) cursor: Option<String>,
}

/// Arguments of `check`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckCall {
    #[serde(default)]
    pub(crate) scope: FindingScope,
    pub(crate) path: Option<String>,
    pub(crate) cursor: Option<String>,
}

/// Which problems are reported.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FindingScope {
    /// Those that were not there when the session began.
    #[default]
    Session,
    /// All.
    Vault,
}

/// Arguments of `edit`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct EditCall {
    pub(crate) note: String,
    pub(crate) digest: Option<String>,
    #[serde(rename = "do")]
    pub(crate) action: EditAction,
    pub(crate) heading: Option<String>,
    pub(crate) block: Option<String>,
    pub(crate) property: Option<String>,
    pub(crate) find: Option<String>,
    pub(crate) text: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) value: Option<Value>,
    #[serde(default)]
    pub(crate) break_links: bool,
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What an edit does.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum EditAction {
    /// Creates the note.
    Create,
    /// Replaces the text at the place.
    Replace,
    /// Adds text after it.
    Append,
    /// Adds text before it.
    Prepend,
    /// Deletes it.
    Delete,
}

/// Arguments of `move`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct MoveCall {
    pub(crate) from: String,
    pub(crate) to: String,
    #[serde(default, rename = "as")]
    pub(crate) kind: MoveKind,
    pub(crate) alias: Option<String>,
    pub(crate) leave: Option<LeaveChoice>,
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// How something moves.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum MoveKind {
    /// It gets another name or path.
    #[default]
    Rename,
    /// An alias of a note gets another name.
    Alias,
    /// A note is added to another one.
    Merge,
    /// A section moves to another note.
    Section,
    /// A section becomes a new note.
    Split,
}

/// What is left in place of a section.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LeaveChoice {
    /// Nothing.
    Nothing,
    /// A link to it.
    Link,
    /// An embed of it.
    Embed,
}

/// Arguments of `undo`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct UndoCall {
    pub(crate) writes: Option<usize>,
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// A value that is given, which can be `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The arguments of a tool as a value of their type.
///
/// # Errors
/// If one is missing, unknown or of another type.
pub(crate) fn parse<T: DeserializeOwned>(given: Map<String, Value>) -> Result<T, ToolRefusal> {
    serde_path_to_error::deserialize(Value::Object(given)).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!(" `{path}`") };
        ToolRefusal(format!("wrong argument{place}: {}", error.into_inner()))
    })
}

/// The position after which a listing goes on.
///
/// # Errors
/// If `cursor` is not one that an answer gave.
pub(crate) fn offset(cursor: Option<&str>) -> Result<usize, ToolRefusal> {
    cursor.map_or(Ok(0), |cursor| {
        cursor.parse().map_err(|_| {
            ToolRefusal(format!("`{cursor}` is not a cursor: repeat the call without `cursor`"))
        })
    })
}
