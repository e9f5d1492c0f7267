//! The title group (`docs/semantics.md §7`): what of a note follows a rename of its file, its
//! title or an alias.

use linkwright_syntax::{Frontmatter, fold};
use linkwright_vault::{File, FileId, KeepOldName, Vault};

use super::finish::FrontmatterChange;
use super::follow::Follow;
use super::links::same_name;
use super::{RenamePlan, name};
use crate::title::{first_h1, heading_text};
use crate::{EditReason, Refusal};

/// The rename of a file, in the folder where it is.
pub(super) fn file(vault: &Vault, file: FileId, new: &str) -> Result<RenamePlan, Refusal> {
    let known = known(vault, file)?;
    let (old, extension) = parts(vault, file);
    let new = file_name(vault, file, new)?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let path = path_of(known, new, extension);
    free(vault, file, &path)?;
    let mut follow = Follow::new(vault);
    follow.move_file(file, &path, true);
    follow_file(&mut follow, file, old, new);
    follow.plan()
}

/// `new` as the name of `file`, of a note without its extension.
pub(super) fn file_name<'n>(vault: &Vault, file: FileId, new: &'n str) -> Result<&'n str, Refusal> {
    let (old, extension) = parts(vault, file);
    let new = name::file(new, extension, vault.settings())?;
    match extension.is_empty() && old.contains('.') && !new.contains('.') {
        true => Err(Refusal(format!("`{new}` has no extension: keep that of `{old}`"))),
        false => Ok(new),
    }
}

/// What follows when a file's name, which of a note is without `.md`, changes.
pub(super) fn follow_file(follow: &mut Follow<'_>, file: FileId, old: &str, new: &str) {
    let settings = follow.vault.settings();
    let (h1, title) = (settings.sync_h1, settings.sync_title_key);
    group(follow, file, old, new, &Members { h1, title, name: new });
    keep_old_name(follow, file, old, new);
}

/// Makes an alias of the old name of a file that is renamed, if that is asked for.
fn keep_old_name(follow: &mut Follow<'_>, file: FileId, old: &str, new: &str) {
    let keep = follow.vault.settings().keep_old_name == KeepOldName::Append;
    if keep && is_titled(follow.vault, file) && fold(old) != fold(new) {
        follow.set_frontmatter(
            file,
            FrontmatterChange::AddAlias(old.to_owned(), EditReason::OldName),
        );
    }
}

/// The rename of a note's title, which is `old` on its first H1 or a title key. The file follows
/// if it was named the same, unless `stays` is the reason why it cannot.
pub(super) fn title(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
    stays: Option<&str>,
) -> Result<RenamePlan, Refusal> {
    let known = known(vault, note)?;
    let new = name::one_line(new, "a title")?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let mut follow = Follow::new(vault);
    let (old_name, extension) = parts(vault, note);
    let mut name = old_name;
    if vault.settings().sync_h1 && same_name(name, old) {
        let valid = match stays {
            None => name::file(new, extension, vault.settings()),
            Some(why) => Err(Refusal::new(why)),
        };
        match valid {
            // `x.md` typed as a title is not `x`: the two would part.
            Ok(valid) if valid == new => {
                name = new;
                let path = path_of(known, new, extension);
                free(vault, note, &path)?;
                follow.move_file(note, &path, true);
            }
            Ok(_) => follow.tell(format!("The file stays `{}`.", known.path)),
            Err(Refusal(reason)) => {
                follow.tell(format!("The file stays `{}`: {reason}.", known.path));
            }
        }
    }
    let h1 = vault.note(note).and_then(|note| Some(heading_text(note, first_h1(note)?)));
    let asked_on_key = h1.is_none_or(|h1| !same_name(h1, old));
    let title = vault.settings().sync_title_key || asked_on_key;
    group(&mut follow, note, old, new, &Members { h1: true, title, name });
    if name != old_name {
        keep_old_name(&mut follow, note, old_name, name);
    }
    follow.plan()
}

/// The rename of an alias. The file stays.
pub(super) fn alias(
    vault: &Vault,
    note: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    known(vault, note)?;
    let (name, _) = parts(vault, note);
    let new = name::one_line(new, "an alias")?;
    if new == old {
        return Ok(RenamePlan::default());
    }
    let mut follow = Follow::new(vault);
    let title = vault.settings().sync_title_key;
    group(&mut follow, note, old, new, &Members { h1: true, title, name });
    follow.plan()
}

/// A further alias.
pub(super) fn new_alias(vault: &Vault, note: FileId, alias: &str) -> Result<RenamePlan, Refusal> {
    let alias = name::one_line(alias, "an alias")?;
    if !is_titled(vault, note) {
        return Err(Refusal(format!("`{}` is no note", known(vault, note)?.path)));
    }
    let mut follow = Follow::new(vault);
    let change = FrontmatterChange::AddAlias(alias.to_owned(), EditReason::Requested);
    follow.set_frontmatter(note, change);
    follow.plan()
}

