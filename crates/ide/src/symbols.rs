//! Document symbols (the outline of a note) and workspace symbols (names across the vault).

use linkwright_syntax::heading_without_ids;
use linkwright_text::{Span, to_offset};
use linkwright_vault::{FileId, IndexedName, NameOwner, Vault, normalize};

use crate::matching::{MAX_FUZZY_CANDIDATES, Query, Rank, TopK};
use crate::title::section_end;

/// A heading in the outline of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// The text of the heading, without its block id.
    pub name: String,
    /// The level, from 1 to 6.
    pub level: u8,
    /// The section: from the heading up to the next one with as many `#` or fewer.
    pub span: Span,
    /// The text of the heading, inside `span`.
    pub focus: Span,
    /// The headings in the section, nested by level.
    pub children: Vec<Symbol>,
}

/// Returns the outline of `note`, whose text is `text`: its headings, nested by level.
#[must_use]
pub fn outline(vault: &Vault, note: FileId, text: &str) -> Vec<Symbol> {
    let Some(note) = vault.with_text(note, text) else { return Vec::new() };
    let headings = &note.facts().headings;
    let length = to_offset(text.len());
    let mut open: Vec<Symbol> = Vec::new();
    let mut top = Vec::new();
    let close_sections = |open: &mut Vec<Symbol>, top: &mut Vec<Symbol>, level: u8| {
        while let Some(symbol) = open.pop_if(|symbol| symbol.level >= level) {
            open.last_mut().map_or(&mut *top, |parent| &mut parent.children).push(symbol);
        }
    };
    for (index, heading) in headings.iter().enumerate() {
        close_sections(&mut open, &mut top, heading.level);
        let end = section_end(headings, index).unwrap_or(length);
        let name = heading_without_ids(&text[heading.text]);
        open.push(Symbol {
            name: if name.is_empty() { "(no title)" } else { name }.to_owned(),
            level: heading.level,
            span: Span { start: heading.span.start, end: end.max(heading.span.end) },
            focus: heading.text,
            children: Vec::new(),
        });
    }
    close_sections(&mut open, &mut top, 0);
    top
}

/// A named thing in the vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VaultSymbol {
    /// The name of a note, an alias, or the text of a heading.
    pub name: String,
    /// The note.
    pub file: FileId,
    /// The place in the note. Empty at 0 for the name of a note.
    pub span: Span,
    /// The kind of the symbol.
    pub kind: SymbolKind,
}

/// The kind of a [`VaultSymbol`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SymbolKind {
    /// A note's name.
    Note,
    /// An alias.
    Alias,
    /// A heading.
    Heading,
}

/// A name, its note and kind, and for a heading its index in the note.
type Candidate<'v> = (IndexedName<'v>, FileId, SymbolKind, Option<u32>);

fn candidate(name: IndexedName<'_>) -> Option<Candidate<'_>> {
    match name.owner {
        NameOwner::Note(file) => Some((name, file, SymbolKind::Note, None)),
        NameOwner::Alias(file) => Some((name, file, SymbolKind::Alias, None)),
        NameOwner::Heading(file, index) => Some((name, file, SymbolKind::Heading, Some(index))),
        NameOwner::Missing(_) | NameOwner::Attachment(_) => None,
    }
}

/// The sort key of a candidate, the best first. `text` is the text of the name, or empty if it has not
/// been read.
fn sort_key<'v>(
    rank: Rank,
    (name, file, kind, heading): Candidate<'v>,
    text: &'v str,
) -> (Rank, SymbolKind, usize, &'v str, FileId, Option<u32>) {
    (rank, kind, name.len, text, file, heading)
}

