//! Hover: a preview of the target of a link or footnote.

pub(crate) mod extent;
mod show;
#[cfg(test)]
mod tests;

use linkwright_syntax::{Facts, Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, MissingAnchor, OutsideTarget, Resolution, Vault};

pub use show::{Url, finish};

use crate::definition::{NavigationTarget, anchor_target, label_definition};
use crate::diagnostics::{HeadingMatcher, SimilarNames, nearest_block};
use crate::element::{Element, element_at, heading_with_fragment};
use crate::new_note::{headings_of_link, path_for_broken_link};
use crate::outgoing::{OutgoingLink, outgoing_link};
use crate::title::section_end;

/// The content of a hover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// The hovered element, in bytes of the note.
    pub span: Span,
    /// A summary of the target, for a link to a whole note.
    pub summary: Option<NoteSummary>,
    /// The address of the summarized note, if the editor follows links.
    pub address: Option<String>,
    /// The beginning of the target, or the reason why there is none. Markdown.
    pub text: String,
}

/// A summary of a note that needs only the vault, not the note's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteSummary {
    /// The note's name.
    pub name: String,
    /// The aliases, in the order of the frontmatter.
    pub aliases: Vec<String>,
    /// The tags without `#`, sorted, without duplicates.
    pub tags: Vec<String>,
    /// Number of links to the note in other notes.
    pub backlinks: usize,
}

/// A planned hover. [`finish`] makes the hover from the texts of [`HoverPlan::notes`].
pub struct HoverPlan {
    span: Span,
    summary: Option<NoteSummary>,
    /// Text to show above the content.
    message: String,
    content: Option<PreviewContent>,
    notes: Vec<FileId>,
    files: Vec<FileId>,
}

impl HoverPlan {
    /// The notes whose texts [`finish`] needs, sorted.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }

    /// The files whose addresses are in the hover: its images, and the targets of its links.
    #[must_use]
    pub fn files(&self) -> &[FileId] {
        &self.files
    }

    fn from_message(span: Span, message: String) -> HoverPlan {
        let (notes, files) = (Vec::new(), Vec::new());
        HoverPlan { span, summary: None, message, content: None, notes, files }
    }
}

/// The content of a preview.
enum PreviewContent {
    Image(FileId),
    Excerpt(NoteExcerpt),
    /// A link in an excerpt, for editors that can follow it.
    Link(OutgoingLink, NavigationTarget),
}

/// Part of a note to show.
struct NoteExcerpt {
    note: FileId,
    part: NotePart,
    /// The contents to show in place of embeds and links, in order: the span of each, and its content.
    replaced: Vec<(Span, PreviewContent)>,
}

/// A part of a note, given by an offset or a span in bytes.
#[derive(Clone, Copy)]
pub(crate) enum NotePart {
    /// Exactly this span.
    Span(Span),
    /// Everything from this offset.
    From(u32),
    /// Everything from the start of the line that contains this offset.
    FromLine(u32),
    /// The block that contains the offset `at`, within the text between two headings.
    Block { at: u32, within: Span },
    /// The footnote whose definition starts at this offset.
    Footnote(u32),
}

/// Maximum length of a preview, in bytes, without the contents of its embeds.
const MAX_LEN: u32 = 1_500;

/// Maximum length of the content of an embed, in bytes.
const MAX_EMBED_LEN: u32 = 600;

/// Maximum depth of embeds that contain embeds, counting the previewed note.
const MAX_DEPTH: usize = 3;

/// Maximum number of embeds that are shown in a preview.
const MAX_EMBEDS: usize = 12;

/// Maximum number of links in a preview that can be followed.
const MAX_LINKS: usize = 40;

