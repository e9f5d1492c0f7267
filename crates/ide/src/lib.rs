//! The features of Linkwright, each a function from a vault and a place to plain data. No I/O, no LSP.
//!
//! A place is a note and a byte offset into its text. A feature that needs the texts of other notes
//! has two steps: `plan` uses only the vault and names those notes; `finish` makes the result from
//! the plan and their [`Texts`].
//!
//! The text of a place has to be the one that the vault has indexed
//! ([`Vault::with_text`](linkwright_vault::Vault::with_text)): for any other, a feature that reads the
//! facts of the note has no answer.
//!
//! ```
//! use linkwright_ide::diagnostics;
//! use linkwright_settings::Settings;
//! use linkwright_vault::{Change, Vault};
//!
//! let mut vault = Vault::new(Settings::default());
//! vault.apply(Change::Note { path: "Tides.md", text: "" });
//! vault.apply(Change::Note { path: "Day.md", text: "[[Tdies]]\n" });
//!
//! let note = vault.find_file("Day.md").expect("it was just added");
//! let found = diagnostics(&vault, note);
//! assert_eq!(found[0].code.name(), "broken-link");
//! assert_eq!(found[0].message, "No note is named `Tdies`. Did you mean `Tides`?");
//! ```

pub mod actions;
pub mod bases;
pub mod blocks;
pub mod call_hierarchy;
mod changes;
pub mod completion;
mod daily;
pub mod definition;
pub mod diagnostics;
mod disk_path;
pub mod document_links;
mod element;
#[cfg(test)]
mod fixture;
pub mod folding;
pub mod highlight;
pub mod hints;
pub mod hover;
pub mod lenses;
mod link_root;
pub mod lists;
mod matching;
pub mod mentions;
mod named_note;
mod new_note;
mod note_part;
pub mod outgoing;
#[cfg(test)]
mod page;
pub mod preview;
mod read_back;
pub mod references;
pub mod rename;
pub mod section;
pub mod selection;
pub mod symbols;
pub mod template;
pub mod text_move;
mod texts;
mod title;
pub mod tokens;

pub use actions::actions;
pub use changes::{Changes, EditReason, Refusal};
pub use completion::completion;
pub use daily::{adjacent_daily_note, daily_note, daily_path};
pub use definition::definition;
pub use diagnostics::diagnostics;
pub use document_links::document_links;
pub use folding::folding_ranges;
pub use highlight::highlights;
pub use link_root::{LinkRoot, RootFolder, link_root};
pub use named_note::{NamedNote, NewNote, named_note};
pub use selection::selection_ranges;
pub use texts::Texts;
