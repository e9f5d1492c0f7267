//! Renames a property, or a value of one, in all notes (`docs/semantics.md §7`).

use linkwright_syntax::fold;
use linkwright_syntax::frontmatter::KeyKind;
use linkwright_vault::{Note, Vault};

use super::builder::RenameBuilder;
use super::finish::FrontmatterChange;
use super::{RenamePlan, name};
use crate::Refusal;

/// Plans the rename of the property `old`, in any case, in the frontmatter of all notes and in all bases.
pub(super) fn rename_property(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    let new = name::parse_one_line(new, "a property")?;
    check_meaning(old)?;
    check_meaning(new)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let has = |note: &Note, name: &str| note.property_keys().any(|key| fold(key) == name);
    let (wanted, folded) = (fold(old), fold(new));
    let mut builder = RenameBuilder::new(vault);
    let (mut both, mut existing) = (Vec::new(), 0);
    for (file, note) in vault.notes() {
        let has_new = wanted != folded && has(note, &folded);
        existing += usize::from(has_new);
        if !has(note, &wanted) {
            continue;
        }
        if has_new {
            both.push(&*vault.file(file).path);
        }
        let change = FrontmatterChange::Property { old: old.to_owned(), new: new.to_owned() };
        builder.change_frontmatter(file, change);
    }
    both.sort_unstable();
    if let [first, others @ ..] = &both[..] {
        let others = match others.len() {
            0 => String::new(),
            1 => " and 1 other note".to_owned(),
            count => format!(" and {count} other notes"),
        };
        let verb = if both.len() == 1 { "has" } else { "have" };
        return Err(Refusal(format!(
            "`{first}`{others} {verb} both `{old}` and `{new}`: remove one of them there first"
        )));
    }
    builder.rename_property_in_bases(old, new)?;
    if existing > 0 {
        let notes = if existing == 1 { "1 note".to_owned() } else { format!("{existing} notes") };
        builder.add_message(format!("Merged into the existing property `{new}` ({notes})."));
    }
    builder.build()
}

/// Plans the rename of the value `old` of `property`, in any case, in the frontmatter of all notes and in all
/// bases. Only the texts show which notes have it.
pub(super) fn rename_value(
    vault: &Vault,
    property: &str,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let (old, new) = (name::parse_one_line(old, "a value")?, name::parse_one_line(new, "a value")?);
    check_value(property, old)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let folded = fold(property);
    let mut builder = RenameBuilder::new(vault);
    for (file, note) in vault.notes() {
        if note.property_keys().any(|key| fold(key) == folded) {
            let (property, old, new) = (property.to_owned(), old.to_owned(), new.to_owned());
            builder.change_frontmatter(file, FrontmatterChange::Value { property, old, new });
        }
    }
    builder.rename_value_in_bases(property, old, new)?;
    let usage = vault.property_usage();
    let keys = usage.keys().filter(|(key, _)| fold(key) == folded);
    let values = keys.flat_map(|(key, _)| usage.values(key));
    let uses: u32 = values.filter(|(value, _)| *value == new).map(|(_, count)| count).sum();
    if uses > 0 {
        let uses = if uses == 1 { "1 use".to_owned() } else { format!("{uses} uses") };
        builder.add_message(format!("Merged into the existing value `{new}` ({uses})."));
    }
    builder.build()
}

/// Refuses a value that is more than text.
pub(super) fn check_value(property: &str, value: &str) -> Result<(), Refusal> {
    let instead = match KeyKind::of(property) {
        KeyKind::Tags | KeyKind::Tag => "rename the tag, with its `#`",
        KeyKind::Aliases | KeyKind::Alias => "rename the alias of its note",
        KeyKind::Title | KeyKind::LinterTitle => "rename the note",
        KeyKind::Other if value.starts_with("[[") && value.ends_with("]]") => {
            return Err(Refusal(format!("`{value}` is a link: rename the note")));
        }
        KeyKind::Other => return Ok(()),
    };
    Err(Refusal(format!("a value of `{property}` is more than text: {instead}")))
}

/// Refuses a property from which Obsidian or Linkwright reads more than its value.
pub(super) fn check_meaning(name: &str) -> Result<(), Refusal> {
    let has_meaning = KeyKind::of(name) != KeyKind::Other
        || ["cssclasses", "cssclass"].iter().any(|it| name.eq_ignore_ascii_case(it));
    match has_meaning {
        true => Err(Refusal(format!(
            "`{name}` is a property with a meaning of its own, so no property can be renamed from or to it"
        ))),
        false => Ok(()),
    }
}