/// Plans the hover at `offset` of `note`, whose text is `text`.
///
/// - A link to a whole note shows the note's name, aliases, tags, number of backlinks, and its
///   beginning. A link to a section, block or footnote shows that part, and a link to an image the
///   image. Embeds in the preview are shown too, unless they embed a note that already contains them.
/// - A broken link shows the path at which its target would be created.
/// - A footnote reference shows its definition.
/// - A reference link shows the target of its definition.
///
/// If `follows_links` is set, links to files in the preview become Markdown links to their addresses.
#[must_use]
pub fn plan(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
    follows_links: bool,
) -> Option<HoverPlan> {
    let planner = HoverPlanner::new(vault, follows_links);
    let indexed = vault.with_text(note, text)?;
    let facts = indexed.facts();
    match element_at(indexed, offset)? {
        Element::Link(index, _) => {
            let span = facts.links[index as usize].span;
            link_hover(planner, text, span, LinkRef { source: note, index })
        }
        Element::LabelText(index) | Element::Label(index) => {
            let label = &facts.labels[index as usize];
            let definition = label_definition(facts, text, label)?.span;
            let index = facts.links.iter().position(|link| link.span == definition)?;
            let index = u32::try_from(index).ok()?;
            link_hover(planner, text, label.span, LinkRef { source: note, index })
        }
        Element::Footnote(index) => {
            let footnote = &facts.footnotes[index as usize];
            let found = crate::definition(vault, note, text, offset)?;
            let start = found.targets.first().filter(|_| !footnote.is_definition)?.span.start;
            let part = NotePart::Footnote(start);
            Some(planner.plan(footnote.span, None, note, part))
        }
        _ => None,
    }
}

/// The hover for the link `link_ref` of the note with the text `text`. `span` is the hovered element.
fn link_hover(
    planner: HoverPlanner<'_>,
    text: &str,
    span: Span,
    link_ref: LinkRef,
) -> Option<HoverPlan> {
    let vault = planner.vault;
    let source = vault.note(link_ref.source)?;
    let link = source.facts.links.get(link_ref.index as usize)?;
    let file = match vault.resolve(link_ref) {
        Resolution::File(file, _) => file,
        Resolution::Missing => {
            let message = match vault.resolve_outside(link_ref) {
                OutsideTarget::File(path) => format!("`{path}` is on disk, but not in the vault."),
                OutsideTarget::Folder { path, index_file } => {
                    let path = if path.is_empty() { "." } else { &path };
                    let opens = index_file.map(|opens| format!(" The link opens `{opens}`."));
                    format!("Folder `{path}`.{}", opens.unwrap_or_default())
                }
                OutsideTarget::SitePage(_) => {
                    "A page of the website that hosts the repository.".to_owned()
                }
                OutsideTarget::Unknown => return None,
                OutsideTarget::Missing => broken_link_message(vault, text, link, link_ref),
            };
            return Some(HoverPlan::from_message(span, message));
        }
    };
    let Some(note) = vault.note(file) else {
        let mut plan = HoverPlan::from_message(span, format!("`{}`", vault.file(file).path));
        if is_image(&vault.file(file).path) {
            plan.content = Some(PreviewContent::Image(file));
            plan.files.push(file);
        }
        return Some(plan);
    };
    let (_, anchor) = vault.resolve_with_anchor(link_ref)?;
    let shows_whole_note =
        matches!(anchor, Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_));
    let summary = shows_whole_note.then(|| summary(vault, file));
    let part = anchor_part(vault, file, &note.facts, &anchor);
    let mut plan = planner.plan(span, summary, file, part);
    if let Anchor::Missing(missing) = anchor {
        let wanted = link.subpath_text(text).unwrap_or_default();
        let wanted = wanted.trim_start_matches(['^', '[']).trim_end_matches(']');
        let name = vault.file(file).name();
        plan.message = match missing {
            MissingAnchor::Heading => {
                let subpath = source.subpath(link_ref.index).unwrap_or_default();
                let fix = match HeadingMatcher::default().nearest(vault, file, subpath) {
                    Some(heading) => format!("Did you mean `{heading}`?"),
                    None => "A quick fix can add it.".to_owned(),
                };
                format!("`{name}` has no heading `{wanted}`. {fix}")
            }
            MissingAnchor::Block => {
                let near = nearest_block(vault, file, wanted);
                let fix = near.map(|id| format!(" Did you mean `^{id}`?")).unwrap_or_default();
                format!("`{name}` has no block `^{wanted}`.{fix}")
            }
            MissingAnchor::Footnote => format!("`{name}` has no footnote `{wanted}`."),
        };
    }
    Some(plan)
}

