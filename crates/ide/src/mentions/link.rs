//! Making links of mentions.

use linkwright_syntax::{Facts, Link, LinkForm, LinkPlace, scan};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{
    FileId, LinkStyle, Vault, VaultPreview, choose_link_path, encode_link_path,
};

use crate::read_back::{EditedLinks, keep_valid_edits};
use crate::rename::{LinkChange, is_valid_display};

/// How words of one note become links to another: in the style and form that new links have, and
/// such that they read as before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MentionLinker {
    path: String,
    form: LinkForm,
}

impl MentionLinker {
    /// Links in `source` that lead to `target`; `None` where none can be written.
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

    /// The edits that make links of `words`, which are sorted and apart. What Markdown would not
    /// read as a link there is left out.
    #[must_use]
    pub fn edits(&self, text: &str, words: &[Span]) -> Vec<Edit> {
        // A link without a pipe tells whether its place is a table's row, where `|` is `\|`.
        let probe =
            |&span: &Span| Edit::new(span, format!("[[{}]]", "x".repeat(span.len() as usize)));
        let probes: Vec<Edit> = words.iter().map(probe).collect();
        let Ok(probed) = apply_edits(text, &probes) else { return Vec::new() };
        let facts = scan(&probed);
        let in_row: Vec<bool> = (0..)
            .zip(words)
            .map(|(count, span): (u32, _)| {
                let start = span.start + 4 * count;
                link_at(&facts, start).is_some_and(|link| link.place == LinkPlace::TableRow)
            })
            .collect();
        let edits = words.iter().zip(in_row);
        let edits: Vec<Edit> = edits
            .filter_map(|(&span, row)| Some(Edit::new(span, self.write(&text[span], row)?)))
            .collect();
        keep_valid_edits(text, edits, EditedLinks::Created, usize::MAX)
    }

    fn write(&self, words: &str, row: bool) -> Option<String> {
        let place = if row { LinkPlace::TableRow } else { LinkPlace::Body };
        let span = Span::empty(0);
        let (form, path, subpath) = (self.form, span, None);
        let link = Link { span, form, is_embed: false, path, subpath, display: None, place };
        let shown = LinkChange::new(link).escape_display(words);
        match self.form {
            LinkForm::Wiki if words == self.path => Some(format!("[[{words}]]")),
            LinkForm::Wiki if !is_valid_display(&shown) => None,
            LinkForm::Wiki if row => Some(format!("[[{}\\|{shown}]]", self.path)),
            LinkForm::Wiki => Some(format!("[[{}|{shown}]]", self.path)),
            form => Some(format!("[{shown}]({})", encode_link_path(&self.path, form))),
        }
    }
}

fn link_at(facts: &Facts, start: u32) -> Option<&Link> {
    facts.links.iter().find(|link| link.span.start == start)
}
