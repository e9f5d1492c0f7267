//! Hints: behind a link that shows no words of its own, its target's title.

use linkwright_syntax::{LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use crate::title::note_title;

/// Words that are shown in a note and do not stand there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TitleHint {
    /// What they are shown behind, in bytes of the note.
    pub offset: u32,
    /// They.
    pub title: String,
}

/// The hints in `within` of `note`, whose text is `text`, in their order: for each wikilink that
/// shows only its path, the title of the note it leads to, where that is not what the path ends in.
/// None unless `inlayHints.titles` is on.
#[must_use]
pub fn title_hints(vault: &Vault, note: FileId, text: &str, within: Span) -> Vec<TitleHint> {
    let facts = vault.note(note).filter(|_| vault.settings().title_hints).map(|note| &note.facts);
    let links = facts.map_or(&[][..], |facts| &facts.links);
    let hint = |(index, link): (u32, &linkwright_syntax::Link)| {
        let shows_path = link.form == LinkForm::Wiki && link.display.is_none();
        if !shows_path || !within.touches(link.span.end) {
            return None;
        }
        let link_ref = linkwright_vault::LinkRef { source: note, index };
        let file = vault.resolve(link_ref).file().filter(|file| *file != note)?;
        let title = note_title(vault.note(file)?)?.trim();
        let path = link.path_text(text);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let is_new =
            !title.is_empty() && ![name, vault.file(file).name()].map(fold).contains(&fold(title));
        is_new.then(|| TitleHint { offset: link.span.end, title: title.to_owned() })
    };
    (0..).zip(links).filter_map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    const ON: &str = "//- /.linkwright.toml\ninlayHints.titles = true\n";
    const NOTES: &str = "//- /202301.md\n# Love 𝒳 ^id\n//- /sub/Beta.md\n# beta\n//- /key.md\n---\ntitle: A title\n---\n//- /bare.md\n";

    /// The note with its hints in braces.
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
    fn a_title_is_shown_that_the_path_does_not_say() {
        check(ON, "[[202301]] [[202301#Love]]", "[[202301]]{Love 𝒳} [[202301#Love]]{Love 𝒳}");
        check(ON, "[[key]] ![[key]]", "[[key]]{A title} ![[key]]{A title}");
        check(
            ON,
            "[[Beta]] [[sub/BETA]] [[bare]] [[gone]]",
            "[[Beta]] [[sub/BETA]] [[bare]] [[gone]]",
        );
    }

    #[test]
    fn a_link_with_words_of_its_own_has_none() {
        check(ON, "[[202301|see]] [x](202301.md)", "[[202301|see]] [x](202301.md)");
    }

    #[test]
    fn they_are_off_unless_asked_for() {
        check("", "[[202301]]", "[[202301]]");
    }
}
