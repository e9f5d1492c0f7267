//! Code actions: the changes that a note offers at a place. Listing them needs only the vault and the
//! note's text; the edits are made when the user chooses an action.

mod blocks;
mod contents;
mod convert;
mod definitions;
mod extract;
mod fix_note;
mod fixes;
mod headings;
mod inline;
mod links;
mod mentions;
mod missing;
mod mistakes;
mod names;
mod properties;
mod silence;
#[cfg(test)]
pub(crate) mod tests;

use std::cell::OnceCell;

use linkwright_settings::LinkStyle;
use linkwright_syntax::frontmatter::AliasRemovals;
use linkwright_syntax::{FileKind, Link};
use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, IndexedText, LinkRef, Vault};
use rustc_hash::FxHashSet;

use crate::Texts;
use crate::diagnostics::{Diagnostic, DiagnosticCode};
use crate::new_note::NewNotePlan;
use crate::text_move::{self, TextMove, TextMovePlan};
use crate::{Changes, EditReason, Refusal, rename};
use convert::Conversion;
use headings::NewHeadings;

pub use fix_note::{FixedNote, fix_all, fix_note};
pub use fixes::{Fix, FixLevel, fixes, is_fixable};

/// A code action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The title that the user sees; unique among the actions of a place.
    pub title: String,
    /// The group that editors show the action in.
    pub kind: ActionKind,
    /// For a quick fix: the code of the diagnostic that it fixes, and the diagnostic's span in bytes
    /// of the note.
    pub fixes: Option<(DiagnosticCode, Span)>,
    /// Whether it is almost certainly what the user wants.
    pub is_preferred: bool,
    /// The reason if the action cannot be done at the moment.
    pub refusal: Option<Refusal>,
    /// The change to make.
    pub operation: Operation,
}

/// The kind of an action, as editors group them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActionKind {
    /// Fixes a diagnostic.
    QuickFix,
    /// Rewrites text without changing its meaning.
    Rewrite,
    /// Moves part of the note to a new note.
    Extract,
    /// Moves another note's text into this one.
    Inline,
    /// Fixes all diagnostics of the note that have a safe fix.
    FixAll,
}

/// The change that an action makes. "The current note" is the note where the action is offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Applies these edits to the current note. They are sorted and do not overlap.
    Edit(Vec<Edit>),
    /// Creates a note from the template that the settings name.
    CreateNote {
        /// The path, relative to the root.
        path: String,
        /// The headings that the note must contain, one a line.
        headings: String,
        /// The note's first alias.
        alias: Option<String>,
    },
    /// Adds missing headings to a note.
    AddHeadings(NewHeadings),
    /// Adds an alias to a note.
    AddAlias {
        /// The note.
        note: FileId,
        /// The alias.
        alias: String,
    },
    /// Renames a note's file.
    RenameFile {
        /// The note.
        note: FileId,
        /// The new name, without `.md`.
        name: String,
    },
    /// Changes a note's title.
    ChangeTitle {
        /// The note.
        note: FileId,
        /// The current title.
        old: String,
        /// The new title.
        new: String,
    },
    /// Moves text to another note.
    MoveText(TextMove),
    /// Rewrites all links of the current note in another style.
    ConvertLinks {
        /// The new style.
        to: LinkStyle,
    },
    /// Turns the mentions of the current note in all other notes into links. This needs the texts of
    /// the whole vault: see [`MentionFinder`](crate::mentions::MentionFinder).
    LinkMentions,
}

/// Returns the actions for `range` of `note`, whose text is `text`: first the fixes of diagnostics that
/// touch the range, then the other actions for the start of the range. A base has only the former, other
/// files have none.
#[must_use]
pub fn actions(vault: &Vault, note: FileId, text: &str, range: Span) -> Vec<Action> {
    let Some(indexed) = vault.with_text(note, text) else { return Vec::new() };
    let mut ctx = ActionContext::new(vault, note, text, indexed);
    let kind = vault.file(note).kind;
    if matches!(kind, FileKind::Note | FileKind::Base) {
        fixes::offer(&mut ctx, range);
    }
    if kind != FileKind::Note {
        return ctx.actions;
    }
    names::offer(&mut ctx, range.start);
    mentions::offer(&mut ctx, range.start);
    convert::offer(&mut ctx, range.start);
    properties::offer_sort(&mut ctx, range.start);
    contents::offer(&mut ctx, range.start);
    extract::offer(&mut ctx, range);
    inline::offer(&mut ctx, range.start);
    ctx.actions
}

