//! Symbols: the outline of a note, and names across the vault.

use linkwright_syntax::heading_without_ids;
use linkwright_text::{Span, narrow};
use linkwright_vault::{FileId, IndexedName, NameOwner, Vault, normalize};

use crate::matching::{MAX_FUZZY_CANDIDATES, Query, Rank, TopK};

/// A heading in the outline of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its text, without a block id.
    pub name: String,
    /// From 1 to 6.
    pub level: u8,
    /// Its section: from the heading to before the next one of its level or above.
    pub span: Span,
    /// Its text, inside `span`.
    pub focus: Span,
    /// The headings of its section.
    pub children: Vec<Symbol>,
}

/// The headings of `note`, whose text is `text`, each in the section of the one above it.
#[must_use]
pub fn outline(vault: &Vault, note: FileId, text: &str) -> Vec<Symbol> {
    let Some(note) = vault.note(note) else { return Vec::new() };
    let headings = &note.facts.headings;
    let length = narrow(text.len());
    let mut open: Vec<Symbol> = Vec::new();
    let mut top = Vec::new();
    let close = |open: &mut Vec<Symbol>, top: &mut Vec<Symbol>, level: u8| {
        while let Some(symbol) = open.pop_if(|symbol| symbol.level >= level) {
            open.last_mut().map_or(&mut *top, |above| &mut above.children).push(symbol);
        }
    };
    for (at, heading) in headings.iter().enumerate() {
        close(&mut open, &mut top, heading.level);
        let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
        let end = next.map_or(length, |next| next.span.start);
        let name = heading_without_ids(&text[heading.text]);
        open.push(Symbol {
            name: if name.is_empty() { "(no title)" } else { name }.to_owned(),
            level: heading.level,
            span: Span { start: heading.span.start, end: end.max(heading.span.end) },
            focus: heading.text,
            children: Vec::new(),
        });
    }
    close(&mut open, &mut top, 0);
    top
}

/// A name somewhere in the vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VaultSymbol {
    /// A note's name, an alias, or a heading's text.
    pub name: String,
    /// The file it is of.
    pub file: FileId,
    /// Where it stands; empty at 0 for a note's own name.
    pub span: Span,
    /// What it is.
    pub kind: SymbolKind,
}

/// What a name is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SymbolKind {
    /// A note's name.
    Note,
    /// An alias.
    Alias,
    /// A heading.
    Heading,
}

/// A name, whose it is, and of a heading its place in the note.
type Candidate<'v> = (IndexedName<'v>, FileId, SymbolKind, Option<u32>);

fn candidate(name: IndexedName<'_>) -> Option<Candidate<'_>> {
    match name.owner {
        NameOwner::Note(file) => Some((name, file, SymbolKind::Note, None)),
        NameOwner::Alias(file) => Some((name, file, SymbolKind::Alias, None)),
        NameOwner::Heading(file, at) => Some((name, file, SymbolKind::Heading, Some(at))),
        NameOwner::Missing(_) | NameOwner::Attachment(_) => None,
    }
}

/// By what candidates are ranked, best first; `text` is the name's, or empty where it was not read.
fn key<'v>(
    rank: Rank,
    (name, file, kind, at): Candidate<'v>,
    text: &'v str,
) -> (Rank, SymbolKind, usize, &'v str, FileId, Option<u32>) {
    (rank, kind, name.len, text, file, at)
}

/// The notes, aliases and headings that match `typed`, best first, `most` at the most.
#[must_use]
pub fn vault_symbols(vault: &Vault, typed: &str, most: usize) -> Vec<VaultSymbol> {
    let mut query = Query::new(typed);
    let mut sources = vec![vault.names()];
    // Without a letter, headings would only be in the way.
    if !query.is_empty() {
        sources.push(vault.heading_names());
    }
    let mut found = TopK::new(most);
    let mut few = 0;
    for (rank, name) in sources.iter().flat_map(|names| query.contiguous_candidates(names)) {
        let Some(name) = candidate(name) else { continue };
        if few >= most && found.excludes(&key(rank, name, "")) {
            continue;
        }
        let text = name.0.text();
        if query.rank_contiguous(text) == Some(rank) {
            few += 1;
            found.add(key(rank, name, text), name);
        }
    }
    // Only if few hold what was typed as it is, those that match otherwise.
    if few < most {
        let mask = query.mask();
        let names =
            sources.iter().flat_map(|names| names.filter_by_mask(|other| mask & !other == 0));
        for name in names.filter_map(candidate).take(MAX_FUZZY_CANDIDATES) {
            let text = name.0.text();
            if query.rank_contiguous(text).is_none()
                && let Some(rank) = query.rank_fuzzy(text)
            {
                found.add(key(rank, name, text), name);
            }
        }
    }
    let (found, _) = found.finish();
    let symbol = |(found, file, kind, heading): Candidate<'_>| {
        let note = vault.note(file);
        let (name, span) = match (kind, heading) {
            (SymbolKind::Heading, Some(at)) => {
                let (note, at) = (note?, at as usize);
                let text = heading_without_ids(&note.headings[at]);
                (text.to_owned(), note.facts.headings[at].text)
            }
            (SymbolKind::Alias, _) => {
                let alias = vault
                    .aliases(file)
                    .find(|other| normalize(other.scalar.value) == found.text())?;
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
    fn headings_stand_in_the_sections_of_those_above() {
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
    fn notes_aliases_and_headings_are_found_across_the_vault() {
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
