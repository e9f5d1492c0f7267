//! Hover: a preview of the target of a link or footnote.

mod in_base;
mod planner;
mod show;
#[cfg(test)]
mod tests;

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, FileId, LinkRef, MissingAnchor, OutsideTarget, Resolution, Resolver, Vault,
};

use planner::{HoverPlanner, PreviewContent, is_image};
pub use show::{Url, finish};

use crate::bases::{self, CountedRows, base_at, name_at};
use crate::definition::label_definition;
use crate::diagnostics::{HeadingMatcher, SimilarNames, nearest_block};
use crate::element::{Element, element_at};
use crate::new_note::{headings_of_link, path_for_broken_link};
use crate::note_part::{NotePart, anchor_part};

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
    rows: Option<CountedRows>,
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

    /// In a base, the rows whose number belongs below the hover.
    #[must_use]
    pub fn rows(&self) -> Option<CountedRows> {
        self.rows
    }

    fn from_message(span: Span, message: String) -> HoverPlan {
        let (notes, files) = (Vec::new(), Vec::new());
        HoverPlan { span, summary: None, message, content: None, notes, files, rows: None }
    }
}

/// Plans the hover at `offset` of `note`, whose text is `text`.
///
/// - A link to a whole note shows the note's name, aliases, tags, number of backlinks, and its
///   beginning. A link to a section, block or footnote shows that part, and a link to an image the
///   image. Embeds in the preview are shown too, unless they embed a note that already contains them.
/// - A broken link shows the path at which its target would be created.
/// - A footnote reference shows its definition.
/// - A reference link shows the target of its definition.
/// - In a base, text that names a file shows what a link to it does; a folder or tag shows the number of its
///   notes. A key, function or field shows its line, a formula its expression, and a property the number of
///   notes that have it. On the keys of filters and views, [`HoverPlan::rows`] are counted besides.
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
    if let Some(yaml) = base_at(vault, note, offset) {
        if let Some(name) = name_at(text, yaml, offset)
            && let Some(plan) = in_base::plan(planner.clone(), note, &name)
        {
            return Some(plan);
        }
        let described = bases::describe(vault, text, yaml, offset)?;
        let plan = HoverPlan::from_message(described.span, described.text);
        return Some(HoverPlan { rows: described.rows, ..plan });
    }
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
    let anchor = match vault.note(file) {
        Some(_) => vault.resolve_with_anchor(link_ref)?.1,
        None => Anchor::WholeFile,
    };
    let mut plan = file_hover(planner, span, file, &anchor);
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

/// The hover for a file, or for its part at `anchor`.
fn file_hover(planner: HoverPlanner<'_>, span: Span, file: FileId, anchor: &Anchor) -> HoverPlan {
    let vault = planner.vault;
    let Some(note) = vault.note(file) else {
        let mut plan = HoverPlan::from_message(span, format!("`{}`", vault.file(file).path));
        if is_image(&vault.file(file).path) {
            plan.content = Some(PreviewContent::Image(file));
            plan.files.push(file);
        }
        return plan;
    };
    let shows_whole_note =
        matches!(anchor, Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_));
    let summary = shows_whole_note.then(|| summary(vault, file));
    let part = anchor_part(vault, file, &note.facts, anchor);
    planner.plan(span, summary, file, part)
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
    let resolver = Resolver::for_one_note(vault);
    let names = SimilarNames::new(&resolver, link_ref.source);
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