/// Says why a link does not resolve, and where its target would be created.
fn broken_link_message(vault: &Vault, text: &str, link: &Link, link_ref: LinkRef) -> String {
    let target = vault.expected_path(link_ref).unwrap_or_default();
    let path = target.trim_start_matches('/');
    let claimants = vault.claimants(path);
    if claimants.len() > 1 {
        let names = claimants.iter().map(|note| format!("`{}`", vault.file(*note).name()));
        let names = names.collect::<Vec<_>>().join(", ");
        return format!("`{path}` is an alias of several notes: {names}.");
    }
    let names = SimilarNames::new(vault, link_ref.source);
    let similar = names.nearest(&target, link.is_embed);
    let similar = similar.map(|name| format!(" Did you mean `{name}`?")).unwrap_or_default();
    let Some(new_path) = path_for_broken_link(vault, link_ref) else {
        return format!("`{path}` does not exist.{similar}");
    };
    let missing = format!("`{path}` does not exist yet.{similar}");
    let headings = headings_of_link(text, link);
    let headings: Vec<_> = headings.lines().filter(|line| !line.is_empty()).collect();
    let with_headings = match &headings[..] {
        [] => String::new(),
        headings => format!(" with `{}`", headings.join("`, `")),
    };
    format!("{missing} Creating it makes `{new_path}`{with_headings}.")
}

/// The part of `file` that a link to `anchor` shows.
pub(crate) fn anchor_part(vault: &Vault, file: FileId, facts: &Facts, anchor: &Anchor) -> NotePart {
    let start = anchor_target(vault, file, anchor).span.start;
    match anchor {
        Anchor::Headings(headings) => {
            headings.last().map_or(NotePart::From(0), |at| section(facts, *at))
        }
        Anchor::Fragment(index) => match heading_with_fragment(facts, *index) {
            Some(heading) => section(facts, heading),
            None => NotePart::FromLine(start),
        },
        Anchor::Block(_) => NotePart::Block { at: start, within: between_headings(facts, start) },
        Anchor::Footnote(_) => NotePart::Footnote(start),
        Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => {
            NotePart::From(facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end))
        }
    }
}

/// The text around `at`, from the heading before it to the heading after it. If `at` is in a heading, it
/// is that heading's line.
fn between_headings(facts: &Facts, at: u32) -> Span {
    let next = facts.headings.partition_point(|heading| heading.span.start <= at);
    let end = facts.headings.get(next).map_or(u32::MAX, |heading| heading.span.start);
    match next.checked_sub(1).map(|before| facts.headings[before].span) {
        Some(own) if at < own.end => own,
        Some(before) => Span { start: before.end, end },
        None => Span { start: facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end), end },
    }
}