/// Returns the notes, aliases and headings that match `query`, the best first, at most `max` of them.
#[must_use]
pub fn vault_symbols(vault: &Vault, query: &str, max: usize) -> Vec<VaultSymbol> {
    let mut query = Query::new(query);
    let mut sources = vec![vault.names()];
    // For an empty query, headings would only be in the way.
    if !query.is_empty() {
        sources.push(vault.heading_names());
    }
    let mut found = TopK::new(max);
    let mut matches = 0;
    for (rank, name) in sources.iter().flat_map(|names| query.contiguous_candidates(names)) {
        let Some(name) = candidate(name) else { continue };
        if matches >= max && found.excludes(&sort_key(rank, name, "")) {
            continue;
        }
        let text = name.0.text();
        if query.rank_contiguous(text) == Some(rank) {
            matches += 1;
            found.add(sort_key(rank, name, text), name);
        }
    }
    // Fuzzy matches are needed only if too few names contain the query literally.
    if matches < max {
        let mask = query.mask();
        let names =
            sources.iter().flat_map(|names| names.filter_by_mask(|other| mask & !other == 0));
        for name in names.filter_map(candidate).take(MAX_FUZZY_CANDIDATES) {
            let text = name.0.text();
            if query.rank_contiguous(text).is_none()
                && let Some(rank) = query.rank_fuzzy(text)
            {
                found.add(sort_key(rank, name, text), name);
            }
        }
    }
    let (found, _) = found.finish();
    let symbol = |(indexed_name, file, kind, heading): Candidate<'_>| {
        let note = vault.note(file);
        let (name, span) = match (kind, heading) {
            (SymbolKind::Heading, Some(index)) => {
                let (note, index) = (note?, index as usize);
                let text = heading_without_ids(&note.headings[index]);
                (text.to_owned(), note.facts.headings[index].text)
            }
            (SymbolKind::Alias, _) => {
                let mut aliases = vault.aliases(file);
                let alias =
                    aliases.find(|alias| normalize(alias.scalar.value) == indexed_name.text())?;
                (alias.scalar.value.to_string(), alias.scalar.span)
            }
            _ => (vault.file(file).name().to_owned(), Span::empty(0)),
        };
        Some(VaultSymbol { name, file, span, kind })
    };
    found.into_iter().filter_map(symbol).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::expect;

    use super::*;
    use crate::fixture::Vaulted;

    fn show(symbols: &[Symbol], text: &str, depth: usize, shown: &mut String) {
        for symbol in symbols {
            assert!(symbol.span.covers(symbol.focus));
            let section = text[symbol.span].replace('\n', "·");
            let _ = writeln!(shown, "{}{} | {section}", "  ".repeat(depth), symbol.name);
            show(&symbol.children, text, depth + 1, shown);
        }
    }

    #[test]
    fn outline_nests_headings_by_level() {
        let vaulted = Vaulted::parse("x\n### Three\n# One ^id\ny\n### Deep\n## Two\n# Last\nz");
        let text = vaulted.fixture.text("note.md");
        let mut shown = String::new();
        show(&outline(&vaulted.vault, vaulted.file("note.md"), text), text, 0, &mut shown);
        expect![[r#"
            Three | ### Three·
            One | # One ^id·y·### Deep·## Two·
              Deep | ### Deep·
              Two | ## Two·
            Last | # Last·z
        "#]]
        .assert_eq(&shown);
    }

    #[test]
    fn finds_notes_aliases_and_headings() {
        let vaulted = Vaulted::parse(
            "//- /Love.md\n---\naliases: [Lovely thing]\n---\n# About love\n//- /Other.md\n# Hate\n",
        );
        let found = vault_symbols(&vaulted.vault, "love", 10);
        let shown: Vec<_> =
            found.iter().map(|it| format!("{:?} {} {:?}", it.kind, it.name, it.span)).collect();
        expect![[r#"
            Note Love 0..0
            Alias Lovely thing 14..26
            Heading About love 34..44"#]]
        .assert_eq(&shown.join("\n"));
        assert_eq!(vault_symbols(&vaulted.vault, "love", 1).len(), 1);
    }
}
