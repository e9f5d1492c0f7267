//! Hover: the beginning of what a place leads to.

mod extent;
mod show;
#[cfg(test)]
mod tests;

use linkwright_syntax::{Facts, Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, MissingAnchor, OutsideTarget, Resolution, Vault};

pub use show::finish;

use crate::definition::{anchor_target, label_definition};
use crate::diagnostics::is_note_path;
use crate::element::{Element, element_at, heading_with_fragment};
use crate::new_note::{headings_of_link, path_for_missing_link};

/// What a hover shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// What it is about, in bytes of the note.
    pub span: Span,
    /// Of a link to a note as a whole: the note.
    pub summary: Option<NoteSummary>,
    /// The beginning of what is there, or why nothing is. Markdown.
    pub text: String,
}

/// What is known of a note without its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteSummary {
    /// The note's name.
    pub name: String,
    /// Its aliases, in their order.
    pub aliases: Vec<String>,
    /// Its tags without `#`, sorted, each once.
    pub tags: Vec<String>,
    /// How many links in other notes lead to it.
    pub backlinks: usize,
}

/// A planned hover that still needs the texts of [`HoverPlan::notes`].
pub struct HoverPlan {
    span: Span,
    summary: Option<NoteSummary>,
    /// What stands above the content.
    message: String,
    content: Option<PreviewContent>,
    notes: Vec<FileId>,
    images: Vec<FileId>,
}

impl HoverPlan {
    /// The notes whose texts [`finish`] needs, sorted.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The images that are shown.
    #[must_use]
    pub fn images(&self) -> &[FileId] {
        &self.images
    }

    fn message(span: Span, message: String) -> HoverPlan {
        let (notes, images) = (Vec::new(), Vec::new());
        HoverPlan { span, summary: None, message, content: None, notes, images }
    }
}

/// Something to show.
enum PreviewContent {
    Image(FileId),
    Piece(PreviewPiece),
}

/// A piece of a note.
struct PreviewPiece {
    note: FileId,
    shown: ShownPart,
    /// What is shown instead of embeds: by their spans, in order.
    insets: Vec<(Span, PreviewContent)>,
}

/// What of a note is shown.
#[derive(Clone, Copy)]
enum ShownPart {
    /// This much.
    Span(Span),
    /// From here on.
    From(u32),
    /// From the line on that holds this place.
    FromLine(u32),
    /// The block that holds this place.
    Block(u32),
    /// The footnote whose definition starts here.
    Footnote(u32),
}

/// No more of a note is shown than this, in bytes.
const LONGEST: u32 = 1_500;

/// No more is shown of a note within another.
const LONGEST_INSET: u32 = 600;

/// Embeds are shown in embeds only so deep, and only so many.
const DEEPEST: usize = 3;
const MOST_INSETS: usize = 12;