/// The section of a heading: up to the next heading with as many `#` or fewer.
fn section(facts: &Facts, heading: u32) -> NotePart {
    let index = heading as usize;
    let Some(heading) = facts.headings.get(index) else { return NotePart::From(0) };
    match section_end(&facts.headings, index) {
        Some(end) => NotePart::Span(Span { start: heading.span.start, end }),
        None => NotePart::From(heading.span.start),
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

/// Collects the notes and images that a hover shows.
struct HoverPlanner<'v> {
    vault: &'v Vault,
    follows_links: bool,
    notes: Vec<FileId>,
    files: Vec<FileId>,
    /// The notes that contain the excerpt which is being planned, from the outside in.
    containers: Vec<FileId>,
    embed_count: usize,
    link_count: usize,
}

impl<'v> HoverPlanner<'v> {
    fn new(vault: &'v Vault, follows_links: bool) -> HoverPlanner<'v> {
        let (notes, files, containers) = (Vec::new(), Vec::new(), Vec::new());
        let (embed_count, link_count) = (0, 0);
        HoverPlanner { vault, follows_links, notes, files, containers, embed_count, link_count }
    }

    fn plan(
        mut self,
        span: Span,
        summary: Option<NoteSummary>,
        note: FileId,
        part: NotePart,
    ) -> HoverPlan {
        let content = Some(PreviewContent::Excerpt(self.excerpt(note, part)));
        let HoverPlanner { mut notes, mut files, .. } = self;
        if summary.is_some() && self.follows_links {
            files.push(note);
        }
        notes.sort_unstable();
        notes.dedup();
        HoverPlan { span, summary, message: String::new(), content, notes, files }
    }

    /// Plans an excerpt with the embeds and links that can be in it. The exact span of the part is known only
    /// when the text is.
    fn excerpt(&mut self, note: FileId, part: NotePart) -> NoteExcerpt {
        self.notes.push(note);
        self.containers.push(note);
        let window = match part {
            NotePart::Span(span) => Span { end: span.end.min(span.start + MAX_LEN), ..span },
            NotePart::From(start) | NotePart::Footnote(start) => {
                Span { start, end: start + MAX_LEN }
            }
            NotePart::Block { at, .. } | NotePart::FromLine(at) => {
                Span { start: at.saturating_sub(MAX_LEN), end: at + MAX_LEN }
            }
        };
        let links = self.vault.note(note).map_or(&[][..], |note| &note.facts.links);
        let first = links.partition_point(|link| link.span.start < window.start);
        let mut replaced = Vec::new();
        for (index, link) in (0..).zip(links).skip(first) {
            if link.span.start >= window.end {
                break;
            }
            let link_ref = LinkRef { source: note, index };
            let content = match link.form {
                LinkForm::Html { .. } => None,
                _ if link.is_embed => self.embed_content(link_ref),
                LinkForm::Wiki | LinkForm::Inline { .. } => self.link_content(link_ref),
                _ => None,
            };
            replaced.extend(content.map(|content| (link.span, content)));
        }
        self.containers.pop();
        NoteExcerpt { note, part, replaced }
    }

    /// The link as an editor can follow it. `None` if its source text is shown instead.
    fn link_content(&mut self, link: LinkRef) -> Option<PreviewContent> {
        if !self.follows_links || self.link_count == MAX_LINKS {
            return None;
        }
        let outgoing = outgoing_link(self.vault, link)?;
        let target = outgoing.target.clone()?;
        self.link_count += 1;
        self.files.push(target.file);
        if target.span.end > 0 {
            self.notes.push(target.file);
        }
        Some(PreviewContent::Link(outgoing, target))
    }

    /// The content to show for an embed. `None` if its source text is shown instead.
    fn embed_content(&mut self, embed: LinkRef) -> Option<PreviewContent> {
        if self.embed_count == MAX_EMBEDS {
            return None;
        }
        let (file, anchor) = self.vault.resolve_with_anchor(embed)?;
        if is_image(&self.vault.file(file).path) {
            self.embed_count += 1;
            self.files.push(file);
            return Some(PreviewContent::Image(file));
        }
        let facts = &self.vault.file(file).as_note()?.facts;
        let can_nest = self.containers.len() < MAX_DEPTH && !self.containers.contains(&file);
        if !can_nest || matches!(anchor, Anchor::Missing(_)) {
            return None;
        }
        self.embed_count += 1;
        let part = anchor_part(self.vault, file, facts, &anchor);
        Some(PreviewContent::Excerpt(self.excerpt(file, part)))
    }
}
