//! `edit`: changes the text of a note at a heading, a block, a property or an exact text.

mod consequences;
mod place;
mod property;

use std::sync::atomic::AtomicBool;

use linkwright_ide::{Changes, EditReason, NamedNote, named_note};
use linkwright_project::Error;
use linkwright_syntax::{FileKind, NOTE_EXTENSIONS, heading_key};
use linkwright_text::{Edit as TextEdit, Span, apply_edits};
use linkwright_vault::{FileId, Vault};

use self::consequences::{require_no_broken_links, require_valid_frontmatter};
use self::place::{EditPlace, insertion, place};
use self::property::property_edit;
use crate::answer::{ToolAnswer, ToolRefusal};
use crate::arguments::{EditAction, EditCall};
use crate::moves::vault_path;
use crate::seen::shown;
use crate::vault::SessionVault;
use crate::write::{difference, prepare, write};

/// Maximum number of bytes of a diff in a refusal.
const MAX_DIFF: usize = 2_000;

/// Edits a note, or creates one.
///
/// # Errors
/// If the note has changed since it was read, the place does not exist or is not unique, or the edit would
/// break links. Nothing is changed then.
pub(crate) fn edit(vault: &mut SessionVault, given: &EditCall, cancel: &AtomicBool) -> ToolAnswer {
    require_arguments(given)?;
    prepare(vault, cancel)?;
    if given.action == EditAction::Create {
        return create(vault, given, cancel);
    }
    let named = vault.named(&given.note)?;
    if let Some(subpath) = named.subpath {
        let (key, place) = match subpath.strip_prefix('^') {
            Some(block) => ("block", block),
            None => ("heading", &*subpath),
        };
        return Err(ToolRefusal(format!(
            "`note` names a place in the note: write `{}` as `note` and `{place}` as `{key}`",
            named.path
        )));
    }
    let text = vault.text(named.file, cancel)?;
    require_digest(vault, &named.path, &text, given.digest.as_deref())?;
    let index = &vault.current.project.vault;
    let edit = match &given.property {
        Some(key) => property_edit(index, named.file, &text, key, given)?,
        None => text_edit(index, named.file, &text, given)?,
    };
    let after = apply_edits(&text, std::slice::from_ref(&edit));
    let after = after.map_err(|error| ToolRefusal(error.to_string()))?;
    require_valid_frontmatter(index, named.file, &named.path, &text, &after)?;
    let index = &mut vault.current.project.vault;
    require_no_broken_links(index, &named.path, Some(&text), &after, given.break_links)?;
    let edits = vec![(named.file, vec![(edit, EditReason::Requested)])];
    let changes = match after == text {
        true => Changes::default(),
        false => Changes { edits, ..Changes::default() },
    };
    write(vault, changes, &format!("edit {}", named.path), given.dry_run, cancel)
}

/// Refuses arguments that contradict each other.
fn require_arguments(given: &EditCall) -> Result<(), ToolRefusal> {
    let places = [&given.heading, &given.block, &given.property, &given.find];
    let places = places.into_iter().flatten().count();
    let is_property = given.property.is_some();
    let reason = match given.action {
        _ if places > 1 => "give only one of `heading`, `block`, `property` and `find`",
        EditAction::Create if places > 0 || given.digest.is_some() => {
            "`do: create` makes a new note: give only `note` and `text`"
        }
        EditAction::Replace | EditAction::Prepend if repeats_heading(given) => {
            "`text` is what stands below the heading: leave out the heading itself"
        }
        EditAction::Replace | EditAction::Delete if places == 0 => {
            "say what to change: give `heading`, `block`, `property` or `find`"
        }
        EditAction::Append | EditAction::Prepend if is_property => {
            "a property is set or deleted: use `do: replace` with `value`"
        }
        EditAction::Delete if given.text.is_some() || given.value.is_some() => {
            "`do: delete` takes neither `text` nor `value`"
        }
        EditAction::Replace if is_property != given.value.is_some() => {
            "`value` is for `property`, and `text` is for all other places"
        }
        EditAction::Delete => return Ok(()),
        _ if !is_property && given.text.is_none() => "`text` is missing",
        _ if is_property && given.text.is_some() => "set a property with `value`, not `text`",
        _ => return Ok(()),
    };
    Err(ToolRefusal::new(reason))
}

/// Whether `text` starts with the heading that `heading` names.
fn repeats_heading(given: &EditCall) -> bool {
    let (Some(path), Some(text)) = (&given.heading, &given.text) else { return false };
    let first = text.trim_start().lines().next().unwrap_or_default();
    let name = path.rsplit('#').next().unwrap_or(path);
    let words = first.trim_start_matches('#');
    words.len() < first.len() && words.starts_with(' ') && heading_key(words) == heading_key(name)
}

