//! Fixes that rewrite a link so that it resolves to one file without doubt.

use linkwright_syntax::{Link, LinkForm};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{
    FileId, LinkRef, MatchKind, Resolution, Vault, VaultPreview, check_link_path, choose_link_path,
    without_md,
};

use super::{ActionContext, Operation, ReportedLink};
use crate::diagnostics::Diagnostic;
use crate::rename::LinkChange;

/// Maximum number of files offered for an ambiguous link.
const MAX_FILES: usize = 4;

/// For a link by alias, `[[alias]]`, offers `[[Note|alias]]` for each note that has the alias.
pub(super) fn offer_note_names(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let alias = link.path_text(ctx.text).into_owned();
    let claimants = ctx.vault.claimants(&alias);
    for &note in claimants.iter().take(MAX_FILES) {
        let Some(edits) = edits_to_link(ctx, link_ref, &link, note, Some(&alias)) else { continue };
        add_replacement(ctx, diagnostic, claimants.len() == 1, &link, edits);
    }
}

/// Offers a full path to the file that the link resolves to, and to the other files of its name.
pub(super) fn offer_unambiguous(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let Some(resolved) = ctx.vault.resolve(link_ref).file() else { return };
    let mut files = ctx.vault.candidates(link_ref, MAX_FILES + 1);
    files.retain(|file| *file != resolved);
    files.insert(0, resolved);
    for file in files.into_iter().take(MAX_FILES) {
        let path = unambiguous_path(ctx.vault, link_ref.source, file, &link, ctx.text);
        let Some(path) = path else { continue };
        let edits = edits_with_path(ctx.text, &link, path, None);
        add_replacement(ctx, diagnostic, false, &link, edits);
    }
}

/// Offers the path from the folder of the current note.
pub(super) fn offer_relative(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let Some(file) = ctx.vault.resolve(link_ref).file() else { return };
    let Some(edits) = edits_to_link(ctx, link_ref, &link, file, None) else { return };
    add_replacement(ctx, diagnostic, true, &link, edits);
}

fn add_replacement(
    ctx: &mut ActionContext<'_>,
    diagnostic: &Diagnostic,
    is_preferred: bool,
    link: &Link,
    edits: Vec<Edit>,
) {
    let title = format!("Replace with `{}`", link_after(ctx.text, link, &edits));
    ctx.add_fix(diagnostic, is_preferred, title, Operation::Edit(edits));
}

/// The edits that make a link resolve to `file`. A wikilink without a display text gets
/// `display`. `None` if no link of this form can be written.
pub(super) fn edits_to_link(
    ctx: &ActionContext<'_>,
    link_ref: LinkRef,
    link: &Link,
    file: FileId,
    display: Option<&str>,
) -> Option<Vec<Edit>> {
    let path =
        choose_link_path(&VaultPreview::new(ctx.vault), link_ref.source, file, link.form, None)
            .ok()?;
    Some(edits_with_path(ctx.text, link, path, display))
}

/// The edit that gives `display` to a wikilink that has none. `None` if a wikilink cannot show it.
pub(super) fn display_edit(link: &Link, display: &str) -> Option<Edit> {
    let change = LinkChange::new(*link);
    change.add_display(&change.escape_display(display)).map(|(edit, _)| edit)
}

/// A path, not percent-encoded, that resolves to `file` and that no other file matches.
fn unambiguous_path(
    vault: &Vault,
    source: FileId,
    file: FileId,
    link: &Link,
    text: &str,
) -> Option<String> {
    let source = &*vault.file(source).path;
    let full = &*vault.file(file).path;
    let written = link.path_text(text);
    let short = match written.to_ascii_lowercase().ends_with(".md") {
        true => full,
        false => without_md(full),
    };
    let paths = [short.to_owned(), full.to_owned(), format!("/{short}"), format!("/{full}")];
    let only = Resolution::File(file, MatchKind::Unique);
    paths.into_iter().find(|path| {
        check_link_path(link.form, path).is_ok()
            && vault.resolve_path(source, path, link.form) == only
    })
}

fn edits_with_path(text: &str, link: &Link, path: String, display: Option<&str>) -> Vec<Edit> {
    let mut change = LinkChange::new(*link);
    change.path = Some(path.into());
    let mut edits: Vec<Edit> =
        change.edits(|span| &text[span]).into_iter().map(|(edit, _)| edit).collect();
    let shows_path = link.form == LinkForm::Wiki && link.display.is_none() && !link.is_embed;
    if let (Some(display), true) = (display, shows_path) {
        edits.extend(display_edit(link, display));
    }
    edits
}

/// The text of the link after `edits`.
fn link_after(text: &str, link: &Link, edits: &[Edit]) -> String {
    let base = link.span.start;
    let relative = |edit: &Edit| {
        let Span { start, end } = edit.span;
        Edit::new(Span { start: start - base, end: end - base }, edit.insert.clone())
    };
    let edits: Vec<Edit> = edits.iter().map(relative).collect();
    apply_edits(&text[link.span], &edits).unwrap_or_default()
}
