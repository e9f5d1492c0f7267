//! Preparing a note for the vault on another thread.

use std::borrow::Cow;
use std::sync::OnceLock;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{FragmentKind, base_text, decode_entities, scan_file};

use crate::conflict_copy::is_conflict_copy;
use crate::file::{File, folder_of};
use crate::fold::to_nfc;
use crate::reference::{alias_key, is_from_folder, reference_key};
use crate::strings::{StringList, StringListBuilder};
use crate::usage;
use crate::{Note, Target};

/// A note as the vault stores it, computed from its text without the vault, so on any thread.
#[derive(Debug)]
pub struct PreparedNote {
    pub(crate) file: File,
    /// The note; the targets of its links are not assigned yet.
    pub(crate) note: Box<Note>,
    /// The reference key of each link.
    pub(crate) reference_keys: StringList,
    /// The folded aliases that count under `alias_rules`, sorted and without duplicates.
    pub(crate) alias_keys: StringList,
    pub(crate) alias_rules: AliasRules,
}

impl PreparedNote {
    /// Scans and prepares the note, canvas or base at `path`, relative to the root. If `rules` are not the
    /// vault's own, the vault computes the aliases again.
    #[must_use]
    pub fn new(path: &str, text: &str, rules: AliasRules) -> PreparedNote {
        let mut facts = scan_file(path, text);
        facts.shrink_to_fit();
        let of = |span| &text[span];
        let folder = folder_of(path);
        let (mut subpaths, mut relative_paths) = (Vec::new(), Vec::new());
        let mut reference_keys = StringListBuilder::with_capacity(facts.links.len());
        for (index, link) in (0..).zip(&facts.links) {
            let path_text = link.path_text(text);
            let written = to_nfc(&path_text);
            if is_from_folder(&written, link.form) {
                relative_paths.push((index, written.as_ref().into()));
            }
            subpaths.extend(link.subpath.map(|span| (index, of(span).into())));
            reference_keys.push(&reference_key(&written, folder, link.form));
        }
        let note = Note {
            links: vec![Target::UNASSIGNED; facts.links.len()].into(),
            subpaths: subpaths.into(),
            relative_paths: relative_paths.into(),
            headings: facts.headings.iter().map(|heading| of(heading.text)).collect(),
            first_h1: (0..).zip(&facts.headings).find(|(_, it)| it.level == 1).map(|(at, _)| at),
            block_ids: facts.block_ids.iter().map(|id| of(id.span).into()).collect(),
            tags: facts.tags.iter().map(|tag| of(tag.span).into()).collect(),
            footnotes: facts.footnotes.iter().map(|note| of(note.label).into()).collect(),
            fragments: facts.fragments.iter().map(|it| fragment(of(it.span), it.kind)).collect(),
            mistakes: facts.mistakes.iter().map(|mistake| of(mistake.span)).collect(),
            suppressed_codes: facts
                .suppressions
                .iter()
                .flat_map(|suppression| suppression.codes.iter().map(|code| of(*code)))
                .collect(),
            bases: facts.bases.iter().map(|base| base_text(text, *base)[*base].into()).collect(),
            fragment_cache: OnceLock::new(),
            anchor_cache: OnceLock::new(),
            properties: usage::encode_properties(text, facts.frontmatter.as_deref()),
            labels: facts.labels.iter().map(|label| of(label.label).into()).collect(),
            facts,
        };
        let alias_keys = alias_keys(path, &note, rules);
        PreparedNote {
            file: File::new(path),
            note: Box::new(note),
            reference_keys: reference_keys.build(),
            alias_keys,
            alias_rules: rules,
        }
    }

    /// The path of the note, relative to the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.file.path
    }
}

/// The text of a fragment, with the character references in an HTML id decoded.
fn fragment(written: &str, kind: FragmentKind) -> Cow<'_, str> {
    match kind {
        FragmentKind::Id => decode_entities(written),
        FragmentKind::HeadingId | FragmentKind::Heading => Cow::Borrowed(written),
    }
}

/// The folded aliases of the note at `path` that count under `rules`, sorted and without duplicates.
/// Those of a conflict copy do not count.
pub(crate) fn alias_keys(path: &str, note: &Note, rules: AliasRules) -> StringList {
    if is_conflict_copy(path) {
        return StringList::default();
    }
    let aliases = note.facts.frontmatter.iter().flat_map(|yaml| yaml.aliases(rules));
    let mut keys: Vec<_> = aliases.map(|alias| alias_key(alias.scalar.value)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::{Change, Vault};
    use linkwright_settings::Settings;

    use super::*;

    const NOTES: [(&str, &str); 4] = [
        ("a/One.md", "---\naliases: [Éin, b]\n---\n# One\n[[two#x|y]] [[./Two]] #tag"),
        ("Two.md", "## x ^id\n[[missing]] [a](a/One.md)"),
        ("a/one.md", "[[One]]"),
        ("c.canvas", "{}"),
    ];

    fn prepared<'c>(path: &str, text: &str, rules: AliasRules) -> Change<'c> {
        Change::Prepared(Box::new(PreparedNote::new(path, text, rules)))
    }

    #[test]
    fn loading_prepared_notes_gives_the_same_vault_as_applying_changes() {
        let mut applied = Vault::default();
        for (path, text) in NOTES {
            applied.apply(Change::Note { path, text });
        }
        let other = AliasRules { split_comma: false, legacy_keys: false };
        for rules in [Settings::default().aliases, other] {
            let mut loaded = Vault::default();
            for (path, text) in NOTES {
                loaded.load(prepared(path, text, rules));
            }
            assert_eq!(loaded.dump(), applied.dump());
        }
    }

    #[test]
    fn preparing_the_current_text_changes_nothing() {
        let mut vault = Vault::default();
        let (path, text) = NOTES[0];
        let rules = Settings::default().aliases;
        assert!(!vault.apply(prepared(path, text, rules)).is_empty());
        assert!(vault.apply(prepared(path, text, rules)).is_empty());
        assert!(!vault.apply(prepared(path, "other", rules)).is_empty());
        assert!(!vault.apply(prepared("A/one.md", "other", rules)).is_empty());
    }
}