/// A planned action. [`finish`] makes its changes from the texts of [`ActionPlan::notes`].
pub struct ActionPlan {
    notes: Vec<FileId>,
    work: PlannedWork,
}

enum PlannedWork {
    Ready(Changes),
    AddHeadings(NewHeadings),
    Rename(rename::RenamePlan),
    Convert(Vec<Conversion>),
    MoveText(Box<TextMovePlan>),
    Create(Box<NewNotePlan>),
}

impl ActionPlan {
    /// The notes whose texts [`finish`] needs.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The files that the action moves.
    #[must_use]
    pub fn moved(&self) -> &[FileId] {
        match &self.work {
            PlannedWork::Rename(plan) => plan.moved(),
            _ => &[],
        }
    }
}

/// Plans an operation that was offered in `note`.
///
/// # Errors
/// Returns the reason if the operation cannot be done.
pub fn plan(vault: &Vault, note: FileId, operation: Operation) -> Result<ActionPlan, Refusal> {
    let rename_action = |plan: rename::RenamePlan| ActionPlan {
        notes: plan.notes().to_vec(),
        work: PlannedWork::Rename(plan),
    };
    match operation {
        Operation::Edit(edits) => {
            let edits = edits.into_iter().map(|edit| (edit, EditReason::Requested)).collect();
            let changes = Changes { edits: vec![(note, edits)], ..Changes::default() };
            Ok(ActionPlan { notes: vec![note], work: PlannedWork::Ready(changes) })
        }
        Operation::CreateNote { path, headings, alias } => {
            let plan = NewNotePlan::new(vault, path, headings, alias)?;
            let notes = plan.template.into_iter().collect();
            Ok(ActionPlan { notes, work: PlannedWork::Create(Box::new(plan)) })
        }
        Operation::AddHeadings(headings) => {
            let notes = vec![headings.note];
            Ok(ActionPlan { notes, work: PlannedWork::AddHeadings(headings) })
        }
        Operation::MoveText(text_move) => {
            let plan = text_move::plan(vault, text_move)?;
            Ok(ActionPlan { notes: plan.notes(), work: PlannedWork::MoveText(Box::new(plan)) })
        }
        Operation::ConvertLinks { to } => Ok(plan_conversion(vault, &[note], to)),
        Operation::LinkMentions => Err(Refusal::new(
            "linking mentions needs all notes: run the command `linkwright.linkMentions`",
        )),
        Operation::AddAlias { note, alias } => {
            rename::plan_new_alias(vault, note, &alias).map(rename_action)
        }
        Operation::RenameFile { note, name } => {
            // A `/` in a title must not become a folder.
            rename::check_file_name(vault, note, &name)?;
            rename::plan_file(vault, note, &name).map(rename_action)
        }
        Operation::ChangeTitle { note, old, new } => {
            rename::plan_title(vault, note, &old, &new).map(rename_action)
        }
    }
}

/// Plans to rewrite the links of `notes` in another style. The plan needs the texts of only those
/// notes that have links to rewrite.
#[must_use]
pub fn plan_conversion(vault: &Vault, notes: &[FileId], to: LinkStyle) -> ActionPlan {
    let conversions = notes.iter().map(|note| Conversion::new(vault, *note, None, to));
    let conversions: Vec<Conversion> =
        conversions.filter(|conversion| !conversion.is_empty()).collect();
    let notes = conversions.iter().map(|conversion| conversion.note).collect();
    ActionPlan { notes, work: PlannedWork::Convert(conversions) }
}

