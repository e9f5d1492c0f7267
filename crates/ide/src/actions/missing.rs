//! Fixes for a link to a missing file: link to a similar file, or create the file.

use std::cell::LazyCell;

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::{Resolver, Vault, wikilink_name};

use super::links::{edits_to_link, offer_note_names};
use super::{ActionContext, Operation, ReportedLink};
use crate::diagnostics::{SimilarFile, SimilarNames, is_stem_of, similar_files};
use crate::new_note::{headings_of_link, path_for_broken_link};

/// Offers the notes that have the name as an alias. If there are none, offers files with a similar
/// name, and to create the note.
pub(super) fn offer(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let vault = ctx.vault;
    let Some(path) = target_path(vault, reported) else { return };
    if reported.link.form == LinkForm::Wiki && !vault.claimants(&path).is_empty() {
        offer_note_names(ctx, reported);
        return;
    }
    let resolver = Resolver::for_one_note(vault);
    let names = SimilarNames::new(&resolver, reported.link_ref.source);
    let nearest = names.nearest_file(&path, reported.link.is_embed);
    offer_links(ctx, reported, &path, similar_files(vault, &path, nearest), usize::MAX);
    offer_creation(ctx, reported);
}

/// Offers the notes that have the name as an alias, or else to link to the file that `names` says was probably
/// meant: if `must_be_same`, only if its name is the same except for the extension.
pub(super) fn offer_nearest(
    ctx: &mut ActionContext<'_>,
    reported: ReportedLink<'_>,
    names: &SimilarNames<'_>,
    must_be_same: bool,
) {
    let vault = ctx.vault;
    let Some(path) = target_path(vault, reported) else { return };
    let is_alias = !vault.claimants(&path).is_empty();
    if reported.link.form == LinkForm::Wiki && is_alias {
        offer_note_names(ctx, reported);
        return;
    }
    let nearest = names.nearest_file(&path, reported.link.is_embed);
    let is_near = nearest
        .is_some_and(|(file, _)| !must_be_same || has_same_name(&path, &vault.file(file).path));
    // Collecting all similar names looks at every name of the vault, so first see if there is one.
    if is_near || is_alias {
        offer_links(ctx, reported, &path, similar_files(vault, &path, nearest), 1);
    }
}

/// The path of a link to a missing file: from the root without a leading `/`, even if the link is relative to
/// the note.
fn target_path(vault: &Vault, reported: ReportedLink<'_>) -> Option<String> {
    let target = vault.expected_path(reported.link_ref)?;
    Some(target.trim_start_matches('/').to_owned())
}

/// Offers to link to the first `max` of the `similar` files to which this is possible.
fn offer_links<'v>(
    ctx: &mut ActionContext<'v>,
    reported: ReportedLink<'_>,
    path: &str,
    similar: impl Iterator<Item = SimilarFile<'v>>,
    max: usize,
) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let vault = ctx.vault;
    let is_same = |it: &SimilarFile<'_>| {
        let file = &*vault.file(it.file).path;
        // `[[diagram]]` can mean a note that does not exist yet.
        let may_be_note = !link.is_embed && is_stem_of(path, file);
        it.alias.is_none() && !may_be_note && has_same_name(path, file)
    };
    // `similar` has only the nearest ones.
    let has_one = LazyCell::new(|| {
        let is_same = same_name(path);
        let files = vault.files().filter(|(_, file)| is_same(&file.path));
        files.take(2).count() == 1
    });
    let mut offered = 0;
    for similar in similar {
        let is_preferred = is_same(&similar) && *has_one;
        let edits = edits_to_link(ctx, link_ref, &link, similar.file, similar.alias);
        let Some(edits) = edits else { continue };
        let name = vault.file(similar.file).name();
        let title = match similar.alias {
            Some(alias) => format!("Link to `{name}` as `{alias}`"),
            None => format!("Link to `{name}`"),
        };
        ctx.add_fix(diagnostic, is_preferred, title, Operation::Edit(edits));
        offered += 1;
        if offered == max {
            break;
        }
    }
}

/// Whether `written` is the path of `file`, or the end of it, except for case, Unicode form and the
/// extension.
fn has_same_name(written: &str, file: &str) -> bool {
    same_name(written)(file)
}

/// As [`has_same_name`], for many files.
fn same_name(written: &str) -> impl Fn(&str) -> bool {
    fn stem(path: &str) -> &str {
        let name = path.rfind('/').map_or(0, |slash| slash + 1);
        &path[..path[name..].rfind('.').map_or(path.len(), |dot| name + dot)]
    }
    let written = fold(stem(written)).into_owned();
    move |file| {
        let file = stem(file);
        let length = written.len();
        if file.is_ascii() && written.is_ascii() {
            // Most files are rejected here, at little cost.
            let end = file.len().checked_sub(length).map(|start| &file[start..]);
            if !end.is_some_and(|end| end.eq_ignore_ascii_case(&written)) {
                return false;
            }
        }
        let rest = fold(file);
        let rest = rest.strip_suffix(&*written);
        length > 0 && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }
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
