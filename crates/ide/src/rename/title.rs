//! The title group (`docs/semantics.md §7`): the parts of a note that follow a rename of its file,
//! its title or an alias.

use linkwright_settings::KeepOldName;
use linkwright_syntax::{Frontmatter, fold};
use linkwright_vault::{File, FileId, Vault};

use super::builder::RenameBuilder;
use super::finish::FrontmatterChange;
use super::links::same_name;
use super::{RenamePlan, name};
use crate::title::heading_text;
use crate::{EditReason, Refusal};

/// Plans the rename of a file within its folder.
pub(super) fn rename_file(vault: &Vault, file: FileId, new: &str) -> Result<RenamePlan, Refusal> {
    let known = existing_file(vault, file)?;
    let (old, extension) = name_and_extension(vault, file);
    let new = valid_file_name(vault, file, new)?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let path = renamed_path(known, new, extension);
    check_free(vault, file, &path)?;
    let mut builder = RenameBuilder::new(vault);
    builder.move_file(file, &path, true);
    file_name_changed(&mut builder, file, old, new);
    builder.build()
}

/// Returns `new` as a valid name of `file`, for a note without its extension.
pub(super) fn valid_file_name<'n>(
    vault: &Vault,
    file: FileId,
    new: &'n str,
) -> Result<&'n str, Refusal> {
    let (old, extension) = name_and_extension(vault, file);
    let new = name::parse_file_name(new, extension, vault.settings())?;
    match extension.is_empty() && old.contains('.') && !new.contains('.') {
        true => {
            let extension = old.rsplit('.').next().unwrap_or_default();
            Err(Refusal(format!("`{new}` has no extension: write `{new}.{extension}`")))
        }
        false => Ok(new),
    }
}

/// Adds the changes that follow when the name of a file changes from `old` to `new`. The name of a
/// note is without its extension.
pub(super) fn file_name_changed(
    builder: &mut RenameBuilder<'_>,
    file: FileId,
    old: &str,
    new: &str,
) {
    let settings = builder.vault.settings();
    let (h1, title) = (settings.sync_h1, settings.sync_title_key);
    rename_group(builder, file, old, new, &Members { h1, title, name: new });
    keep_old_name(builder, file, old, new);
}

/// Keeps the old name of a renamed note as an alias, if the settings ask for it.
fn keep_old_name(builder: &mut RenameBuilder<'_>, file: FileId, old: &str, new: &str) {
    let keep = builder.vault.settings().keep_old_name == KeepOldName::Append;
    if keep && can_have_frontmatter(builder.vault, file) && fold(old) != fold(new) {
        builder.change_frontmatter(
            file,
            FrontmatterChange::AddAlias(old.to_owned(), EditReason::OldName),
        );
    }
}

/// Plans the rename of a note's title, which is `old` in its first H1 or a title key. The file
/// follows if it has the same name, unless `file_stays` is the reason why it cannot.
pub(super) fn rename_title(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
    file_stays: Option<&str>,
) -> Result<RenamePlan, Refusal> {
    let known = existing_file(vault, note)?;
    let new = name::parse_one_line(new, "a title")?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let mut builder = RenameBuilder::new(vault);
    let (old_name, extension) = name_and_extension(vault, note);
    let mut name = old_name;
    if vault.settings().sync_h1 && same_name(name, old) {
        let valid = match file_stays {
            None => name::parse_file_name(new, extension, vault.settings()),
            Some(why) => Err(Refusal::new(why)),
        };
        match valid {
            // The title `x.md` is not the file name `x`: they would differ.
            Ok(valid) if valid == new => {
                name = new;
                let path = renamed_path(known, new, extension);
                check_free(vault, note, &path)?;
                builder.move_file(note, &path, true);
            }
            Ok(_) => {
                let path = &known.path;
                builder.add_message(format!(
                    "File `{path}` not renamed: the title ends with a file extension."
                ));
            }
            Err(Refusal(reason)) => {
                builder.add_message(format!("File `{}` not renamed: {reason}.", known.path));
            }
        }
    }
    let h1 = vault.note(note).and_then(|note| Some(heading_text(note, note.first_h1?)));
    let on_title_key = h1.is_none_or(|h1| !same_name(h1, old));
    let title = vault.settings().sync_title_key || on_title_key;
    rename_group(&mut builder, note, old, new, &Members { h1: true, title, name });
    if name != old_name {
        keep_old_name(&mut builder, note, old_name, name);
    }
    builder.build()
}

/// Plans the rename of an alias. The file keeps its name.
pub(super) fn rename_alias(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    existing_file(vault, note)?;
    let (name, _) = name_and_extension(vault, note);
    let new = name::parse_one_line(new, "an alias")?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let mut builder = RenameBuilder::new(vault);
    let title = vault.settings().sync_title_key;
    rename_group(&mut builder, note, old, new, &Members { h1: true, title, name });
    builder.build()
}

