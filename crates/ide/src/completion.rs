//! Completion at a cursor position.
//!
//! There is one file for each kind of text that can be completed. `context` parses the link at the
//! cursor, and `matching` compares what the user typed with names.

mod all_headings;
mod bases;
mod blocks;
mod callouts;
mod context;
mod days;
mod destinations;
mod displays;
mod labels;
mod links;
mod names;
mod paths;
mod properties;
mod ranking;
mod rooted;
mod subpaths;
mod suppressions;
mod tags;

use jiff::civil::Date;
use linkwright_syntax::FileKind;
use linkwright_text::{Edit, Span, bom_len};
use linkwright_vault::{FileId, Vault};

pub use blocks::{BlocksPlan, finish};
use context::{Wikilink, WikilinkPart};

/// The suggestions at a cursor position.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// The suggestions, the best first.
    pub suggestions: Vec<Suggestion>,
    /// There are more suggestions than `completion.maxItems`. Request again when the user types
    /// more.
    pub incomplete: bool,
    /// What the user typed of the suggested text: from the opening brackets, the `#` or the `|` up
    /// to the cursor. The edit of each suggestion starts where this starts, or earlier if it
    /// replaces the brackets too.
    pub typed: Span,
    /// The plan to find more suggestions in the text of a note, with [`finish`].
    pub blocks: Option<BlocksPlan>,
}

impl Completion {
    /// A completion that needs no text.
    fn new(items: impl Iterator<Item = Suggestion>, incomplete: bool, typed: Span) -> Completion {
        Completion { suggestions: items.collect(), incomplete, typed, blocks: None }
    }

    /// A completion of text in brackets. Each of `names` becomes a suggestion like `template`,
    /// which replaces the text from `start` to `end` and adds the closing bracket.
    fn in_brackets<'n>(
        template: &Suggestion,
        names: impl Iterator<Item = &'n str>,
        incomplete: bool,
        (start, cursor, end): (u32, u32, u32),
    ) -> Completion {
        let items = names.map(|name| Suggestion {
            label: name.to_owned(),
            edit: Edit::new(Span { start, end }, format!("{name}]")),
            ..template.clone()
        });
        Completion::new(items, incomplete, Span { start, end: cursor })
    }
}

/// What completion uses of the editor's session.
#[derive(Clone, Copy, Debug)]
pub struct SessionInfo<'a> {
    /// The notes that were opened or edited, the most recent first.
    pub recent: &'a [FileId],
    /// The current date in the user's time zone.
    pub today: Date,
}

/// One completion item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Suggestion {
    /// The text in the list.
    pub label: String,
    /// The text after the label, such as the folder of a note, or the note of an alias.
    pub detail: String,
    /// The kind of suggestion.
    pub kind: SuggestionKind,
    /// The edit that accepting the suggestion makes. It covers everything typed since the opening
    /// brackets, and closing brackets that exist. It stays on the line of the cursor.
    pub edit: Edit,
    /// Number of bytes after the edit that belong to the word at the cursor. They stay, unless the user asks
    /// the editor to replace the whole word.
    pub rest: u32,
    /// The file whose text documents the suggestion.
    pub file: Option<FileId>,
    /// The place in that file, in bytes; 0 for the whole file.
    pub offset: u32,
    /// An edit elsewhere in the current note that accepting the suggestion makes, too.
    pub additional_edit: Option<Edit>,
    /// The id that the block at [`Suggestion::offset`] of [`Suggestion::file`] has to get. Only set
    /// if that file is not the current note.
    pub new_block_id: Option<String>,
    /// What the suggestion stands for, in one line; may be empty.
    pub documentation: &'static str,
    /// Where the cursor goes, in bytes of the inserted text; `None` for its end.
    pub stop: Option<u32>,
}

/// The kind of a suggestion. Equally good matches are sorted by kind, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum SuggestionKind {
    /// A daily note, by a word for its day.
    Day,
    /// A note by its name.
    #[default]
    Note,
    /// A note by an alias.
    Alias,
    /// The path of unresolved links.
    Unresolved,
    /// A file that is not a note.
    Attachment,
    /// A heading.
    Heading,
    /// A block by its id.
    Block,
    /// The display text of a link.
    Display,
    /// A tag.
    Tag,
    /// The label of a footnote or a reference link.
    Label,
    /// A type of callout.
    Callout,
    /// A key of the frontmatter or of a base.
    Property,
    /// A value of the frontmatter, or of a key in a base.
    Value,
    /// A function of bases.
    Function,
    /// A field of bases, or a formula.
    Field,
}

impl SuggestionKind {
    /// Whether the suggestion is a plain word, without closing brackets after it.
    #[must_use]
    pub fn is_word(self) -> bool {
        use SuggestionKind::{Field, Function, Property, Tag};
        matches!(self, Tag | Property | Function | Field)
    }
}

/// Returns the suggestions at `offset` of `note`, whose text is `text`. It can also be a `.base` file.
/// There are none in code and math except in `base` code blocks, in HTML comments except those that silence findings, in canvases, or if `offset` is not on a character
/// boundary.
///
/// An inserted link always resolves to what the suggestion shows. If necessary it is written with a
/// path instead of a name (`docs/semantics.md §2`), or as a Markdown link if no wikilink is
/// possible.
#[must_use]
pub fn completion(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    session: &SessionInfo<'_>,
) -> Completion {
    if let Some(completion) = bases::complete(vault, note, text, offset, session) {
        return completion;
    }
    if vault.file(note).kind != FileKind::Note {
        return Completion::default();
    }
    if let Some(completion) = suppressions::complete(text, offset) {
        return completion;
    }
    if let Some(link) = Wikilink::at(text, offset) {
        return match link.part() {
            WikilinkPart::Path(typed) => names::complete(vault, note, &link, typed, session),
            WikilinkPart::Subpath { path, typed } => match typed.strip_prefix('#') {
                Some(typed) if path.trim().is_empty() => {
                    all_headings::complete(vault, note, &link, typed, session)
                }
                _ => subpaths::complete(vault, note, &link, path, typed),
            },
            WikilinkPart::Display { path, subpath, typed } => {
                displays::complete(vault, note, &link, path, subpath, typed)
            }
        };
    }
    destinations::complete(vault, note, text, offset, session)
        .or_else(|| labels::complete(vault, note, text, offset))
        .or_else(|| callouts::complete(text, offset))
        .or_else(|| tags::complete(vault, text, offset))
        .or_else(|| properties::complete(vault, text, offset))
        .unwrap_or_default()
}

/// Maximum length of the documentation of a suggestion, in bytes.
const MAX_DOCUMENTATION: usize = 1_500;

/// Returns the start of a note's text as documentation: whole lines from the byte `at` on, without
/// the frontmatter.
#[must_use]
pub fn documentation(text: &str, at: u32) -> &str {
    let body = linkwright_syntax::scan(text).frontmatter.map_or(0, |yaml| yaml.span.end);
    let start = (at.max(body) as usize).max(bom_len(text));
    let shown = text.get(start..).unwrap_or_default().trim_start();
    match shown.char_indices().find(|(end, _)| *end >= MAX_DOCUMENTATION) {
        Some((end, _)) => &shown[..shown[..end].rfind('\n').unwrap_or(end)],
        None => shown.trim_end(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
