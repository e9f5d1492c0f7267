//! A vault in memory, as the input of features.

use std::collections::HashSet;
use std::hint::black_box;

use linkwright_ide::{Texts, diagnostics};
use linkwright_settings::{Settings, Severity};
use linkwright_syntax::{Block, blocks};
use linkwright_text::Span;
use linkwright_vault::{Change, FileId, Vault};

/// A vault with its texts.
pub(crate) struct Loaded {
    pub(crate) vault: Vault,
    pub(crate) notes: Vec<(FileId, String, Vec<Block>)>,
}

impl Loaded {
    pub(crate) fn new(texts: Vec<(String, String)>) -> Loaded {
        let mut settings = Settings::default();
        for code in diagnostics::DiagnosticCode::ALL {
            settings.severities.insert(*code, Severity::Warning);
        }
        let mut vault = Vault::new(settings);
        for (path, text) in &texts {
            vault.apply(Change::for_file(path, text, vault.settings()));
        }
        let known = |(path, text): (String, String)| {
            let file = vault.find_file(&path).expect("every text is a file");
            let blocks = blocks(&text);
            (file, text, blocks)
        };
        let notes = texts.into_iter().map(known).collect();
        Loaded { vault, notes }
    }

    /// Computes what is computed once for the whole vault.
    pub(crate) fn make_names(&self) {
        black_box(self.vault.names());
        black_box(self.vault.heading_names());
        black_box(self.vault.property_usage());
    }

    pub(crate) fn first(&self) -> (FileId, &str, &[Block]) {
        let (file, text, blocks) = &self.notes[0];
        (*file, text, blocks)
    }

    pub(crate) fn texts(&self, of: &[FileId]) -> Texts {
        let of: HashSet<&FileId> = of.iter().collect();
        let wanted = self.notes.iter().filter(|(file, _, _)| of.contains(file));
        wanted.map(|(file, text, _)| (*file, text.as_str().into())).collect()
    }

    /// A few offsets in the first note: at its beginning, middle and end, and in the nearest link, heading,
    /// tag and other named item behind each. So the kinds of positions do not depend on the length of
    /// the note.
    pub(crate) fn places(&self) -> Vec<u32> {
        let (note, text, _) = self.first();
        let facts = &self.vault.note(note).expect("a note").facts;
        let frontmatter = facts.frontmatter.as_deref();
        let kinds: [Vec<u32>; 7] = [
            facts.links.iter().map(|link| link.path.end).collect(),
            facts.links.iter().filter_map(|link| Some(link.subpath?.end)).collect(),
            facts.headings.iter().map(|heading| heading.text.start).collect(),
            facts.tags.iter().map(|tag| tag.span.end).collect(),
            facts.footnotes.iter().map(|footnote| footnote.label.start).collect(),
            facts.labels.iter().map(|label| label.label.start).collect(),
            frontmatter.map_or(Vec::new(), |yaml| {
                yaml.unquoted_links.iter().map(|link| link.start).collect()
            }),
        ];
        let mut places = Vec::new();
        for part in 0..=2 {
            let mut from = text.len() * part / 2;
            while !text.is_char_boundary(from) {
                from -= 1;
            }
            let from = from as u32;
            places.push(from);
            places.extend(kinds.iter().filter_map(|places| {
                places.iter().find(|place| **place >= from).or(places.last())
            }));
        }
        places
    }

    pub(crate) fn whole(&self) -> Span {
        Span::new(0, self.first().1.len())
    }
}
