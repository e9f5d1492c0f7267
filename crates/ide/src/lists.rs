//! Lists for a whole vault: its names, its tags, and its notes without backlinks.

use std::collections::BTreeMap;

use linkwright_syntax::fold;
use linkwright_vault::{FileId, LinkRef, Vault};

/// The name or an alias of a note.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NoteName<'v> {
    /// The name as written.
    pub name: &'v str,
    /// The path of the note, relative to the root.
    pub path: &'v str,
    /// The note.
    pub note: FileId,
    /// Whether the name is an alias.
    pub is_alias: bool,
}

/// Returns the names and aliases of all notes, sorted by path. For each note, its name comes first, then
/// its aliases in the order of the frontmatter.
#[must_use]
pub fn names(vault: &Vault) -> Vec<NoteName<'_>> {
    let mut names = Vec::new();
    for (note, path) in sorted_notes(vault) {
        let own = NoteName { name: vault.file(note).name(), path, note, is_alias: false };
        names.push(own);
        let aliases = vault.aliases(note).map(|alias| alias.scalar.value.trim());
        let aliases = aliases.filter(|alias| !alias.is_empty());
        names.extend(aliases.map(|name| NoteName { name, path, note, is_alias: true }));
    }
    names
}

/// A tag and how often the vault uses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TagCount<'v> {
    /// The most frequent spelling, without `#`.
    pub tag: &'v str,
    /// Number of uses of exactly this tag; tags nested in it do not count.
    pub uses: u32,
    /// Number of notes with this tag.
    pub notes: usize,
}

/// Returns all tags of the vault, sorted without regard to case. A tag comes before the tags nested in
/// it.
#[must_use]
pub fn tags(vault: &Vault) -> Vec<TagCount<'_>> {
    let tags = vault.tags().filter_map(|(_, tag)| {
        let spellings = tag.spellings.iter();
        // If two spellings are equally frequent, the comparison of the texts makes the choice stable.
        let (spelling, _) = spellings.clone().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let uses = spellings.map(|(_, uses)| uses).sum();
        Some(TagCount { tag: spelling, uses, notes: tag.notes.len() })
    });
    tags.collect()
}

/// Returns the tags of `note` as [`tags`] does: only uses in the note count.
#[must_use]
pub fn tags_of_note(vault: &Vault, note: FileId) -> Vec<TagCount<'_>> {
    let mut tags: BTreeMap<String, TagCount<'_>> = BTreeMap::new();
    for (tag, _) in vault.tags_of(note) {
        let count = tags.entry(fold(tag).into_owned());
        count.or_insert(TagCount { tag, uses: 0, notes: 1 }).uses += 1;
    }
    tags.into_values().collect()
}

/// Adds the parents of nested tags to `tags`, and adds the uses of nested tags to those of their parents.
/// `count_notes` returns the number of notes with a tag or a tag nested in it. Nested tags directly
/// follow their parents.
#[must_use]
pub fn nest_tags<'v>(
    tags: &[TagCount<'v>],
    count_notes: impl Fn(&str) -> usize,
) -> Vec<TagCount<'v>> {
    let mut nested: BTreeMap<Vec<String>, TagCount<'v>> = BTreeMap::new();
    for TagCount { tag, uses, .. } in tags {
        let ends = tag.match_indices('/').map(|(at, _)| at).chain([tag.len()]);
        for tag in ends.map(|end| &tag[..end]) {
            let key = tag.split('/').map(|part| fold(part).into_owned()).collect();
            let parent = nested.entry(key);
            let new = || TagCount { tag, uses: 0, notes: count_notes(tag) };
            parent.or_insert_with(new).uses += uses;
        }
    }
    nested.into_values().collect()
}

/// Returns all notes, sorted by path.
#[must_use]
pub fn notes(vault: &Vault) -> Vec<FileId> {
    sorted_notes(vault).into_iter().map(|(note, _)| note).collect()
}

/// Returns the notes without a link to another file of the vault, sorted by path.
#[must_use]
pub fn dead_ends(vault: &Vault) -> Vec<FileId> {
    let mut notes = notes(vault);
    notes.retain(|&source| {
        let links = vault.note(source).map_or(0, |note| note.links.len());
        let indices = (0..).take(links);
        let mut targets = indices.map(|index| vault.resolve(LinkRef { source, index }).file());
        !targets.any(|target| target.is_some_and(|target| target != source))
    });
    notes
}

