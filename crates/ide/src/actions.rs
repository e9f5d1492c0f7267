//! Code actions: what could be done at a place, told from the vault and the note's text alone, and
//! done only when it is chosen.

mod blocks;
mod contents;
mod convert;
mod definitions;
mod extract;
mod findings;
mod headings;
mod inline;
mod links;
mod mentions;
mod missing;
mod mistakes;
mod names;
mod properties;
#[cfg(test)]
pub(crate) mod tests;

use linkwright_syntax::FileKind;
use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, LinkRef, LinkStyle, Vault};
use rustc_hash::FxHashSet;

use crate::Texts;
use crate::diagnostics::Code;
use crate::new_note::Creation;
use crate::{Changes, Refusal, Why, rename};
use convert::Conversion;
use extract::Extraction;
use headings::Section;
use inline::Inlining;

pub use extract::Excerpt;

/// Something that could be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, as one would tell the author; unique among the actions of a place.
    pub title: String,
    /// What sort of change it is.
    pub kind: ActionKind,
    /// The finding that it mends: its code, and its place in bytes of the note.
    pub fixes: Option<(Code, Span)>,
    /// Hardly anything else could be meant.
    pub preferred: bool,
    /// Why it cannot be done as things are.
    pub refused: Option<Refusal>,
    /// What to do.
    pub what: What,
}

/// Sorts of actions, as editors group them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActionKind {
    /// Mends a finding.
    QuickFix,
    /// Says the same in another way.
    Rewrite,
    /// Moves a part to another place.
    Extract,
    /// Takes another note in.
    Inline,
}

/// What an action does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// These edits of the note where it is offered, sorted and apart.
    Edit(Vec<Edit>),
    /// A new note, from the template that the settings name.
    Create {
        /// Relative to the root.
        path: String,
        /// The headings that it has to have.
        headings: String,
        /// Its first alias.
        alias: Option<String>,
    },
    /// New headings in a note, each one level below the one before.
    Section(Section),
    /// A further alias of a note.
    Alias {
        /// The note.
        note: FileId,
        /// The alias.
        alias: String,
    },
    /// Another name of a note's file, without `.md`.
    File {
        /// The note.
        note: FileId,
        /// The name.
        name: String,
    },
    /// Another title of a note.
    Title {
        /// The note.
        note: FileId,
        /// The title as it is.
        old: String,
        /// The title as it is to be.
        new: String,
    },
    /// A part of the note where it is offered becomes another note.
    Extract(Excerpt),
    /// The note that a link leads to, in the place of the link; its file goes.
    Inline {
        /// The link, by its index in the note where it is offered.
        link: u32,
    },
    /// All links of the note where it is offered, in another style.
    Convert {
        /// The style.
        to: LinkStyle,
    },
    /// The mentions of the note where it is offered, in all others, become links. It takes the
    /// texts of the whole vault: see [`Mentions`](crate::mentions::Mentions).
    LinkMentions,
}

/// Everything that could be done about `range` of `note`, whose text is `text`: first what mends
/// the findings there, then what else its first place allows. Nothing in a canvas.
#[must_use]
pub fn actions(vault: &Vault, note: FileId, text: &str, range: Span) -> Vec<Action> {
    let titles = FxHashSet::default();
    let mut found = Offers { vault, note, text, actions: Vec::new(), titles };
    if vault.file(note).kind == FileKind::Canvas {
        return found.actions;
    }
    findings::mend(&mut found, range);
    names::offer(&mut found, range.start);
    mentions::offer(&mut found, range.start);
    convert::offer(&mut found, range.start);
    properties::sort(&mut found, range.start);
    contents::offer(&mut found, range.start);
    extract::offer(&mut found, range);
    inline::offer(&mut found, range.start);
    found.actions
}

/// A decided action that still needs the texts of [`ActionPlan::notes`].
pub struct ActionPlan {
    notes: Vec<FileId>,
    work: PlannedWork,
}

enum PlannedWork {
    Ready(Changes),
    Section(Section),
    Rename(rename::RenamePlan),
    Convert(Vec<Conversion>),
    Extract(Box<Extraction>),
    Create(Box<Creation>),
    Inline(Box<Inlining>),
}

impl ActionPlan {
    /// The notes whose texts [`finish`] needs.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The files that it moves.
    #[must_use]
    pub fn moved(&self) -> &[FileId] {
        match &self.work {
            PlannedWork::Rename(plan) => plan.moved(),
            _ => &[],
        }
    }
}