/// Plans what is shown at `offset` of `note`, whose text is `text`.
///
/// Of a link its target's name, aliases, tags and number of backlinks, and its beginning; the
/// section, block or footnote where the link leads to one, and images as such; embeds in what is
/// shown are shown too, unless they are of a note that is being shown already. Of a broken link
/// what creating its target would make. Of a footnote's reference its definition, and of a reference
/// link what its definition leads to.
#[must_use]
pub fn plan(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<HoverPlan> {
    let facts = &vault.note(note)?.facts;
    match element_at(facts, text, offset)? {
        Element::Link(index, _) => {
            let span = facts.links[index as usize].span;
            link(vault, text, span, LinkRef { source: note, index })
        }
        Element::LabelText(index) | Element::Label(index) => {
            let used = &facts.labels[index as usize];
            let defined = label_definition(facts, text, used)?.span;
            let index = facts.links.iter().position(|link| link.span == defined)?;
            let index = u32::try_from(index).ok()?;
            link(vault, text, used.span, LinkRef { source: note, index })
        }
        Element::Footnote(index) => {
            let fact = &facts.footnotes[index as usize];
            let found = crate::definition(vault, note, text, offset)?;
            let start = found.targets.first().filter(|_| !fact.is_definition)?.span.start;
            Some(Planning::new(vault).plan(fact.span, None, note, ShownPart::Footnote(start)))
        }
        _ => None,
    }
}

/// What the link `at`, which stands in `text`, leads to.
fn link(vault: &Vault, text: &str, span: Span, at: LinkRef) -> Option<HoverPlan> {
    let source = vault.note(at.source)?;
    let fact = source.facts.links.get(at.index as usize)?;
    let file = match vault.resolve(at) {
        Resolution::File(file, _) => file,
        Resolution::Missing => match vault.resolve_outside(at) {
            OutsideTarget::File(path) => {
                return Some(HoverPlan::message(span, format!("`{path}` is not in the vault.")));
            }
            OutsideTarget::Folder { path, index_file } => {
                let path = if path.is_empty() { "." } else { &path };
                let opens =
                    index_file.map_or_else(String::new, |opens| format!(" It opens `{opens}`."));
                return Some(HoverPlan::message(span, format!("The folder `{path}`.{opens}")));
            }
            OutsideTarget::SitePage(_) => {
                let message = "A page of the website that shows the repository.";
                return Some(HoverPlan::message(span, message.to_owned()));
            }
            OutsideTarget::Unknown => return None,
            OutsideTarget::Missing => {
                return Some(HoverPlan::message(span, nothing(vault, text, fact, at)));
            }
        },
    };
    let Some(note) = vault.note(file) else {
        let mut plan = HoverPlan::message(span, format!("`{}`", vault.file(file).path));
        if is_image(&vault.file(file).path) {
            plan.content = Some(PreviewContent::Image(file));
            plan.images.push(file);
        }
        return Some(plan);
    };
    let (_, anchor) = vault.resolve_with_anchor(at)?;
    let whole = matches!(anchor, Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_));
    let summary = whole.then(|| summary(vault, file));
    let shown = shown(vault, file, &note.facts, &anchor);
    let mut plan = Planning::new(vault).plan(span, summary, file, shown);
    if let Anchor::Missing(missing) = anchor {
        let asked = fact.subpath_text(text).unwrap_or_default();
        let asked = asked.trim_start_matches(['^', '[']).trim_end_matches(']');
        let name = vault.file(file).name();
        plan.message = match missing {
            MissingAnchor::Heading => {
                format!("`{name}` has no heading `{asked}`. It can be added there.")
            }
            MissingAnchor::Block => format!("`{name}` has no block `^{asked}`."),
            MissingAnchor::Footnote => format!("`{name}` has no footnote `{asked}`."),
        };
    }
    Some(plan)
}

/// Why a link leads nowhere, and what creating its target would make.
fn nothing(vault: &Vault, text: &str, link: &Link, at: LinkRef) -> String {
    let asked = vault.expected_path(at).unwrap_or_default();
    let path = asked.trim_start_matches('/');
    let claimants = vault.claimants(path);
    if claimants.len() > 1 {
        let names = claimants.iter().map(|note| format!("`{}`", vault.file(*note).name()));
        let names = names.collect::<Vec<_>>().join(", ");
        return format!("`{path}` is an alias of several notes: {names}.");
    }
    let none = format!("Nothing is named `{path}` yet.");
    let folder = vault.file(at.source).folder();
    let Some(new) = path_for_missing_link(vault, folder, &asked).filter(|_| is_note_path(path))
    else {
        return none;
    };
    let headings = headings_of_link(text, link);
    let headings: Vec<_> = headings.lines().filter(|line| !line.is_empty()).collect();
    let with = match &headings[..] {
        [] => String::new(),
        headings => format!(" with `{}`", headings.join("`, `")),
    };
    format!("{none} Creating it makes `{new}`{with}.")
}

/// What of `file` a link to `anchor` shows.
fn shown(vault: &Vault, file: FileId, facts: &Facts, anchor: &Anchor) -> ShownPart {
    let start = anchor_target(vault, file, anchor).span.start;
    match anchor {
        Anchor::Headings(headings) => {
            headings.last().map_or(ShownPart::From(0), |at| section(facts, *at))
        }
        Anchor::Fragment(index) => match heading_with_fragment(facts, *index) {
            Some(heading) => section(facts, heading),
            None => ShownPart::FromLine(start),
        },
        Anchor::Block(_) => ShownPart::Block(start),
        Anchor::Footnote(_) => ShownPart::Footnote(start),
        Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => {
            ShownPart::From(facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end))
        }
    }
}

