//! A link to a file that does not exist: the file that was meant, or one to be made.

use linkwright_syntax::frontmatter::add_alias;
use linkwright_syntax::{Link, LinkForm};
use linkwright_vault::{LinkRef, NewFileLocation, Vault, check_name, decode};

use super::links::{by_alias, to_note};
use super::{Found, What};
use crate::diagnostics::{Diagnostic, asks_for_note, near};
use crate::place::segments;

/// Offers the notes that claim the name, or those of a similar one, and to create it.
pub(super) fn file(found: &mut Found<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let vault = found.vault;
    let Some(note) = vault.note(at.source) else { return };
    // Relative paths are told from the root here.
    let path = vault.target_text(note.links[at.index as usize].0).trim_start_matches('/');
    if link.form == LinkForm::Wiki && !vault.claimants(path).is_empty() {
        by_alias(found, finding, at, link);
        return;
    }
    for near in near(vault, at.source, path) {
        let Some(edits) = to_note(found, at, &link, near.file, near.alias) else { continue };
        let name = near.alias.unwrap_or(vault.file(near.file).name());
        let title = match near.alias {
            Some(_) => format!("Link to `{}` as `{name}`", vault.file(near.file).name()),
            None => format!("Link to `{name}`"),
        };
        found.mend((finding.code, finding.span), false, title, What::Edit(edits));
    }
    create(found, finding, at, &link, path);
}

fn create(found: &mut Found<'_>, finding: &Diagnostic, at: LinkRef, link: &Link, path: &str) {
    let vault = found.vault;
    if !asks_for_note(path) {
        return;
    }
    let Some(path) = new_path(vault, vault.file(at.source).folder(), path) else { return };
    let fixes = (finding.code, finding.span);
    let text = asked_headings(found.text, link);
    let title = format!("Create `{path}`");
    found.mend(fixes, false, title, What::Create { path: path.clone(), text: text.clone() });
    let shown = (!link.embed).then(|| link.display_text(found.text)).flatten();
    let name = path.rsplit('/').next().unwrap_or(&path).trim_end_matches(".md");
    let shown = shown.filter(|shown| !shown.is_empty() && **shown != *name);
    if let Some(shown) = shown.filter(|_| link.form == LinkForm::Wiki)
        && let Ok(edit) = add_alias("", None, &shown, vault.settings().aliases)
    {
        let title = format!("Create `{path}` with the alias `{shown}`");
        let text = [&*edit.insert, &*text].concat();
        found.mend(fixes, false, title, What::Create { path, text });
    }
}

/// Where the note `path` is made that a note in `folder` asks for (`docs/semantics.md §2`); `None`
/// where no file can be.
pub(crate) fn new_path(vault: &Vault, folder: &str, path: &str) -> Option<String> {
    let path = match path.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("md") => stem,
        _ => path,
    };
    let folder = match &vault.settings().new_file_location {
        _ if path.contains('/') => "",
        NewFileLocation::Root => "",
        NewFileLocation::Current => folder,
        NewFileLocation::Folder(folder) => folder,
    };
    path.split('/').try_for_each(check_name).ok()?;
    let path = match folder {
        "" => format!("{path}.md"),
        folder => format!("{folder}/{path}.md"),
    };
    vault.find(&path).is_none().then_some(path)
}

/// The headings that a link asks for, one below the other.
pub(crate) fn asked_headings(text: &str, link: &Link) -> String {
    let Some(subpath) = link.subpath else { return String::new() };
    let said = |span| decode(&text[span], link.form, link.place).trim().to_owned();
    let names: Vec<String> = segments(text, subpath).map(said).collect();
    if names.len() > 6 || names.iter().any(|name| name.starts_with(['^', '['])) {
        return String::new();
    }
    let headings = (1..).zip(&names).map(|(level, name)| format!("{} {name}\n", "#".repeat(level)));
    headings.collect::<Vec<_>>().join("\n")
}
