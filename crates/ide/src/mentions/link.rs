//! Turns mentions into links.

use linkwright_settings::LinkStyle;
use linkwright_syntax::{Facts, Link, LinkForm, LinkPlace, scan};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{FileId, Vault, VaultPreview, choose_link_path, encode_link_path};

use crate::read_back::{EditedLinks, keep_valid_edits};
use crate::rename::{LinkChange, is_valid_display};

/// Turns words of one note into links to another. The links have the style and form of new links, and
/// show the same words as before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MentionLinker {
    path: String,
    form: LinkForm,
}

impl MentionLinker {
    /// Makes a linker for links in `source` to `target`. `None` if no such link can be written.
    #[must_use]
    pub fn new(vault: &Vault, source: FileId, target: FileId) -> Option<MentionLinker> {
        let inline = LinkForm::Inline { angle_bracketed: false };
        let forms = match vault.settings().link_style {
            LinkStyle::Wikilink => [LinkForm::Wiki, inline],
            LinkStyle::Markdown => [inline, LinkForm::Wiki],
        };
        let after = VaultPreview::new(vault);
        forms.into_iter().find_map(|form| {
            Some(MentionLinker {
                path: choose_link_path(&after, source, target, form, None).ok()?,
                form,
            })
        })
    }

    /// Returns the edits that turn `words` into links. The spans must be sorted and must not overlap.
    /// Left out are words that Markdown would not read as a link there.
    #[must_use]
    pub fn edits(&self, text: &str, words: &[Span]) -> Vec<Edit> {
        // Probe links without a pipe show which words are in a table row, where `|` must be `\|`.
        let probe =
            |&span: &Span| Edit::new(span, format!("[[{}]]", "x".repeat(span.len() as usize)));
        let probes: Vec<Edit> = words.iter().map(probe).collect();
        let Ok(probed) = apply_edits(text, &probes) else { return Vec::new() };
        let facts = scan(&probed);
        let in_row: Vec<bool> = (0..)
            .zip(words)
            .map(|(probes_before, span): (u32, _)| {
                let start = span.start + 4 * probes_before;
                link_starting_at(&facts, start)
                    .is_some_and(|link| link.place == LinkPlace::TableRow)
            })
            .collect();
        let edits = words.iter().zip(in_row);
        let edits: Vec<Edit> = edits
            .filter_map(|(&span, in_row)| Some(Edit::new(span, self.link(&text[span], in_row)?)))
            .collect();
        keep_valid_edits(text, edits, EditedLinks::Created, usize::MAX)
    }

    /// The link that shows `words`. `None` if a wikilink cannot show them.
    fn link(&self, words: &str, in_row: bool) -> Option<String> {
        let place = if in_row { LinkPlace::TableRow } else { LinkPlace::Body };
        let span = Span::empty(0);
        let (form, path, subpath) = (self.form, span, None);
        let link = Link { span, form, is_embed: false, path, subpath, display: None, place };
        let display = LinkChange::new(link).escape_display(words);
        match self.form {
            LinkForm::Wiki if words == self.path => Some(format!("[[{words}]]")),
            LinkForm::Wiki if !is_valid_display(&display) => None,
            LinkForm::Wiki if in_row => Some(format!("[[{}\\|{display}]]", self.path)),
            LinkForm::Wiki => Some(format!("[[{}|{display}]]", self.path)),
            form => Some(format!("[{display}]({})", encode_link_path(&self.path, form))),
        }
    }
}

fn link_starting_at(facts: &Facts, start: u32) -> Option<&Link> {
    facts.links.iter().find(|link| link.span.start == start)
}
