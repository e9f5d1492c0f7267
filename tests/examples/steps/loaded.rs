//! A vault in memory, as the features are given it.

use std::hint::black_box;

use linkwright_ide::{Texts, diagnostics};
use linkwright_syntax::{Block, blocks};
use linkwright_text::Span;
use linkwright_vault::{Change, FileId, Settings, Severity, Vault};

/// A vault with its texts.
pub(crate) struct Loaded {
    pub(crate) vault: Vault,
    pub(crate) notes: Vec<(FileId, String, Vec<Block>)>,
}

impl Loaded {
    pub(crate) fn new(texts: Vec<(String, String)>) -> Loaded {
        let mut settings = Settings::default();
        for code in diagnostics::Code::ALL {
            settings.severities.insert(*code, Severity::Warning);
        }
        let mut vault = Vault::new(settings);
        for (path, text) in &texts {
            vault.apply(Change::of(path, text, vault.settings()));
        }
        let known = |(path, text): (String, String)| {
            let file = vault.find(&path).expect("every text is a file");
            let blocks = blocks(&text);
            (file, text, blocks)
        };
        let notes = texts.into_iter().map(known).collect();
        Loaded { vault, notes }
    }

    /// Makes what is made once for the whole vault.
    pub(crate) fn make_names(&self) {
        black_box(self.vault.names());
        black_box(self.vault.heading_names());
        black_box(self.vault.usage());
    }

    pub(crate) fn first(&self) -> (FileId, &str, &[Block]) {
        let (file, text, blocks) = &self.notes[0];
        (*file, text, blocks)
    }

    pub(crate) fn texts(&self, of: &[FileId]) -> Texts {
        let wanted = self.notes.iter().filter(|(file, _, _)| of.contains(file));
        wanted.map(|(file, text, _)| (*file, text.as_str().into())).collect()
    }

    /// A few places spread over the first note: their number does not grow with it.
    pub(crate) fn places(&self) -> Vec<u32> {
        let (_, text, _) = self.first();
        let place = |part: usize| {
            let mut at = text.len() * part / 4;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at as u32
        };
        (0..=4).map(place).collect()
    }

    pub(crate) fn whole(&self) -> Span {
        Span::new(0, self.first().1.len())
    }
}