/// Refuses an edit of a note that is not as the client has read it.
fn require_digest(
    vault: &mut SessionVault,
    path: &str,
    text: &str,
    given: Option<&str>,
) -> Result<(), ToolRefusal> {
    let now = linkwright_syntax::digest(text);
    let Some(given) = given else {
        return Err(ToolRefusal(format!(
            "`digest` is missing. Call `read` for `{path}`, and pass the digest of its answer"
        )));
    };
    if given == shown(now) {
        return Ok(());
    }
    let read = u64::from_str_radix(given, 16).ok().and_then(|digest| vault.seen.text(digest));
    let changed = match read {
        Some(read) => format!(
            "It changed so:\n{}The new digest is `{}`. If your edit still fits, repeat it with this digest.",
            difference(read, text, MAX_DIFF),
            shown(now)
        ),
        None => format!("Call `read` for `{path}` again, and repeat the edit with the new digest."),
    };
    vault.seen.add(text);
    Err(ToolRefusal(format!(
        "`{path}` is not as you read it (digest `{given}`). Nothing was changed. {changed}"
    )))
}

/// The edit of a text at a heading, a block, an exact text, or an end of the note.
fn text_edit(
    vault: &Vault,
    file: FileId,
    text: &str,
    given: &EditCall,
) -> Result<TextEdit, ToolRefusal> {
    let EditPlace { content, whole, separator, suffix } = place(vault, file, text, given)?;
    let new = given.text.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let is_exact = given.find.is_some();
    let (span, insert) = match given.action {
        EditAction::Delete => (whole, String::new()),
        EditAction::Replace if is_exact => (content, new),
        EditAction::Replace => {
            let mut new = new.trim_end_matches('\n').to_owned();
            if !suffix.is_empty() && !new.contains(suffix.trim()) {
                new.push_str(&suffix);
            }
            match content.is_empty() {
                true => (content.clone(), insertion(text, content.start, &new)),
                false => (content, new),
            }
        }
        EditAction::Append if is_exact => (content.end..content.end, new),
        EditAction::Prepend if is_exact => (content.start..content.start, new),
        EditAction::Append if content.is_empty() => {
            (content.clone(), insertion(text, content.start, &new))
        }
        EditAction::Append => {
            (content.end..content.end, format!("{separator}{}", new.trim_end_matches('\n')))
        }
        EditAction::Prepend | EditAction::Create => {
            let insert = match content.is_empty() {
                true => insertion(text, content.start, &new),
                false => format!("{}{separator}", new.trim_end_matches('\n')),
            };
            (content.start..content.start, insert)
        }
    };
    let insert = match text.contains("\r\n") {
        true => insert.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => insert,
    };
    Ok(TextEdit::new(Span::new(span.start, span.end), insert))
}

/// Creates a note.
fn create(vault: &mut SessionVault, given: &EditCall, cancel: &AtomicBool) -> ToolAnswer {
    let name = given.note.trim();
    // The name of a note can also be a path that leaves the vault.
    vault_path(name)?;
    if matches!(FileKind::of(name, &NOTE_EXTENSIONS), FileKind::Base | FileKind::Canvas) {
        return Err(ToolRefusal(format!("`{name}` is not a note, and `edit` creates only notes")));
    }
    let index = &vault.current.project.vault;
    let path = match named_note(index, None, name)? {
        NamedNote::New(note) => note.path,
        NamedNote::Existing(file) if name.contains('/') || index.file(file).name() == name => {
            let path = &index.file(file).path;
            return Err(ToolRefusal(format!(
                "`{path}` exists. Call `read` for it, and change it with another `do`"
            )));
        }
        NamedNote::Existing(file) => {
            let path = &index.file(file).path;
            return Err(ToolRefusal(format!(
                "`{name}` already names `{path}`. Choose another name, or give a path with a folder"
            )));
        }
    };
    let text = given.text.clone().unwrap_or_default();
    let index = &mut vault.current.project.vault;
    require_no_broken_links(index, &path, None, &text, given.break_links)?;
    let changes = Changes { creates: vec![(path.clone(), text)], ..Changes::default() };
    let written = write(vault, changes, &format!("create {path}"), given.dry_run, cancel);
    written.map(|mut answer| {
        answer.insert("note".to_owned(), path.into());
        answer
    })
}

impl From<linkwright_syntax::frontmatter::YamlRefusal> for ToolRefusal {
    fn from(refusal: linkwright_syntax::frontmatter::YamlRefusal) -> ToolRefusal {
        Error::Refused(refusal.reason).into()
    }
}
