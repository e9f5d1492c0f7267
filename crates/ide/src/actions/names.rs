//! The names of a note: its file's, its title, its aliases, and what links to it show.

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_vault::{FileId, LinkRef, MatchKind, Resolution};

use super::links::showing;
use super::{ActionContext, Operation};
use crate::Refusal;
use crate::element::{Element, element_at};
use crate::rename::{check_file_name, same_name};
use crate::title::{self, first_h1, heading_text};

/// How many aliases a link is offered to show.
const MOST: usize = 5;

/// ActionContext what the place at `offset` allows.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    match element_at(&note.facts, ctx.text, offset) {
        Some(Element::Link(index, _)) => {
            let at = LinkRef { source: ctx.note, index };
            link(ctx, at, note.facts.links[index as usize]);
        }
        Some(Element::Heading(index)) if first_h1(note) == Some(index) => title(ctx),
        None => {
            let yaml = note.facts.frontmatter.as_deref();
            let keys = yaml.map(|yaml| [yaml.title(), yaml.linter_title()]);
            if keys.into_iter().flatten().flatten().any(|key| key.span.touches(offset)) {
                title(ctx);
            }
        }
        Some(_) => {}
    }
}

/// On a note's title that is not the name of its file: either could follow the other, or the
/// file's name become an alias.
fn title(ctx: &mut ActionContext<'_>) {
    let (vault, note) = (ctx.vault, ctx.note);
    let (file, Some(known)) = (vault.file(note), vault.note(note)) else { return };
    let name = file.name();
    let Some(title) = title::note_title(known) else { return };
    if title.is_empty() || same_name(title, name) || name == file.file_name() {
        return;
    }
    let what = Operation::RenameFile { note, name: title.to_owned() };
    let refused = check_file_name(vault, note, title).err();
    ctx.add_rewrite(format!("Rename the file to `{title}`"), what, refused);
    let what = Operation::ChangeTitle { note, old: title.to_owned(), new: name.to_owned() };
    ctx.add_rewrite(format!("Rename the title to `{name}`"), what, None);
    if !has_alias(ctx, note, name) {
        let what = Operation::AddAlias { note, alias: name.to_owned() };
        let refused = not_editable(ctx, note);
        ctx.add_rewrite(format!("Add the file's name `{name}` as an alias"), what, refused);
    }
}

fn link(ctx: &mut ActionContext<'_>, at: LinkRef, link: Link) {
    let vault = ctx.vault;
    let Resolution::File(note, how) = vault.resolve(at) else { return };
    let Some(known) = vault.file(note).as_note() else { return };
    let name = vault.file(note).name();
    if let Some(shown) = link.display_text(ctx.text) {
        let plain = !shown.is_empty() && !shown.contains(['[', ']', '*', '`', '\\']);
        let new = plain && fold(&shown) != fold(name);
        if new && !link.is_embed && link.subpath.is_none() && !has_alias(ctx, note, &shown) {
            let what = Operation::AddAlias { note, alias: shown.to_string() };
            let refused = not_editable(ctx, note);
            ctx.add_rewrite(format!("Add `{shown}` as an alias of `{name}`"), what, refused);
        }
        return;
    }
    let bare = link.form == LinkForm::Wiki && !link.is_embed && link.subpath.is_none();
    if !bare || how == MatchKind::Alias || link.path.is_empty() {
        return;
    }
    let mut shown: Vec<&str> = Vec::new();
    let aliases = vault.aliases(note).map(|alias| ("alias", alias.scalar.value)).take(MOST);
    let title = first_h1(known).map(|index| ("title", heading_text(known, index)));
    for (what, words) in aliases.chain(title) {
        if words == name || shown.contains(&words) {
            continue;
        }
        shown.push(words);
        if let Some(edit) = showing(&link, words) {
            ctx.add_rewrite(
                format!("Show the {what} `{words}`"),
                Operation::Edit(vec![edit]),
                None,
            );
        }
    }
}

fn has_alias(ctx: &ActionContext<'_>, note: FileId, alias: &str) -> bool {
    ctx.vault.aliases(note).any(|other| fold(other.scalar.value) == fold(alias))
}

/// Why nothing can be added to the note's frontmatter, where that is plain to see.
fn not_editable(ctx: &ActionContext<'_>, note: FileId) -> Option<Refusal> {
    let yaml = ctx.vault.note(note)?.facts.frontmatter.as_deref()?;
    let problem = yaml.problems.first()?;
    let path = &ctx.vault.file(note).path;
    Some(Refusal(format!("{path}: the frontmatter is invalid: {}", problem.message)))
}
