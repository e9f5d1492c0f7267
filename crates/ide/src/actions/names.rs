//! Actions for the names of a note: its file name, its title, its aliases, and the display texts of
//! links to it.

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_vault::{FileId, LinkRef, MatchKind, Resolution};

use super::links::display_edit;
use super::{ActionContext, Operation};
use crate::Refusal;
use crate::element::{Element, element_at};
use crate::rename::{check_file_name, same_name};
use crate::title::{self, heading_text};

/// Maximum number of aliases offered as the display text of a link.
const MAX_ALIASES: usize = 5;

/// Offers the actions for the link or the title at `offset`.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let note = ctx.indexed.note();
    match element_at(ctx.indexed, offset) {
        Some(Element::Link(index, _)) => {
            let link_ref = LinkRef { source: ctx.note, index };
            offer_for_link(ctx, link_ref, note.facts.links[index as usize]);
        }
        Some(Element::Heading(index)) if note.first_h1 == Some(index) => offer_for_title(ctx),
        None => {
            let yaml = note.facts.frontmatter.as_deref();
            let keys = yaml.map(|yaml| [yaml.title(), yaml.linter_title()]);
            if keys.into_iter().flatten().flatten().any(|key| key.span.touches(offset)) {
                offer_for_title(ctx);
            }
        }
        Some(_) => {}
    }
}

/// Where the title and the file name differ, offers to rename the one after the other, and to add the
/// file name as an alias.
fn offer_for_title(ctx: &mut ActionContext<'_>) {
    let (vault, note) = (ctx.vault, ctx.note);
    let (file, Some(indexed)) = (vault.file(note), vault.note(note)) else { return };
    let name = file.name();
    let Some(title) = title::note_title(indexed) else { return };
    if title.is_empty() || same_name(title, name) || name == file.file_name() {
        return;
    }
    let operation = Operation::RenameFile { note, name: title.to_owned() };
    let refusal = check_file_name(vault, note, title).err();
    ctx.add_rewrite(format!("Rename the file to `{title}`"), operation, refusal);
    let (old, new) = (title.to_owned(), name.to_owned());
    let operation = Operation::ChangeTitle { note, old, new };
    ctx.add_rewrite(format!("Rename the title to `{name}`"), operation, None);
    if !has_alias(ctx, note, name) {
        let operation = Operation::AddAlias { note, alias: name.to_owned() };
        let refusal = invalid_frontmatter(ctx, note);
        ctx.add_rewrite(format!("Add the file name `{name}` as an alias"), operation, refusal);
    }
}

/// Offers a link's display text as an alias of its note. For a link without one, offers the aliases
/// and the title of its note as the display text.
fn offer_for_link(ctx: &mut ActionContext<'_>, link_ref: LinkRef, link: Link) {
    let vault = ctx.vault;
    let Resolution::File(note, how) = vault.resolve(link_ref) else { return };
    let Some(indexed) = vault.file(note).as_note() else { return };
    let name = vault.file(note).name();
    if let Some(display) = link.display_text(ctx.text) {
        let plain = !display.is_empty() && !display.contains(['[', ']', '*', '`', '\\']);
        let is_new = plain && fold(&display) != fold(name);
        if is_new && !link.is_embed && link.subpath.is_none() && !has_alias(ctx, note, &display) {
            let operation = Operation::AddAlias { note, alias: display.to_string() };
            let refusal = invalid_frontmatter(ctx, note);
            let title = format!("Add `{display}` as an alias of `{name}`");
            ctx.add_rewrite(title, operation, refusal);
        }
        return;
    }
    let has_only_path = link.form == LinkForm::Wiki && !link.is_embed && link.subpath.is_none();
    if !has_only_path || how == MatchKind::Alias || link.path.is_empty() {
        return;
    }
    let mut offered: Vec<&str> = Vec::new();
    let aliases = vault.aliases(note).map(|alias| ("alias", alias.scalar.value)).take(MAX_ALIASES);
    let title = indexed.first_h1.map(|index| ("title", heading_text(indexed, index)));
    for (kind, display) in aliases.chain(title) {
        if display == name || offered.contains(&display) {
            continue;
        }
        offered.push(display);
        if let Some(edit) = display_edit(&link, display) {
            let title = format!("Show the {kind} `{display}`");
            ctx.add_rewrite(title, Operation::Edit(vec![edit]), None);
        }
    }
}

fn has_alias(ctx: &ActionContext<'_>, note: FileId, alias: &str) -> bool {
    ctx.vault.aliases(note).any(|other| fold(other.scalar.value) == fold(alias))
}

/// The refusal if nothing can be added to the note's frontmatter because it is invalid.
fn invalid_frontmatter(ctx: &ActionContext<'_>, note: FileId) -> Option<Refusal> {
    let yaml = ctx.vault.note(note)?.facts.frontmatter.as_deref()?;
    let problem = yaml.problems.first()?;
    let path = &ctx.vault.file(note).path;
    Some(Refusal(format!("{path}: the frontmatter is invalid: {}", problem.message)))
}
