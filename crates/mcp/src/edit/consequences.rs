//! What an edit would do to links, before it is made.

use linkwright_text::Span;
use linkwright_vault::{Anchor, Change, FileId, LinkRef, Vault};
use rustc_hash::FxHashMap;

use crate::answer::ToolRefusal;

/// Maximum number of links in a refusal.
const MAX_LINKS: usize = 5;

/// Where a link leads: the file, and whether the heading or block in it exists.
type LinkOutcome = Option<(FileId, bool)>;

/// Refuses an edit after which links no longer lead where they do now: in other notes, and those in the
/// note that the edit keeps. `before` is the text now; `None` for a new note. The index is unchanged
/// afterwards.
///
/// # Errors
/// The refusal, with the links, unless `is_allowed`.
pub(super) fn require_no_broken_links(
    vault: &mut Vault,
    path: &str,
    before: Option<&str>,
    after: &str,
    is_allowed: bool,
) -> Result<(), ToolRefusal> {
    if is_allowed {
        return Ok(());
    }
    let own_before = vault.find_file(path).filter(|_| before.is_some());
    let own_links = |vault: &Vault, text: &str| -> Vec<(String, LinkOutcome)> {
        let Some(file) = vault.find_file(path) else { return Vec::new() };
        let written = |link: LinkRef| {
            let span = vault.note(file)?.facts.links.get(link.index as usize)?.span;
            Some((text.get(span.range())?.to_owned(), target(vault, link)))
        };
        links_of(vault, file).filter_map(written).collect()
    };
    let kept: FxHashMap<String, LinkOutcome> =
        before.map(|text| own_links(vault, text)).into_iter().flatten().collect();
    let delta = vault.apply(Change::Note { path, text: after });
    let others: Vec<FileId> = vault
        .affected_files(&delta)
        .into_iter()
        .filter(|file| vault.find_file(path) != Some(*file))
        .collect();
    let outgoing = |vault: &Vault| -> Vec<(LinkRef, LinkOutcome)> {
        let links = others.iter().flat_map(|file| links_of(vault, *file));
        links.map(|link| (link, target(vault, link))).collect()
    };
    let links_after = outgoing(vault);
    let own_after = own_links(vault, after);
    match before {
        Some(text) => vault.apply(Change::Note { path, text }),
        None => vault.apply(Change::Remove { path }),
    };
    let links_before = outgoing(vault);
    debug_assert_eq!(own_before, vault.find_file(path).filter(|_| before.is_some()));
    let is_broken = |before: LinkOutcome, after: LinkOutcome| match before {
        // A link that leads to an existing place must lead to the same file, and to an existing place.
        Some((file, true)) => after != Some((file, true)),
        Some((file, false)) => after.is_none_or(|(now, _)| now != file),
        None => false,
    };
    let mut broken: Vec<String> = Vec::new();
    for ((link, before), (_, after)) in links_before.iter().zip(&links_after) {
        if is_broken(*before, *after) {
            broken.push(format!("`{}` {}", vault.file(link.source).path, place(vault, *link)));
        }
    }
    for (written, after) in own_after {
        if kept.get(&written).is_some_and(|before| is_broken(*before, after)) {
            broken.push(format!("`{written}` in the note itself"));
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    let count = broken.len();
    let links = if count == 1 { "link" } else { "links" };
    broken.dedup();
    let more = broken.len().saturating_sub(MAX_LINKS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Err(ToolRefusal(format!(
        "This would break {count} {links}, or lead them elsewhere: {}{more}. Nothing was changed. To rename a \
         heading, block, alias or note, use `move`: the links follow. To do it anyway, repeat the call with \
         `breakLinks: true`",
        broken[..broken.len().min(MAX_LINKS)].join(", ")
    )))
}

fn links_of(vault: &Vault, source: FileId) -> impl Iterator<Item = LinkRef> + use<> {
    let links = vault.note(source).map_or(0, |note| note.facts.links.len());
    (0..).take(links).map(move |index| LinkRef { source, index })
}

fn target(vault: &Vault, link: LinkRef) -> LinkOutcome {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    Some((file, !matches!(anchor, Anchor::Missing(_))))
}

/// The line of a link is not known without its text, so its heading is given.
fn place(vault: &Vault, link: LinkRef) -> String {
    let Some(note) = vault.note(link.source) else { return String::new() };
    let Some(fact) = note.facts.links.get(link.index as usize) else { return String::new() };
    let Span { start, .. } = fact.span;
    let next = note.facts.headings.partition_point(|heading| heading.span.start <= start);
    match next.checked_sub(1).and_then(|at| note.headings.get(at)) {
        Some(heading) => format!("(under `{heading}`)"),
        None => "(at its beginning)".to_owned(),
    }
}

/// Refuses an edit that makes valid frontmatter invalid, or removes it by mistake.
///
/// # Errors
/// The refusal, with the problem.
pub(super) fn require_valid_frontmatter(
    vault: &Vault,
    file: FileId,
    path: &str,
    before: &str,
    after: &str,
) -> Result<(), ToolRefusal> {
    let Some(note) = vault.note(file) else { return Ok(()) };
    let Some(own) = note.facts.frontmatter.as_deref() else { return Ok(()) };
    if !own.problems.is_empty() || before == after {
        return Ok(());
    }
    let now = linkwright_syntax::scan_file(path, after);
    match now.frontmatter.as_deref() {
        Some(yaml) => match yaml.problems.first() {
            Some(problem) => Err(ToolRefusal(format!(
                "the frontmatter would become invalid YAML: {}. Nothing was changed. Set properties with \
                 `property` and `value`",
                problem.message
            ))),
            None => Ok(()),
        },
        None if after[linkwright_text::bom_len(after)..].starts_with("---") => {
            Err(ToolRefusal::new("the frontmatter would not end. Nothing was changed"))
        }
        None => Ok(()),
    }
}
