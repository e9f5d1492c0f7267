//! Inlay hints: the title of the target after a link that shows only its path.

use linkwright_syntax::{LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use crate::title::note_title;

/// An inlay hint with the title of a link's target.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TitleHint {
    /// The offset to show the title at, in bytes of the note.
    pub offset: u32,
    /// The title.
    pub title: String,
}

/// Returns the hints in the range `within` of `note`, whose text is `text`, in order. A wikilink gets a
/// hint if it has no display text and its target's title differs from the link's path and from the
/// file name. Returns none unless `inlayHints.titles` is on.
#[must_use]
pub fn title_hints(vault: &Vault, note: FileId, text: &str, within: Span) -> Vec<TitleHint> {
    let indexed = vault.settings().title_hints.then(|| vault.with_text(note, text)).flatten();
    let links = indexed.map_or(&[][..], |note| &note.facts().links);
    let hint = |(index, link): (u32, &linkwright_syntax::Link)| {
        let shows_path = link.form == LinkForm::Wiki && link.display.is_none();
        if !shows_path || !within.touches(link.span.end) {
            return None;
        }
        let link_ref = linkwright_vault::LinkRef { source: note, index };
        let file = vault.resolve(link_ref).file().filter(|file| *file != note)?;
        let title = note_title(vault.note(file)?)?.trim();
        let path = link.path_text(text);
        let written_name = path.rsplit('/').next().unwrap_or(&path);
        let names = [written_name, vault.file(file).name()].map(fold);
        let adds_information = !title.is_empty() && !names.contains(&fold(title));
        adds_information.then(|| TitleHint { offset: link.span.end, title: title.to_owned() })
    };
    (0..).zip(links).filter_map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    const ON: &str = "//- /.linkwright.toml\ninlayHints.titles = true\n";
    const NOTES: &str = "//- /202301.md\n# Love 𝒳 ^id\n//- /sub/Beta.md\n# beta\n//- /key.md\n---\ntitle: A title\n---\n//- /bare.md\n";

    /// Compares the note's text with each hint inserted in braces.
    #[track_caller]
    fn check(settings: &str, source: &str, expected: &str) {
        let vaulted = Vaulted::parse(&format!("//- /note.md\n{source}\n{NOTES}{settings}"));
        let note = vaulted.file("note.md");
        let mut text = vaulted.text(note).to_owned();
        let all = Span::new(0, text.len());
        for hint in title_hints(&vaulted.vault, note, &text.clone(), all).iter().rev() {
            text.insert_str(hint.offset as usize, &format!("{{{}}}", hint.title));
        }
        assert_eq!(text.trim_end(), expected);
    }

    #[test]
    fn shows_titles_that_differ_from_the_path() {
        check(ON, "[[202301]] [[202301#Love]]", "[[202301]]{Love 𝒳} [[202301#Love]]{Love 𝒳}");
        check(ON, "[[key]] ![[key]]", "[[key]]{A title} ![[key]]{A title}");
        check(
            ON,
            "[[Beta]] [[sub/BETA]] [[bare]] [[gone]]",
            "[[Beta]] [[sub/BETA]] [[bare]] [[gone]]",
        );
    }

    #[test]
    fn link_with_display_text_has_no_hint() {
        check(ON, "[[202301|see]] [x](202301.md)", "[[202301|see]] [x](202301.md)");
    }

    #[test]
    fn hints_are_off_by_default() {
        check("", "[[202301]]", "[[202301]]");
    }
}