/// Plans what an action on `note` does.
///
/// # Errors
/// If it is refused, with the reason.
pub fn plan(vault: &Vault, note: FileId, what: What) -> Result<ActionPlan, Refusal> {
    let renamed = |plan: rename::RenamePlan| ActionPlan {
        notes: plan.notes().to_vec(),
        work: PlannedWork::Rename(plan),
    };
    match what {
        What::Edit(edits) => {
            let edits = edits.into_iter().map(|edit| (edit, Why::Chosen)).collect();
            let changes = Changes { edits: vec![(note, edits)], ..Changes::default() };
            Ok(ActionPlan { notes: vec![note], work: PlannedWork::Ready(changes) })
        }
        What::Create { path, headings, alias } => {
            let creation = Creation::plan(vault, path, headings, alias)?;
            let notes = creation.template.into_iter().collect();
            Ok(ActionPlan { notes, work: PlannedWork::Create(Box::new(creation)) })
        }
        What::Section(section) => {
            Ok(ActionPlan { notes: vec![section.note], work: PlannedWork::Section(section) })
        }
        What::Extract(part) => {
            let extraction = Box::new(extract::plan(vault, note, &part)?);
            Ok(ActionPlan { notes: extraction.notes(), work: PlannedWork::Extract(extraction) })
        }
        What::Inline { link } => {
            let inlining = inline::plan(vault, LinkRef { source: note, index: link })?;
            Ok(ActionPlan {
                notes: inlining.notes(),
                work: PlannedWork::Inline(Box::new(inlining)),
            })
        }
        What::Convert { to } => Ok(plan_conversion(vault, &[note], to)),
        What::LinkMentions => {
            Err(Refusal("mentions are linked by a command of their own".to_owned()))
        }
        What::Alias { note, alias } => rename::plan_new_alias(vault, note, &alias).map(renamed),
        What::File { note, name } => {
            // A title with a `/` is not a path.
            rename::check_file_name(vault, note, &name)?;
            rename::plan_file(vault, note, &name).map(renamed)
        }
        What::Title { note, old, new } => rename::plan_title(vault, note, &old, &new).map(renamed),
    }
}

/// Plans to write the links of `notes` in another style. Only notes where there are such links are
/// among those whose texts are needed.
#[must_use]
pub fn plan_conversion(vault: &Vault, notes: &[FileId], to: LinkStyle) -> ActionPlan {
    let conversions = notes.iter().map(|note| Conversion::of(vault, *note, None, to));
    let conversions: Vec<Conversion> =
        conversions.filter(|conversion| !conversion.is_empty()).collect();
    let notes = conversions.iter().map(|conversion| conversion.note).collect();
    ActionPlan { notes, work: PlannedWork::Convert(conversions) }
}

/// Carries out a plan.
///
/// # Errors
/// If an edit cannot be made, such as one in frontmatter that cannot be edited.
pub fn finish(plan: ActionPlan, texts: &Texts) -> Result<Changes, Refusal> {
    match plan.work {
        PlannedWork::Ready(changes) => Ok(changes),
        PlannedWork::Rename(plan) => rename::finish(plan, texts),
        PlannedWork::Extract(extraction) => extraction.finish(texts),
        PlannedWork::Inline(inlining) => inlining.finish(texts),
        PlannedWork::Create(creation) => {
            Ok(Changes { creates: vec![creation.finish(texts)?], ..Changes::default() })
        }
        PlannedWork::Convert(conversions) => {
            let edits = conversions.iter().filter_map(|conversion| {
                let edits = conversion.edits(texts.of(conversion.note)).into_iter();
                let edits: Vec<_> = edits.map(|edit| (edit, Why::Chosen)).collect();
                (!edits.is_empty()).then_some((conversion.note, edits))
            });
            Ok(Changes { edits: edits.collect(), ..Changes::default() })
        }
        PlannedWork::Section(section) => {
            let edit = section.edit(texts.of(section.note))?;
            let edits = vec![(section.note, vec![(edit, Why::Chosen)])];
            Ok(Changes { edits, ..Changes::default() })
        }
    }
}

/// What was found so far, for one note.
struct Offers<'a> {
    vault: &'a Vault,
    note: FileId,
    text: &'a str,
    actions: Vec<Action>,
    /// The titles of `actions`.
    titles: FxHashSet<String>,
}

impl Offers<'_> {
    /// Adds an action that mends nothing, unless one of that title is there.
    fn offer(&mut self, title: String, what: What, refused: Option<Refusal>) {
        self.add(Action {
            title,
            kind: ActionKind::Rewrite,
            fixes: None,
            preferred: false,
            refused,
            what,
        });
    }

    /// Adds an action that moves a part, unless one of that title is there.
    fn extract(&mut self, title: String, what: What, refused: Option<Refusal>) {
        let kind = ActionKind::Extract;
        self.add(Action { title, kind, fixes: None, preferred: false, refused, what });
    }

    /// Adds an action that takes a note in, unless one of that title is there.
    fn inline(&mut self, title: String, what: What, refused: Option<Refusal>) {
        let kind = ActionKind::Inline;
        self.add(Action { title, kind, fixes: None, preferred: false, refused, what });
    }

    /// Adds an action that mends a finding, unless one of that title is there.
    fn mend(&mut self, fixes: (Code, Span), preferred: bool, title: String, what: What) {
        self.add(Action {
            title,
            kind: ActionKind::QuickFix,
            fixes: Some(fixes),
            preferred,
            refused: None,
            what,
        });
    }

    fn add(&mut self, action: Action) {
        if self.titles.insert(action.title.clone()) {
            self.actions.push(action);
        }
    }
}
