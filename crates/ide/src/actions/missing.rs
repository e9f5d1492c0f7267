//! Fixes for a link to a missing file: link to a similar file, or create the file.

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::wikilink_name;

use super::links::{edits_to_link, offer_note_names};
use super::{ActionContext, Operation, ReportedLink};
use crate::diagnostics::{SimilarFile, is_stem_of, similar_files};
use crate::new_note::{headings_of_link, path_for_broken_link};

/// Offers the notes that have the name as an alias. If there are none, offers files with a similar
/// name, and to create the note.
pub(super) fn offer(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let vault = ctx.vault;
    // Relative to the root, even if the link is relative to the note.
    let Some(target) = vault.expected_path(link_ref) else { return };
    let path = target.trim_start_matches('/');
    if link.form == LinkForm::Wiki && !vault.claimants(path).is_empty() {
        offer_note_names(ctx, reported);
        return;
    }
    let similar_files = similar_files(vault, link_ref.source, path, link.is_embed);
    let is_same = |it: &SimilarFile<'_>| {
        let file = &*vault.file(it.file).path;
        // `[[diagram]]` can mean a note that does not exist yet.
        let may_be_note = !link.is_embed && is_stem_of(path, file);
        it.alias.is_none() && !may_be_note && has_same_name(path, file)
    };
    // `similar_files` has only the nearest ones.
    let has_one = || {
        let files = vault.files().filter(|(_, file)| has_same_name(path, &file.path));
        files.take(2).count() == 1
    };
    let is_only = similar_files.iter().any(is_same) && has_one();
    for similar in similar_files {
        let is_preferred = is_only && is_same(&similar);
        let edits = edits_to_link(ctx, link_ref, &link, similar.file, similar.alias);
        let Some(edits) = edits else { continue };
        let name = vault.file(similar.file).name();
        let title = match similar.alias {
            Some(alias) => format!("Link to `{name}` as `{alias}`"),
            None => format!("Link to `{name}`"),
        };
        ctx.add_fix(diagnostic, is_preferred, title, Operation::Edit(edits));
    }
    offer_creation(ctx, reported);
}

/// Whether `written` is the path of `file`, or the end of it, except for case, Unicode form and the
/// extension.
pub(super) fn has_same_name(written: &str, file: &str) -> bool {
    let key = |path: &str| {
        let name = path.rfind('/').map_or(0, |slash| slash + 1);
        let end = path[name..].rfind('.').map_or(path.len(), |dot| name + dot);
        fold(&path[..end]).into_owned()
    };
    let (written, file) = (key(written), key(file));
    !written.is_empty()
        && file.strip_suffix(&written).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn offer_creation(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let Some(path) = path_for_broken_link(ctx.vault, link_ref) else { return };
    let text = ctx.text;
    let mut add = |title: String, alias: Option<String>| {
        let headings = headings_of_link(text, &link);
        let operation = Operation::CreateNote { path: path.clone(), headings, alias };
        ctx.add_fix(diagnostic, false, title, operation);
    };
    add(format!("Create `{path}`"), None);
    let display = (!link.is_embed).then(|| link.display_text(text)).flatten();
    let name = wikilink_name(&path);
    let display = display.filter(|display| !display.is_empty() && **display != *name);
    if let Some(display) = display.filter(|_| link.form == LinkForm::Wiki) {
        let title = format!("Create `{path}` with the alias `{display}`");
        add(title, Some(display.into_owned()));
    }
}
