//! Writing a link so that it leads surely where it should.

use linkwright_syntax::{Link, LinkForm};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{
    FileId, LinkRef, MatchKind, Resolution, Vault, VaultPreview, check_link_path, choose_link_path,
    without_md,
};

use super::{ActionContext, Operation};
use crate::diagnostics::Diagnostic;
use crate::rename::LinkChange;

/// How many files are offered where a link could mean several.
const MOST: usize = 4;

/// ActionContext `[[Note|alias]]` in the place of `[[alias]]`, for each note that claims the alias.
pub(super) fn by_alias(ctx: &mut ActionContext<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let alias = link.path_text(ctx.text).into_owned();
    let claimants = ctx.vault.claimants(&alias);
    for &note in claimants.iter().take(MOST) {
        let Some(edits) = to_note(ctx, at, &link, note, Some(&alias)) else { continue };
        let title = format!("Write `{}`", after(ctx.text, &link, &edits));
        ctx.add_fix(
            (finding.code, finding.span),
            claimants.len() == 1,
            title,
            Operation::Edit(edits),
        );
    }
}

/// ActionContext the path of the file that the link is taken to mean, and of others that it could mean.
pub(super) fn ambiguous(
    ctx: &mut ActionContext<'_>,
    finding: &Diagnostic,
    at: LinkRef,
    link: Link,
) {
    let Some(chosen) = ctx.vault.resolve(at).file() else { return };
    let mut files = ctx.vault.candidates(at, MOST + 1);
    files.retain(|file| *file != chosen);
    files.insert(0, chosen);
    for file in files.into_iter().take(MOST) {
        let Some(path) = sure_path(ctx.vault, at.source, file, &link, ctx.text) else {
            continue;
        };
        let edits = rewritten(ctx.text, &link, path, None);
        let title = format!("Write `{}`", after(ctx.text, &link, &edits));
        ctx.add_fix((finding.code, finding.span), false, title, Operation::Edit(edits));
    }
}

/// ActionContext the path from the note's folder.
pub(super) fn not_relative(
    ctx: &mut ActionContext<'_>,
    finding: &Diagnostic,
    at: LinkRef,
    link: Link,
) {
    let Some(file) = ctx.vault.resolve(at).file() else { return };
    let Some(edits) = to_note(ctx, at, &link, file, None) else { return };
    let title = format!("Write `{}`", after(ctx.text, &link, &edits));
    ctx.add_fix((finding.code, finding.span), true, title, Operation::Edit(edits));
}

/// The edits that have the link lead to `file`, showing `words` if it shows nothing yet.
pub(super) fn to_note(
    ctx: &ActionContext<'_>,
    at: LinkRef,
    link: &Link,
    file: FileId,
    words: Option<&str>,
) -> Option<Vec<Edit>> {
    let path =
        choose_link_path(&VaultPreview::new(ctx.vault), at.source, file, link.form, None).ok()?;
    Some(rewritten(ctx.text, link, path, words))
}

/// The edit that has a wikilink without display show `words`, if it can.
pub(super) fn showing(link: &Link, words: &str) -> Option<Edit> {
    let change = LinkChange::new(*link);
    change.add_display(&change.escape_display(words)).map(|(edit, _)| edit)
}

/// The path, decoded, by which a link leads to `file` and could mean no other.
fn sure_path(
    vault: &Vault,
    source: FileId,
    file: FileId,
    link: &Link,
    text: &str,
) -> Option<String> {
    let source = &*vault.file(source).path;
    let whole = &*vault.file(file).path;
    let written = link.path_text(text);
    let bare = match written.to_ascii_lowercase().ends_with(".md") {
        true => whole,
        false => without_md(whole),
    };
    let paths = [bare.to_owned(), whole.to_owned(), format!("/{bare}"), format!("/{whole}")];
    let sure = Resolution::File(file, MatchKind::Unique);
    paths.into_iter().find(|path| {
        check_link_path(link.form, path).is_ok()
            && vault.resolve_path(source, path, link.form) == sure
    })
}

fn rewritten(text: &str, link: &Link, path: String, words: Option<&str>) -> Vec<Edit> {
    let mut change = LinkChange::new(*link);
    change.path = Some(path.into());
    let mut edits: Vec<Edit> =
        change.edits(|span| &text[span]).into_iter().map(|(edit, _)| edit).collect();
    let bare = link.form == LinkForm::Wiki && link.display.is_none() && !link.is_embed;
    if let (Some(words), true) = (words, bare) {
        edits.extend(showing(link, words));
    }
    edits
}

/// The link as the edits leave it.
fn after(text: &str, link: &Link, edits: &[Edit]) -> String {
    let base = link.span.start;
    let within = |edit: &Edit| {
        let Span { start, end } = edit.span;
        Edit::new(Span { start: start - base, end: end - base }, edit.insert.clone())
    };
    let edits: Vec<Edit> = edits.iter().map(within).collect();
    apply_edits(&text[link.span], &edits).unwrap_or_default()
}
