//! Completion: what can be written at a place.
//!
//! One file for each thing that can be written; `context` finds out which, `matching` compares
//! what was typed with names.

mod all_headings;
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
mod tags;

use jiff::civil::Date;
use linkwright_syntax::FileKind;
use linkwright_text::{Edit, Span, bom_len};
use linkwright_vault::{FileId, Vault};

pub use blocks::{BlocksPlan, finish};
use context::{Wikilink, WikilinkPart};

/// What can be written at a place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Best first.
    pub suggestions: Vec<Suggestion>,
    /// There are more than `completion.maxItems`: ask again when more is typed.
    pub incomplete: bool,
    /// What was typed of the thing that is proposed, up to the cursor: behind the opening
    /// brackets, or behind the `#` or `|`. Every item's edit begins at its start, or earlier where
    /// it replaces the brackets too.
    pub typed: Span,
    /// There may be more, which [`finish`] finds in a text.
    pub blocks: Option<BlocksPlan>,
}

impl Completion {
    /// Without blocks to be found in a text.
    fn new(items: impl Iterator<Item = Suggestion>, incomplete: bool, typed: Span) -> Completion {
        Completion { suggestions: items.collect(), incomplete, typed, blocks: None }
    }

    /// `names`, each an item like `item`, in brackets: what is typed starts at `start` and ends at
    /// the cursor; an item replaces it, up to `end`, and writes the closing bracket.
    fn in_brackets<'n>(
        item: &Suggestion,
        names: impl Iterator<Item = &'n str>,
        incomplete: bool,
        (start, cursor, end): (u32, u32, u32),
    ) -> Completion {
        let items = names.map(|name| Suggestion {
            label: name.to_owned(),
            edit: Edit::new(Span { start, end }, format!("{name}]")),
            ..item.clone()
        });
        Completion::new(items, incomplete, Span { start, end: cursor })
    }
}

/// What of an editor's session is gone by.
#[derive(Clone, Copy, Debug)]
pub struct SessionInfo<'a> {
    /// The notes that were opened or edited, the last one first.
    pub recent: &'a [FileId],
    /// Where the author is.
    pub today: Date,
}

/// One proposal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Suggestion {
    /// What the list shows.
    pub label: String,
    /// Behind the label: of an alias the name of its note, of a note its folder.
    pub detail: String,
    /// Its kind.
    pub kind: SuggestionKind,
    /// What accepting it does: the one edit covers all that was typed since the opening brackets,
    /// and closing brackets that are there. It stays on the cursor's line.
    pub edit: Edit,
    /// The file it is about, for its documentation.
    pub file: Option<FileId>,
    /// Where in that file, in bytes; 0 if it is about all of it.
    pub offset: u32,
    /// What accepting it does elsewhere in the note, too.
    pub additional_edit: Option<Edit>,
    /// The id that the block of [`Suggestion::file`] is to get, which is not the note itself.
    pub new_block_id: Option<String>,
}

/// What a proposal is. Of equal matches the kinds come in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum SuggestionKind {
    /// The daily note of a day, by a word for it.
    Day,
    /// A note by its name.
    #[default]
    Note,
    /// A note by an alias.
    Alias,
    /// A name that other links ask for and no file has.
    Unresolved,
    /// A file that is no note.
    Attachment,
    /// A heading.
    Heading,
    /// A block by its id.
    Block,
    /// Words for a link to show.
    Display,
    /// A tag.
    Tag,
    /// A footnote's or a reference link's label.
    Label,
    /// A type of callout.
    Callout,
    /// A key of the frontmatter.
    Property,
    /// A value of the frontmatter.
    Value,
}

impl SuggestionKind {
    /// Whether it is written as a word, which closes nothing behind it.
    #[must_use]
    pub fn is_word(self) -> bool {
        matches!(self, SuggestionKind::Tag | SuggestionKind::Property)
    }
}

/// What can be written at `offset` of `note`, whose text is `text`; nothing in code, math and
/// comments of HTML, in canvases, and where `offset` is not on a character.
///
/// What an item inserts leads to what it shows from where it stands, whatever that takes: a path
/// instead of a name (`docs/semantics.md §2`), or a Markdown link where no wikilink can be written.
#[must_use]
pub fn completion(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    session: &SessionInfo<'_>,
) -> Completion {
    if vault.file(note).kind == FileKind::Canvas {
        return Completion::default();
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

/// How much of a note is shown of it, in bytes.
const SHOWN: usize = 1_500;

/// What is shown of a note whose text is `text`, from the byte `at` on: whole lines, the
/// frontmatter left out.
#[must_use]
pub fn documentation(text: &str, at: u32) -> &str {
    let body = linkwright_syntax::scan(text).frontmatter.map_or(0, |yaml| yaml.span.end);
    let start = (at.max(body) as usize).max(bom_len(text));
    let shown = text.get(start..).unwrap_or_default().trim_start();
    match shown.char_indices().find(|(end, _)| *end >= SHOWN) {
        Some((end, _)) => &shown[..shown[..end].rfind('\n').unwrap_or(end)],
        None => shown.trim_end(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