/// The end of an alias. Links that reach the note only by it get its path, and show it.
pub(super) fn remove_alias(
    vault: &Vault,
    note: FileId,
    alias: &str,
) -> Result<RenamePlan, Refusal> {
    let path = &known(vault, note)?.path;
    let is = |other: &str| fold(other) == fold(alias.trim());
    if !vault.aliases(note).any(|other| is(other.scalar.value)) {
        return Err(Refusal(format!("`{path}` has no alias `{alias}`")));
    }
    let mut follow = Follow::new(vault);
    follow.set_frontmatter(note, FrontmatterChange::RemoveAlias(alias.trim().to_owned()));
    follow.plan()
}

/// Refuses a name that the note `file` cannot have, or only differently spelt.
pub(super) fn check_file_name(vault: &Vault, file: FileId, new: &str) -> Result<(), Refusal> {
    let known = known(vault, file)?;
    let (_, extension) = parts(vault, file);
    match name::file(new, extension, vault.settings())? {
        valid if valid == new => free(vault, file, &path_of(known, new, extension)),
        _ => Err(Refusal(format!("no file is named so: `{new}`"))),
    }
}

/// Which members of the group may follow, and the file's name afterwards.
struct Members<'a> {
    h1: bool,
    title: bool,
    name: &'a str,
}

/// Has every member of the note's title group that is `old`, the file aside, become `new`; and
/// the displays that show it.
fn group(follow: &mut Follow<'_>, file: FileId, old: &str, new: &str, members: &Members<'_>) {
    follow.show(file, old, new);
    let vault = follow.vault;
    let Some(note) = vault.note(file) else { return };
    let h1 = first_h1(note).filter(|&index| same_name(heading_text(note, index), old));
    if let (Some(index), true) = (h1, members.h1) {
        follow.set_heading(file, note, index, new);
    }
    if let Some(yaml) = note.facts.frontmatter.as_deref() {
        in_frontmatter(follow, file, yaml, (old, new), members, h1.is_some());
    }
    linter(follow, file, h1.filter(|_| members.h1).map(|_| new), members.name);
}

/// The members in the frontmatter; `titled` if the H1 is one.
fn in_frontmatter(
    follow: &mut Follow<'_>,
    file: FileId,
    yaml: &Frontmatter,
    (old, new): (&str, &str),
    members: &Members<'_>,
    titled: bool,
) {
    let is_old = |value: &str| same_name(value, old);
    if members.title && yaml.title().is_some_and(|title| is_old(title.value)) {
        follow.set_frontmatter(file, FrontmatterChange::Title(new.to_owned()));
    }
    if titled && !members.h1 {
        // The H1 stays, and with it what the Linter keeps of it (`docs/semantics.md §6`).
        return;
    }
    if yaml.linter_title().is_some_and(|title| is_old(title.value)) {
        follow.set_frontmatter(file, FrontmatterChange::LinterTitle(new.to_owned()));
    }
    if follow.vault.aliases(file).any(|alias| is_old(alias.scalar.value)) {
        let (old, new) = (old.to_owned(), new.to_owned());
        follow.set_frontmatter(file, FrontmatterChange::Alias { old, new });
    }
}

/// Does what the Linter would do on its next pass where title and file name part: it has made an
/// alias of neither while they were one (`docs/semantics.md §6`).
fn linter(follow: &mut Follow<'_>, file: FileId, new_h1: Option<&str>, new_name: &str) {
    let vault = follow.vault;
    let rule = vault.settings().linter.filter(|rule| !rule.keep_file_name);
    let note = vault.note(file).filter(|_| is_titled(vault, file));
    let (Some(rule), Some(note)) = (rule, note) else { return };
    let h1 = first_h1(note).map(|index| heading_text(note, index));
    let was_one = h1.is_none_or(|h1| h1 == parts(vault, file).0);
    let Some(title) = new_h1.or(h1).filter(|title| was_one && *title != new_name) else { return };
    follow.set_frontmatter(file, FrontmatterChange::AddAlias(title.to_owned(), EditReason::Title));
    if rule.helper_key {
        follow.set_frontmatter(file, FrontmatterChange::LinterTitle(title.to_owned()));
    }
}

fn known(vault: &Vault, file: FileId) -> Result<&File, Refusal> {
    vault.get(file).ok_or_else(|| Refusal::new("this file is gone"))
}

/// Whether the file has frontmatter or could: canvases say something and have none.
fn is_titled(vault: &Vault, file: FileId) -> bool {
    vault.file(file).as_note().is_some()
}

/// The name of a file, and the extension that it keeps: of a note with the dot, of another file none,
/// since there it is a part of the name.
pub(super) fn parts(vault: &Vault, file: FileId) -> (&str, &str) {
    let known = vault.file(file);
    let (name, whole) = (known.name(), known.file_name());
    let stem = match is_titled(vault, file) {
        true => vault.settings().note_stem(whole),
        false => name,
    };
    whole.split_at(stem.len())
}

/// The path of `file` under another name with `extension`.
fn path_of(file: &File, name: &str, extension: &str) -> String {
    let folder = &file.path[..file.path.len() - file.file_name().len()];
    [folder, name, extension].concat()
}

/// Refuses a path that another file than `file` has, in any case.
fn free(vault: &Vault, file: FileId, path: &str) -> Result<(), Refusal> {
    match vault.find_file(path) {
        Some(other) if other != file => {
            Err(Refusal(format!("`{}` exists already", vault.file(other).path)))
        }
        _ => Ok(()),
    }
}
