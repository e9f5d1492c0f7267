use std::borrow::Cow;
use std::sync::OnceLock;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{Facts, FragmentKind, decode_entities};

use crate::file::{File, folder_of};
use crate::fold::{fold, normal};
use crate::reference::{asked, is_from_folder};
use crate::strings::{StringList, StringsBuilder};
use crate::usage;
use crate::{Note, Target};

/// A note as the vault keeps it, made from its text on any thread: all that can be known of it
/// without the vault.
#[derive(Debug)]
pub struct PreparedNote {
    pub(crate) file: File,
    /// Its links ask for nothing yet.
    pub(crate) note: Box<Note>,
    /// What each of its links asks for.
    pub(crate) asked: StringList,
    /// Its aliases that count under `rules` as they are compared, sorted, each once.
    pub(crate) aliases: StringList,
    pub(crate) rules: AliasRules,
}

impl PreparedNote {
    /// Prepares the note or canvas at `path`, relative to the root, whose `text` says `facts`.
    /// Under other `rules` than the vault's own it costs the vault a little more.
    #[must_use]
    pub fn new(path: &str, text: &str, mut facts: Facts, rules: AliasRules) -> PreparedNote {
        facts.shrink_to_fit();
        let of = |span| &text[span];
        let folder = folder_of(path);
        let (mut subpaths, mut relative) = (Vec::new(), Vec::new());
        let mut asks = StringsBuilder::with_capacity(facts.links.len());
        for (index, link) in (0..).zip(&facts.links) {
            let path_text = link.path_text(text);
            let written = normal(&path_text);
            if is_from_folder(&written, link.form) {
                relative.push((index, written.as_ref().into()));
            }
            subpaths.extend(link.subpath.map(|span| (index, of(span).into())));
            asks.push(&asked(&written, folder, link.form));
        }
        let note = Note {
            links: vec![Target::NONE; facts.links.len()].into(),
            subpaths: subpaths.into(),
            relative: relative.into(),
            headings: facts.headings.iter().map(|heading| of(heading.text)).collect(),
            block_ids: facts.block_ids.iter().map(|id| of(id.span).into()).collect(),
            tags: facts.tags.iter().map(|tag| of(tag.span).into()).collect(),
            footnotes: facts.footnotes.iter().map(|note| of(note.label).into()).collect(),
            fragments: facts.fragments.iter().map(|it| fragment(of(it.span), it.kind)).collect(),
            mistakes: facts.mistakes.iter().map(|mistake| of(mistake.span)).collect(),
            found_fragments: OnceLock::new(),
            found_names: OnceLock::new(),
            properties: usage::written(text, facts.frontmatter.as_deref()),
            labels: facts.labels.iter().map(|label| of(label.label).into()).collect(),
            facts,
        };
        let aliases = alias_keys(&note, rules);
        PreparedNote {
            file: File::new(path),
            note: Box::new(note),
            asked: asks.done(),
            aliases,
            rules,
        }
    }

    /// Its path, relative to the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.file.path
    }
}

/// What a fragment says: an id of HTML with its references to characters resolved.
fn fragment(written: &str, kind: FragmentKind) -> Cow<'_, str> {
    match kind {
        FragmentKind::Id => decode_entities(written),
        FragmentKind::HeadingId | FragmentKind::Heading => Cow::Borrowed(written),
    }
}

/// The aliases of a note that count under `rules` as they are compared, sorted, each once.
pub(crate) fn alias_keys(note: &Note, rules: AliasRules) -> StringList {
    let aliases = note.facts.frontmatter.iter().flat_map(|yaml| yaml.aliases(rules));
    let mut keys: Vec<_> = aliases.map(|alias| fold(alias.scalar.value)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use linkwright_syntax::scan;

    use crate::{Change, Settings, Vault};

    use super::*;

    const NOTES: [(&str, &str); 4] = [
        ("a/One.md", "---\naliases: [Éin, b]\n---\n# One\n[[two#x|y]] [[./Two]] #tag"),
        ("Two.md", "## x ^id\n[[missing]] [a](a/One.md)"),
        ("a/one.md", "[[One]]"),
        ("c.canvas", "{}"),
    ];

    fn prepared<'c>(path: &str, text: &str, rules: AliasRules) -> Change<'c> {
        Change::Prepared(Box::new(PreparedNote::new(path, text, scan(text), rules)))
    }

    #[test]
    fn what_is_prepared_and_loaded_is_what_is_applied() {
        let mut applied = Vault::default();
        for (path, text) in NOTES {
            applied.apply(Change::Note { path, text, facts: scan(text) });
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
    fn what_a_note_says_already_changes_nothing() {
        let mut vault = Vault::default();
        let (path, text) = NOTES[0];
        let rules = Settings::default().aliases;
        assert!(!vault.apply(prepared(path, text, rules)).is_empty());
        assert!(vault.apply(prepared(path, text, rules)).is_empty());
        assert!(!vault.apply(prepared(path, "other", rules)).is_empty());
        assert!(!vault.apply(prepared("A/one.md", "other", rules)).is_empty());
    }
}