/// Plans the addition of an alias.
pub(super) fn add_alias(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    let alias = name::parse_one_line(alias, "an alias")?;
    if !can_have_frontmatter(vault, note) {
        return Err(Refusal(format!(
            "`{}` is not a note, so it has no aliases",
            existing_file(vault, note)?.path
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    let change = FrontmatterChange::AddAlias(alias.to_owned(), EditReason::Requested);
    builder.change_frontmatter(note, change);
    builder.build()
}

/// Plans the removal of an alias. Links that resolve to the note only by the alias get the path of
/// the note, and show the alias.
pub(super) fn remove_alias(
    vault: &Vault,
    note: FileId,
    alias: &str,
) -> Result<RenamePlan, Refusal> {
    let path = &existing_file(vault, note)?.path;
    let is = |other: &str| fold(other) == fold(alias.trim());
    if !vault.aliases(note).any(|other| is(other.scalar.value)) {
        return Err(Refusal(format!("`{path}` has no alias `{alias}`")));
    }
    let mut builder = RenameBuilder::new(vault);
    builder.change_frontmatter(note, FrontmatterChange::RemoveAlias(alias.trim().to_owned()));
    builder.build()
}

/// Refuses `new` if `file` cannot have exactly this name.
pub(super) fn check_file_name(vault: &Vault, file: FileId, new: &str) -> Result<(), Refusal> {
    let known = existing_file(vault, file)?;
    let (_, extension) = name_and_extension(vault, file);
    match name::parse_file_name(new, extension, vault.settings())? {
        valid if valid == new => check_free(vault, file, &renamed_path(known, new, extension)),
        _ => Err(Refusal(format!(
            "`{new}` is not a file name: leave out the extension and spaces at the ends"
        ))),
    }
}

/// Which members of the title group may change, and the new name of the file.
struct Members<'a> {
    h1: bool,
    title: bool,
    name: &'a str,
}

/// Changes every member of the note's title group that is `old` to `new`, except the file; and the
/// display texts that show it.
fn rename_group(
    builder: &mut RenameBuilder<'_>,
    file: FileId,
    old: &str,
    new: &str,
    members: &Members<'_>,
) {
    builder.update_displays(file, old, new);
    let vault = builder.vault;
    let Some(note) = vault.note(file) else { return };
    let h1 = note.first_h1.filter(|&index| same_name(heading_text(note, index), old));
    if let (Some(index), true) = (h1, members.h1) {
        builder.set_heading(file, note, index, new);
    }
    if let Some(yaml) = note.facts.frontmatter.as_deref() {
        rename_in_frontmatter(builder, file, yaml, (old, new), members, h1.is_some());
    }
    apply_linter_rule(builder, file, h1.filter(|_| members.h1).map(|_| new), members.name);
}

/// Changes the members of the group in the frontmatter. `h1_is_member` tells whether the H1 is one.
fn rename_in_frontmatter(
    builder: &mut RenameBuilder<'_>,
    file: FileId,
    yaml: &Frontmatter,
    (old, new): (&str, &str),
    members: &Members<'_>,
    h1_is_member: bool,
) {
    let is_old = |value: &str| same_name(value, old);
    if members.title && yaml.title().is_some_and(|title| is_old(title.value)) {
        builder.change_frontmatter(file, FrontmatterChange::Title(new.to_owned()));
    }
    if h1_is_member && !members.h1 {
        // The H1 stays, and so does what the Linter derives from it (`docs/semantics.md §6`).
        return;
    }
    if yaml.linter_title().is_some_and(|title| is_old(title.value)) {
        builder.change_frontmatter(file, FrontmatterChange::LinterTitle(new.to_owned()));
    }
    if builder.vault.aliases(file).any(|alias| is_old(alias.scalar.value)) {
        let (old, new) = (old.to_owned(), new.to_owned());
        builder.change_frontmatter(file, FrontmatterChange::Alias { old, new });
    }
}

/// Does what the Linter would do on its next run when title and file name become different: it adds
/// no alias while they are equal (`docs/semantics.md §6`).
fn apply_linter_rule(
    builder: &mut RenameBuilder<'_>,
    file: FileId,
    new_h1: Option<&str>,
    new_name: &str,
) {
    let vault = builder.vault;
    let rule = vault.settings().linter.filter(|rule| !rule.keep_file_name);
    let note = vault.note(file).filter(|_| can_have_frontmatter(vault, file));
    let (Some(rule), Some(note)) = (rule, note) else { return };
    let h1 = note.first_h1.map(|index| heading_text(note, index));
    let were_equal = h1.is_none_or(|h1| h1 == name_and_extension(vault, file).0);
    let Some(title) = new_h1.or(h1).filter(|title| were_equal && *title != new_name) else {
        return;
    };
    builder
        .change_frontmatter(file, FrontmatterChange::AddAlias(title.to_owned(), EditReason::Title));
    if rule.helper_key {
        builder.change_frontmatter(file, FrontmatterChange::LinterTitle(title.to_owned()));
    }
}

/// The file, or a refusal if it was removed.
pub(super) fn existing_file(vault: &Vault, file: FileId) -> Result<&File, Refusal> {
    vault.get(file).ok_or_else(|| Refusal::new("this file no longer exists"))
}

/// Whether the file can have frontmatter: it is a note and not a canvas.
fn can_have_frontmatter(vault: &Vault, file: FileId) -> bool {
    vault.file(file).as_note().is_some()
}

/// The name of a file, and the extension that it keeps. For a note the extension includes the dot.
/// For another file it is empty, because there it is a part of the name.
pub(super) fn name_and_extension(vault: &Vault, file: FileId) -> (&str, &str) {
    let known = vault.file(file);
    let (name, whole) = (known.name(), known.file_name());
    let stem = match can_have_frontmatter(vault, file) {
        true => vault.settings().note_stem(whole),
        false => name,
    };
    whole.split_at(stem.len())
}

/// The path of `file` with the name `name` and `extension`.
fn renamed_path(file: &File, name: &str, extension: &str) -> String {
    let folder = &file.path[..file.path.len() - file.file_name().len()];
    [folder, name, extension].concat()
}

/// Refuses `path` if another file has it, in upper or lower case.
fn check_free(vault: &Vault, file: FileId, path: &str) -> Result<(), Refusal> {
    match vault.find_file(path) {
        Some(other) if other != file => Err(already_exists(vault, other)),
        _ => Ok(()),
    }
}

/// The refusal of a path that the file `other` has.
pub(super) fn already_exists(vault: &Vault, other: FileId) -> Refusal {
    Refusal(format!("`{}` already exists: choose another name", vault.file(other).path))
}