/// Makes the changes of a plan. `texts` must hold the texts of [`ActionPlan::notes`].
///
/// # Errors
/// Returns the reason if an edit cannot be made, such as one in frontmatter that is invalid.
pub fn finish(plan: ActionPlan, texts: &Texts) -> Result<Changes, Refusal> {
    match plan.work {
        PlannedWork::Ready(changes) => Ok(changes),
        PlannedWork::Rename(plan) => rename::finish(plan, texts),
        PlannedWork::MoveText(plan) => plan.finish(texts),
        PlannedWork::Create(plan) => {
            Ok(Changes { creates: vec![plan.finish(texts)?], ..Changes::default() })
        }
        PlannedWork::Convert(conversions) => {
            let edits = conversions.iter().filter_map(|conversion| {
                let edits = conversion.edits(texts.of(conversion.note)).into_iter();
                let edits: Vec<_> = edits.map(|edit| (edit, EditReason::Requested)).collect();
                (!edits.is_empty()).then_some((conversion.note, edits))
            });
            Ok(Changes { edits: edits.collect(), ..Changes::default() })
        }
        PlannedWork::AddHeadings(headings) => {
            let edit = headings.edit(texts.of(headings.note))?;
            let edits = vec![(headings.note, vec![(edit, EditReason::Requested)])];
            Ok(Changes { edits, ..Changes::default() })
        }
    }
}

/// A link that a diagnostic is about.
#[derive(Clone, Copy)]
struct ReportedLink<'d> {
    diagnostic: &'d Diagnostic,
    link_ref: LinkRef,
    link: Link,
}

/// The note for which actions are collected, and the actions so far.
struct ActionContext<'a> {
    vault: &'a Vault,
    note: FileId,
    text: &'a str,
    indexed: IndexedText<'a>,
    actions: Vec<Action>,
    /// The titles of `actions`.
    titles: FxHashSet<String>,
    /// The aliases of the note, once one of them may be removed; `None` if that is impossible.
    alias_removals: OnceCell<Option<AliasRemovals<'a>>>,
}

impl<'a> ActionContext<'a> {
    fn new(
        vault: &'a Vault,
        note: FileId,
        text: &'a str,
        indexed: IndexedText<'a>,
    ) -> ActionContext<'a> {
        ActionContext {
            vault,
            note,
            text,
            indexed,
            actions: Vec::new(),
            titles: FxHashSet::default(),
            alias_removals: OnceCell::new(),
        }
    }
}

/// Each of these adds an action, unless there already is one with the same title.
impl ActionContext<'_> {
    fn add_fix(
        &mut self,
        diagnostic: &Diagnostic,
        is_preferred: bool,
        title: String,
        operation: Operation,
    ) {
        let fixes = Some((diagnostic.code, diagnostic.span));
        let kind = ActionKind::QuickFix;
        // Links to the heading would break, so nobody gets this fix without choosing it.
        let is_preferred = is_preferred && !self.changes_heading(&operation);
        self.add(Action { title, kind, fixes, is_preferred, refusal: None, operation });
    }

    fn changes_heading(&self, operation: &Operation) -> bool {
        let Operation::Edit(edits) = operation else { return false };
        let headings = &self.indexed.note().facts.headings;
        edits.iter().any(|Edit { span, .. }| {
            let next = headings.partition_point(|heading| heading.text.end <= span.start);
            headings.get(next).is_some_and(|heading| heading.text.start < span.end)
        })
    }

    fn add_rewrite(&mut self, title: String, operation: Operation, refusal: Option<Refusal>) {
        self.add_refactoring(ActionKind::Rewrite, title, operation, refusal);
    }

    fn add_refactoring(
        &mut self,
        kind: ActionKind,
        title: String,
        operation: Operation,
        refusal: Option<Refusal>,
    ) {
        self.add(Action { title, kind, fixes: None, is_preferred: false, refusal, operation });
    }

    fn add(&mut self, action: Action) {
        if self.titles.insert(action.title.clone()) {
            self.actions.push(action);
        }
    }
}