/// Returns the notes that no other note links to (`docs/diagnostics/orphan-note.md`), sorted by path.
#[must_use]
pub fn orphans(vault: &Vault) -> Vec<FileId> {
    let orphans = sorted_notes(vault).into_iter().map(|(note, _)| note);
    orphans.filter(|&note| !vault.is_linked(note)).collect()
}

fn sorted_notes(vault: &Vault) -> Vec<(FileId, &str)> {
    let mut notes: Vec<_> =
        vault.notes().map(|(note, _)| (note, &*vault.file(note).path)).collect();
    notes.sort_unstable_by_key(|(_, path)| *path);
    notes
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixture::Vaulted;

    #[test]
    fn lists_names_and_aliases() {
        let vaulted = Vaulted::parse(
            "//- /b/Beta.md\n---\naliases: [be, \"\"]\n---\n//- /Alpha.md\n//- /image.png\n",
        );
        let shown: Vec<_> = names(&vaulted.vault)
            .iter()
            .map(|name| format!("{} {} {}", name.name, name.path, name.is_alias))
            .collect();
        assert_eq!(shown, ["Alpha Alpha.md false", "Beta b/Beta.md false", "be b/Beta.md true"]);
    }

    #[test]
    fn counts_tags_by_use_and_by_note() {
        let vaulted = Vaulted::parse(
            "#Love #love #Love/deep\n//- /a.md\n---\ntags: [love]\n---\n//- /b.md\n#art\n",
        );
        let shown: Vec<_> = tags(&vaulted.vault)
            .iter()
            .map(|it| format!("{} {} {}", it.tag, it.uses, it.notes))
            .collect();
        assert_eq!(shown, ["art 1 1", "love 3 2", "Love/deep 1 1"]);
    }

    #[test]
    fn nested_tags_count_for_their_parents() {
        let vaulted = Vaulted::parse("#a/b #a/b/c #a-d #A\n//- /b.md\n#e/f #a/b\n");
        let vault = &vaulted.vault;
        let shown = |tags: Vec<TagCount<'_>>| {
            let shown = tags.iter().map(|it| format!("{} {} {}", it.tag, it.uses, it.notes));
            shown.collect::<Vec<_>>().join(", ")
        };
        let count = |tag: &str| vault.notes_with_tag(tag).len();
        assert_eq!(
            shown(nest_tags(&tags(vault), count)),
            "A 4 2, a/b 3 2, a/b/c 1 1, a-d 1 1, e 1 1, e/f 1 1"
        );
        let own = tags_of_note(vault, vaulted.file("b.md"));
        assert_eq!(shown(nest_tags(&own, |_| 1)), "a 1 1, a/b 1 1, e 1 1, e/f 1 1");
    }

    #[test]
    fn note_without_a_link_to_another_file_is_a_dead_end() {
        let vaulted = Vaulted::parse(
            "//- /a.md\n[[b]]\n//- /b.md\n[[b]] [[#h]] [[gone]]\n//- /c.md\n![](p.png)\n//- /d.md\n//- /p.png\n",
        );
        let found = dead_ends(&vaulted.vault);
        let shown: Vec<_> = found.into_iter().map(|note| vaulted.path(note)).collect();
        assert_eq!(shown, ["b.md", "d.md"]);
    }

    #[test]
    fn note_that_only_links_to_itself_is_an_orphan() {
        let vaulted =
            Vaulted::parse("//- /a.md\n[[b]] [[a]]\n//- /b.md\n//- /c.canvas\n{}\n//- /d.png\n");
        let shown: Vec<_> =
            orphans(&vaulted.vault).into_iter().map(|note| vaulted.path(note)).collect();
        assert_eq!(shown, ["a.md"]);
    }

    #[test]
    fn groups_unresolved_links_by_target() {
        let vaulted = Vaulted::parse(
            "[[Ghost]] [[ghost#h|x]] ![[ghost.md]] [x](Ghost.md) [y](sub/there.md) [[#here]]\n\
             [z](https://a.example) [[b]] [[folder]] ![[gone.png]]\n\
             //- /sub/b.md\n[w](there.md)\n//- /folder/c.md\n",
        );
        let shown: Vec<_> = vaulted
            .vault
            .unresolved_targets()
            .iter()
            .map(|it| format!("{} × {}", it.path, it.links.len()))
            .collect();
        expect![[r#"
            Ghost × 4
            gone.png × 1
            sub/there × 1
            there × 1"#]]
        .assert_eq(&shown.join("\n"));
    }
}