/// From a heading to before the next one of its level or above.
fn section(facts: &Facts, heading: u32) -> ShownPart {
    let at = heading as usize;
    let Some(own) = facts.headings.get(at) else { return ShownPart::From(0) };
    match facts.headings[at + 1..].iter().find(|next| next.level <= own.level) {
        Some(next) => ShownPart::Span(Span { start: own.span.start, end: next.span.start }),
        None => ShownPart::From(own.span.start),
    }
}

fn summary(vault: &Vault, file: FileId) -> NoteSummary {
    let mut tags: Vec<_> = vault.tags_of(file).map(|(tag, _)| tag.to_owned()).collect();
    tags.sort_unstable();
    tags.dedup();
    NoteSummary {
        name: vault.file(file).name().to_owned(),
        aliases: vault.aliases(file).map(|alias| alias.scalar.value.to_string()).collect(),
        tags,
        backlinks: vault.count_backlinks(file),
    }
}

fn is_image(path: &str) -> bool {
    const IMAGES: [&str; 8] = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    IMAGES.iter().any(|image| image.eq_ignore_ascii_case(extension))
}

/// What is known while a hover is planned.
struct Planning<'v> {
    vault: &'v Vault,
    notes: Vec<FileId>,
    images: Vec<FileId>,
    /// The notes that are being shown, each within the one before.
    within: Vec<FileId>,
    insets: usize,
}

impl<'v> Planning<'v> {
    fn new(vault: &'v Vault) -> Planning<'v> {
        let (notes, images, within) = (Vec::new(), Vec::new(), Vec::new());
        Planning { vault, notes, images, within, insets: 0 }
    }

    fn plan(
        mut self,
        span: Span,
        summary: Option<NoteSummary>,
        note: FileId,
        shown: ShownPart,
    ) -> HoverPlan {
        let content = Some(PreviewContent::Piece(self.piece(note, shown)));
        let Planning { mut notes, images, .. } = self;
        notes.sort_unstable();
        notes.dedup();
        HoverPlan { span, summary, message: String::new(), content, notes, images }
    }

    fn piece(&mut self, note: FileId, shown: ShownPart) -> PreviewPiece {
        self.notes.push(note);
        self.within.push(note);
        let window = match shown {
            ShownPart::Span(span) => Span { end: span.end.min(span.start + LONGEST), ..span },
            ShownPart::From(start) | ShownPart::Footnote(start) => {
                Span { start, end: start + LONGEST }
            }
            ShownPart::Block(at) | ShownPart::FromLine(at) => {
                Span { start: at.saturating_sub(LONGEST), end: at + LONGEST }
            }
        };
        let links = self.vault.note(note).map_or(&[][..], |note| &note.facts.links);
        let from = links.partition_point(|link| link.span.start < window.start);
        let mut insets = Vec::new();
        for (index, link) in (0..).zip(links).skip(from) {
            if link.span.start >= window.end || self.insets == MOST_INSETS {
                break;
            }
            let html = matches!(link.form, LinkForm::Html { .. });
            if link.is_embed
                && !html
                && let Some(content) = self.inset(LinkRef { source: note, index })
            {
                insets.push((link.span, content));
            }
        }
        self.within.pop();
        PreviewPiece { note, shown, insets }
    }

    /// What is shown for the embed `at`; `None` for the embed as it is written.
    fn inset(&mut self, at: LinkRef) -> Option<PreviewContent> {
        let (file, anchor) = self.vault.resolve_with_anchor(at)?;
        if is_image(&self.vault.file(file).path) {
            self.insets += 1;
            self.images.push(file);
            return Some(PreviewContent::Image(file));
        }
        let facts = &self.vault.file(file).as_note()?.facts;
        let goes_on = self.within.len() < DEEPEST && !self.within.contains(&file);
        if !goes_on || matches!(anchor, Anchor::Missing(_)) {
            return None;
        }
        self.insets += 1;
        Some(PreviewContent::Piece(self.piece(file, shown(self.vault, file, facts, &anchor))))
    }
}
