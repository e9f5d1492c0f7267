//! A link to a file that does not exist: the file that was meant, or one to be made.

use linkwright_syntax::{Link, LinkForm};
use linkwright_vault::{LinkRef, wikilink_name};

use super::links::{by_alias, to_note};
use super::{ActionContext, Operation};
use crate::diagnostics::{Diagnostic, is_note_path, similar_files};
use crate::new_note::{headings_of_link, path_for_missing_link};

/// ActionContext the notes that claim the name, or those of a similar one, and to create it.
pub(super) fn file(ctx: &mut ActionContext<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let vault = ctx.vault;
    // Relative paths are told from the root here.
    let Some(asked) = vault.expected_path(at) else { return };
    let path = asked.trim_start_matches('/');
    if link.form == LinkForm::Wiki && !vault.claimants(path).is_empty() {
        by_alias(ctx, finding, at, link);
        return;
    }
    for similar in similar_files(vault, at.source, path) {
        let Some(edits) = to_note(ctx, at, &link, similar.file, similar.alias) else { continue };
        let name = similar.alias.unwrap_or(vault.file(similar.file).name());
        let title = match similar.alias {
            Some(_) => format!("Link to `{}` as `{name}`", vault.file(similar.file).name()),
            None => format!("Link to `{name}`"),
        };
        ctx.add_fix((finding.code, finding.span), false, title, Operation::Edit(edits));
    }
    create(ctx, finding, at, &link, &asked);
}

fn create(ctx: &mut ActionContext<'_>, finding: &Diagnostic, at: LinkRef, link: &Link, path: &str) {
    let vault = ctx.vault;
    if !is_note_path(path) {
        return;
    }
    let Some(path) = path_for_missing_link(vault, vault.file(at.source).folder(), path) else {
        return;
    };
    let fixes = (finding.code, finding.span);
    let text = headings_of_link(ctx.text, link);
    let title = format!("Create `{path}`");
    let (path, headings) = (path.clone(), text.clone());
    ctx.add_fix(
        fixes,
        false,
        title,
        Operation::CreateNote { path: path.clone(), headings, alias: None },
    );
    let shown = (!link.is_embed).then(|| link.display_text(ctx.text)).flatten();
    let name = wikilink_name(&path);
    let shown = shown.filter(|shown| !shown.is_empty() && **shown != *name);
    if let Some(shown) = shown.filter(|_| link.form == LinkForm::Wiki) {
        let title = format!("Create `{path}` with the alias `{shown}`");
        let alias = Some(shown.into_owned());
        ctx.add_fix(fixes, false, title, Operation::CreateNote { path, headings: text, alias });
    }
}
