//! Completion after the `#` of a wikilink: the headings of its target, and the ids of its blocks.

use linkwright_syntax::{FileKind, Link, LinkForm, heading_without_block_id};
use linkwright_text::to_offset;
use linkwright_vault::{Anchor, FileId, Note, Vault};

use super::context::Wikilink;
use super::{BlocksPlan, Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The suggestions for `typed`, the subpath so far of `link` with the path `path`.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    path: &str,
    typed: &str,
) -> Completion {
    let file = vault.resolve_path(&vault.file(source).path, path, LinkForm::Wiki).file();
    let Some((file, note)) = file.and_then(|file| Some((file, vault.note(file)?))) else {
        return Completion::default();
    };
    match typed.strip_prefix('^') {
        Some(id) => blocks(vault, source, link, (file, note), id),
        None => headings(vault, link, file, note, typed),
    }
}

/// The suggestions for `typed`, the block id so far.
fn blocks(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    (file, note): (FileId, &Note),
    typed: &str,
) -> Completion {
    let mut seen = rustc_hash::FxHashSet::default();
    let ids = note.block_ids.iter().map(|id| &**id).zip(0..);
    let ids = ids.filter(|(id, _)| seen.insert(id.to_ascii_lowercase()));
    let (ids, incomplete) = Query::new(typed).top(vault.settings().max_items, ids);
    let start = link.cursor - to_offset(typed.len() + 1);
    let items = ids.into_iter().map(|(id, at): (_, usize)| Suggestion {
        label: format!("^{id}"),
        detail: vault.file(file).name().to_owned(),
        kind: SuggestionKind::Block,
        edit: link.replace_part(start, &['|'], &format!("^{id}")),
        file: Some(file),
        offset: note.facts.block_ids[at].span.start,
        ..Suggestion::default()
    });
    let edit = link.replace_part(start, &['|'], "");
    let plan = BlocksPlan {
        note: file,
        is_current: file == source,
        cursor: link.cursor,
        typed: typed.to_owned(),
        span: edit.span,
        close: if edit.insert.is_empty() { "" } else { "]]" },
        limit: vault.settings().max_items,
    };
    let blocks = (vault.file(file).kind == FileKind::Note).then_some(plan);
    Completion { suggestions: items.collect(), incomplete, typed: link.typed_from(start), blocks }
}

/// The suggestions for a heading. After `One#` they are the headings below the heading `One`.
fn headings(
    vault: &Vault,
    link: &Wikilink<'_>,
    file: FileId,
    note: &Note,
    typed: &str,
) -> Completion {
    let start = link.cursor - to_offset(typed.len());
    let (above, typed) = typed.rsplit_once('#').unwrap_or(("", typed));
    let above = above.trim_matches('#');
    let (first, level) = match vault.resolve_anchor(file, &Link::unwritten(LinkForm::Wiki), above) {
        Anchor::Headings(path) => {
            let above = path.last().map_or(0, |index| *index as usize);
            (above + 1, note.facts.headings[above].level)
        }
        _ => (0, 0),
    };
    let headings = (first..note.headings.len())
        .take_while(|at| first == 0 || note.facts.headings[*at].level > level)
        .map(|at| (&note.headings[at], at));
    let (found, incomplete) = Query::new(typed).top(vault.settings().max_items, headings);
    let items = found.into_iter().filter_map(|(_, at)| {
        let subpath = subpath_to(vault, file, note, at, above)?;
        Some(Suggestion {
            label: heading_without_block_id(&note.headings[at]).to_owned(),
            detail: "#".repeat(note.facts.headings[at].level.into()),
            kind: SuggestionKind::Heading,
            edit: link.replace_part(start, &['|'], &subpath),
            file: Some(file),
            offset: note.facts.headings[at].span.start,
            ..Suggestion::default()
        })
    });
    Completion::new(items, incomplete, link.typed_from(start))
}

/// The subpath that resolves to a heading: its text after `above`. If an earlier heading has the
/// same text, the texts of its parent headings are added. `None` if no subpath resolves to the
/// heading.
pub(super) fn subpath_to(
    vault: &Vault,
    file: FileId,
    note: &Note,
    heading: usize,
    above: &str,
) -> Option<String> {
    let resolves = |subpath: &String| match vault.resolve_anchor(
        file,
        &Link::unwritten(LinkForm::Wiki),
        subpath,
    ) {
        Anchor::Headings(path) => path.last().is_some_and(|last| *last as usize == heading),
        _ => false,
    };
    let own = heading_as_linked(&note.headings[heading]);
    if own.is_empty() {
        return None;
    }
    let typed = if above.is_empty() { own.clone() } else { format!("{above}#{own}") };
    if resolves(&typed) {
        return Some(typed);
    }
    let mut subpath = own;
    let mut level = note.facts.headings[heading].level;
    for at in (0..heading).rev() {
        if note.facts.headings[at].level < level {
            level = note.facts.headings[at].level;
            subpath = format!("{}#{subpath}", heading_as_linked(&note.headings[at]));
            if resolves(&subpath) {
                return Some(subpath);
            }
        }
    }
    None
}

/// The text of a heading as a link writes it (`docs/semantics.md §3`).
pub(super) fn heading_as_linked(text: &str) -> String {
    let mut text = heading_without_block_id(text).to_owned();
    for mark in [":", "#", "|", "^", "\\", "%%", "[[", "]]"] {
        text = text.replace(mark, " ");
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::completion::tests::check;

    #[test]
    fn characters_that_a_link_cannot_contain_become_spaces() {
        assert_eq!(heading_as_linked("A: b|c #d  %%e ^ f"), "A b c d e f");
        assert_eq!(heading_as_linked("What is love? ^id"), "What is love?");
    }

    #[test]
    fn headings() {
        let beta = "\n//- /Beta.md\n# One\n## Two: more\n# Three\n## Two: more\n## Last ^id\n";
        check(
            &format!("[[Beta#$0{beta}"),
            &expect![[r#"
        One (#) → [[Beta#One]]
        Two: more (##) → [[Beta#Two more]]
        Three (#) → [[Beta#Three]]
        Two: more (##) → [[Beta#Three#Two more]]
        Last (##) → [[Beta#Last]]
    "#]],
        );
        check(
            &format!("[[Beta#tw$0]]{beta}"),
            &expect![[r#"
        Two: more (##) → [[Beta#Two more]]
        Two: more (##) → [[Beta#Three#Two more]]
    "#]],
        );
        check(
            &format!("[[Beta#One#$0|shown]]{beta}"),
            &expect![[r#"
        Two: more (##) → [[Beta#One#Two more|shown]]
    "#]],
        );
        check(
            "[[#$0]]\n\n# Here\n",
            &expect![[r#"
        Here (#) → [[#Here]]
    "#]],
        );
        check(&format!("[[Nothing#$0]]{beta}"), &expect![[""]]);
    }

    #[test]
    fn blocks() {
        check(
            "[[Beta#^$0]]\n//- /Beta.md\none ^first\n\ntwo ^id2\n\ntwice ^FIRST\n",
            &expect![[r#"
        ^first (Beta) → [[Beta#^first]]
        ^id2 (Beta) → [[Beta#^id2]]
    "#]],
        );
        check(
            "[[#^i$0\n\none ^id\n",
            &expect![[r#"
        ^id (note) → [[#^id]]
    "#]],
        );
    }
}
