//! What texts in quotes name: files, folders, tags and properties, and the values of properties.

use std::cmp::Reverse;

use linkwright_query::BaseNameKind;
use linkwright_syntax::LinkForm;
use linkwright_vault::{NameOwner, VaultPreview, choose_link_path};
use rustc_hash::FxHashSet;

use super::BaseCursor;
use super::word::Word;
use crate::completion::ranking::{Ranking, kind};
use crate::completion::{SuggestionKind, names};

impl BaseCursor<'_> {
    /// The values of a property.
    pub(super) fn values(&self, property: &str) -> Vec<Word> {
        if property.eq_ignore_ascii_case("tags") {
            return self.tags("");
        }
        let usage = self.vault.property_usage();
        let mut values: Vec<(Reverse<u32>, &str)> =
            usage.values(property).map(|(value, count)| (Reverse(count), value)).collect();
        values.sort_unstable();
        let word = |(Reverse(count), value)| Word::new(SuggestionKind::Value, value).used(count);
        values.into_iter().map(word).collect()
    }

    /// The things that a text names. Tags have their `#` if `typed` has it, or `with_hash`.
    pub(super) fn named(&self, kind: BaseNameKind, typed: &str, with_hash: bool) -> Vec<Word> {
        match kind {
            BaseNameKind::Link
            | BaseNameKind::Path
            | BaseNameKind::FileName
            | BaseNameKind::Basename => self.files(kind, typed),
            BaseNameKind::Folder | BaseNameKind::FolderPath => {
                let folders = self.vault.names().folders().into_iter();
                folders.map(|path| Word::new(SuggestionKind::Attachment, path)).collect()
            }
            BaseNameKind::Tag => {
                self.tags(if with_hash || typed.starts_with('#') { "#" } else { "" })
            }
            BaseNameKind::Property => self.properties(),
            // They are suggested where the property or link is that they belong to.
            BaseNameKind::Subpath | BaseNameKind::Value | BaseNameKind::Formula => Vec::new(),
        }
    }

    fn tags(&self, hash: &str) -> Vec<Word> {
        let tags = crate::lists::tags(self.vault).into_iter();
        let word = |it: crate::lists::TagCount<'_>| {
            Word::new(SuggestionKind::Tag, it.tag).prefixed(hash).used(it.uses)
        };
        tags.map(word).collect()
    }

    /// The files whose names match.
    fn files(&self, kind_of_name: BaseNameKind, typed: &str) -> Vec<Word> {
        let ranking = Ranking::new(self.vault, self.source, true, self.session);
        let (found, _) = names::search(self.vault, &ranking, typed, None);
        let preview = VaultPreview::new(self.vault);
        let mut seen = FxHashSet::default();
        let mut word = |owner| {
            let (NameOwner::Note(id) | NameOwner::Alias(id) | NameOwner::Attachment(id)) = owner
            else {
                return None;
            };
            let file = self.vault.file(id);
            let name = file.file_name();
            let written = match kind_of_name {
                BaseNameKind::Path => file.path.to_string(),
                BaseNameKind::FileName => name.to_owned(),
                BaseNameKind::Basename => name.rsplit_once('.').map_or(name, |it| it.0).to_owned(),
                _ => choose_link_path(&preview, self.source, id, LinkForm::Wiki, None).ok()?,
            };
            let word = Word::new(kind(owner), written).described(file.folder(), "");
            seen.insert(word.label.clone()).then_some(word)
        };
        found.into_iter().filter_map(|(_, name)| word(name.owner)).collect()
    }
}
