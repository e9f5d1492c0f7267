//! The data for a rendered preview of a note: the targets of its wikilinks, and the parts of notes that
//! it embeds.

use linkwright_syntax::{Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Vault};

use crate::Texts;
use crate::definition::{anchor_target, opened_path};
use crate::note_part::{NotePart, anchor_part, extent};

/// Maximum length of an embedded part, in bytes.
const MAX_EMBED_LEN: u32 = 100_000;

/// A wikilink of a note, as its preview shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewLink {
    /// The path and subpath as written: `Note#Heading`.
    pub target: String,
    /// Whether it is an embed: `![[…]]`.
    pub is_embed: bool,
    /// Whether the file, heading or block is missing.
    pub is_broken: bool,
    /// The target in the vault, even if the heading or block is missing.
    pub file: Option<FileId>,
    /// The target on disk if it is not in the vault, relative to the root.
    pub on_disk: Option<String>,
    /// The place in the file, in bytes. Empty at 0 for the whole file.
    pub focus: Span,
    /// The embedded part of a note, without its frontmatter.
    pub content: Option<String>,
}

/// A planned preview. [`PreviewPlan::finish`] needs the texts of [`PreviewPlan::notes`].
pub struct PreviewPlan {
    note: FileId,
    links: Vec<PlannedLink>,
}

struct PlannedLink {
    link: Link,
    is_broken: bool,
    file: Option<FileId>,
    on_disk: Option<String>,
    focus: Span,
    part: Option<NotePart>,
}

impl PreviewPlan {
    /// The notes whose texts [`PreviewPlan::finish`] needs: the note itself, the notes that it embeds, and
    /// the notes with a heading or block that it links to. Not sorted, and with duplicates.
    pub fn notes(&self) -> impl Iterator<Item = FileId> {
        let needs_text = |link: &&PlannedLink| link.part.is_some() || link.focus.end > 0;
        let linked = self.links.iter().filter(needs_text).filter_map(|link| link.file);
        linked.chain([self.note])
    }

    /// The files that the links resolve to. Not sorted, and with duplicates.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.links.iter().filter_map(|link| link.file)
    }

    /// Returns the wikilinks of the note, in the order of its text.
    #[must_use]
    pub fn finish(self, texts: &Texts) -> Vec<PreviewLink> {
        let text = texts.of(self.note);
        let finish = |planned: PlannedLink| {
            let content = planned.file.zip(planned.part).map(|(file, part)| {
                let whole = texts.of(file);
                whole[extent(whole, part, MAX_EMBED_LEN)].to_owned()
            });
            let subpath = planned.link.subpath_text(text);
            let subpath = subpath.map(|subpath| format!("#{subpath}")).unwrap_or_default();
            PreviewLink {
                target: format!("{}{subpath}", planned.link.path_text(text)),
                is_embed: planned.link.is_embed,
                is_broken: planned.is_broken,
                file: planned.file,
                on_disk: planned.on_disk,
                focus: planned.focus,
                content,
            }
        };
        self.links.into_iter().map(finish).collect()
    }
}

/// Plans the preview of `note`. Markdown links are left out, because the editor renders them itself.
#[must_use]
pub fn plan(vault: &Vault, note: FileId) -> PreviewPlan {
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let planned = |(index, link): (u32, &Link)| {
        let at = LinkRef { source: note, index };
        let Some((file, anchor)) = vault.resolve_with_anchor(at) else {
            let on_disk = opened_path(vault, at);
            let file = on_disk.as_ref().and_then(|path| vault.find_file(path));
            return PlannedLink {
                link: *link,
                is_broken: on_disk.is_none(),
                file,
                on_disk: on_disk.filter(|_| file.is_none()),
                focus: Span::empty(0),
                part: None,
            };
        };
        let is_broken = matches!(anchor, Anchor::Missing(_));
        let embedded = vault.note(file).filter(|_| link.is_embed && !is_broken);
        PlannedLink {
            link: *link,
            is_broken,
            file: Some(file),
            on_disk: None,
            focus: anchor_target(vault, file, &anchor).focus,
            part: embedded.map(|embedded| anchor_part(vault, file, &embedded.facts, &anchor)),
        }
    };
    let links = (0..).zip(links).filter(|(_, link)| link.form == LinkForm::Wiki);
    PreviewPlan { note, links: links.map(planned).collect() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn links_with_their_places_and_embeds_with_their_text() {
        let vaulted = Vaulted::parse(
            "[[Beta]] [[Beta#Two|x]] ![[Beta]] ![[Beta#One]] ![[Beta#^id]] ![[Beta#None]]\n\
             [[Ghost]] ![[a.png|100]] [[.hidden/a.md]] [md](Beta.md)\n\
             //- /Beta.md\n---\na: b\n---\nIntro.\n# One\nText ^id\n# Two\nEnd\n\
             //- /a.png\n//- /.hidden/a.md\n",
        );
        let plan = plan(&vaulted.vault, vaulted.file("note.md"));
        let read = plan.notes().map(|file| (file, vaulted.text(file).into()));
        let texts: Texts = read.collect();
        let shown: Vec<_> = plan
            .finish(&texts)
            .into_iter()
            .map(|link| {
                let file = link.file.map(|file| vaulted.path(file)).or(link.on_disk.as_deref());
                let embed = if link.is_embed { "!" } else { "" };
                let broken = if link.is_broken { " broken" } else { "" };
                let content = link.content.map(|text| format!(" {text:?}")).unwrap_or_default();
                let focus = link.focus.start;
                format!("{embed}{} → {file:?} {focus}{broken}{content}", link.target)
            })
            .collect();
        expect![[r##"
            Beta → Some("Beta.md") 0
            Beta#Two → Some("Beta.md") 37
            !Beta → Some("Beta.md") 0 "Intro.\n# One\nText ^id\n# Two\nEnd\n"
            !Beta#One → Some("Beta.md") 22 "# One\nText ^id\n"
            !Beta#^id → Some("Beta.md") 32 "Text ^id\n"
            !Beta#None → Some("Beta.md") 0 broken
            Ghost → None 0 broken
            !a.png → Some("a.png") 0
            .hidden/a.md → Some(".hidden/a.md") 0"##]]
        .assert_eq(&shown.join("\n"));
    }
}
