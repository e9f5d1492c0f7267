//! Ranks the names and headings of the vault.

use std::cmp::Reverse;

use linkwright_vault::{FileId, FolderId, IndexedName, NameIndex, NameOwner, Vault};
use rustc_hash::FxHashMap;

use super::{SessionInfo, SuggestionKind};
use crate::matching::{MAX_FUZZY_CANDIDATES, Query, Rank, TopK};

/// Ranks names for a link in one note.
pub(super) struct Ranking {
    source: FileId,
    folder: FolderId,
    embed: bool,
    /// The recently used notes, each with the number of notes used since.
    recent: FxHashMap<FileId, u64>,
    /// Maximum number of names.
    limit: usize,
}

/// If more names than this contain what was typed as one piece, fuzzy matches are not searched.
pub(super) const ENOUGH_MATCHES: usize = 50;

impl Ranking {
    /// Creates the ranking for a link in `source`. In an embed, attachments are as likely as notes.
    pub(super) fn new(
        vault: &Vault,
        source: FileId,
        embed: bool,
        session: &SessionInfo<'_>,
    ) -> Ranking {
        let recent = session.recent.iter().filter(|file| **file != source).take(MAX_RECENT);
        Ranking {
            source,
            folder: vault.file(source).folder_id(),
            embed,
            recent: recent.copied().zip(0..).collect(),
            limit: vault.settings().max_items,
        }
    }

    /// The sort key of a name; the smaller comes first.
    ///
    /// Names that the settings ignore come last. Before them come the current note, and attachments
    /// if the link is not an embed. Then the order is: the rank of the match, whether the file is
    /// in the folder of the note, when it was used last, the kind, and the length.
    pub(super) fn key<'v>(&self, name: IndexedName<'v>, rank: Rank, length: usize) -> RankKey<'v> {
        (self.order(&name, rank, length), name.text(), name.owner)
    }

    /// The part of the sort key that is known without the text of the name.
    fn order(&self, name: &IndexedName<'_>, rank: Rank, length: usize) -> u64 {
        let kind = kind(name.owner);
        let file = match name.owner {
            NameOwner::Note(file)
            | NameOwner::Alias(file)
            | NameOwner::Attachment(file)
            | NameOwner::Heading(file, _) => Some(file),
            NameOwner::Missing(_) => None,
        };
        let own = file == Some(self.source);
        let late = own && kind != SuggestionKind::Heading
            || kind == SuggestionKind::Attachment && !self.embed;
        let group = u64::from(late) + 2 * u64::from(name.is_ignored);
        let far = u64::from(name.folder != self.folder);
        // The headings of the current note are the nearest.
        let far = if own && kind == SuggestionKind::Heading { 0 } else { 1 + far };
        let since =
            file.and_then(|file| self.recent.get(&file)).copied().unwrap_or(MAX_RECENT as u64);
        let length = u64::try_from(length.min(0xffff)).unwrap_or(0xffff);
        pack([group, rank.order(), far, since, kind as u64, length])
    }

    /// Returns the `wanted` names that match `query`, the best first, and whether there are more.
    ///
    /// Fuzzy matches are added only if few names contain what was typed from the start of a word.
    /// If nothing was typed, all names match.
    pub(super) fn search<'v>(
        &self,
        names: &'v NameIndex,
        query: &mut Query,
        wanted: impl Fn(&IndexedName<'v>) -> bool,
    ) -> (Vec<(Rank, IndexedName<'v>)>, bool) {
        let mut found = TopK::new(self.limit);
        if query.is_empty() {
            let rank = Rank::Fuzzy(Reverse(0));
            for name in names.filter_by_mask(|_| true).filter(|name| wanted(name)) {
                found.add(self.key(name, rank, 0), (rank, name));
            }
            return found.finish();
        }
        let mut contiguous_count = 0;
        for (rank, name) in query.contiguous_candidates(names) {
            // There are enough already: only better ones are still of interest.
            if contiguous_count > ENOUGH_MATCHES {
                let least = pack([0, rank.order(), 0, 0, 0, 0]);
                if rank == Rank::Word && found.excludes(&(least, "", name.owner)) {
                    break;
                }
                if found.excludes(&(self.order(&name, rank, name.len), "", name.owner)) {
                    continue;
                }
            }
            if query.rank_contiguous(name.text()) == Some(rank) && wanted(&name) {
                let key = self.key(name, rank, name.len);
                contiguous_count += 1;
                found.add(key, (rank, name));
            }
        }
        let mut truncated = false;
        if contiguous_count > ENOUGH_MATCHES {
            truncated = true;
        } else {
            let mask = query.mask();
            for (at, name) in names.filter_by_mask(|other| mask & !other == 0).enumerate() {
                if at == MAX_FUZZY_CANDIDATES {
                    truncated = true;
                    break;
                }
                if query.rank_contiguous(name.text()).is_none()
                    && let Some(rank) = query.rank_fuzzy(name.text()).filter(|_| wanted(&name))
                {
                    found.add(self.key(name, rank, name.len), (rank, name));
                }
            }
        }
        let (found, more) = found.finish();
        (found, more || truncated)
    }
}

/// Maximum number of recently used notes that the ranking considers; below 2⁶.
const MAX_RECENT: usize = 63;

/// The sort key of a suggestion: the order, then the name.
pub(super) type RankKey<'v> = (u64, &'v str, NameOwner);

/// The kind of suggestion for a name.
pub(super) fn kind(named: NameOwner) -> SuggestionKind {
    match named {
        NameOwner::Note(_) => SuggestionKind::Note,
        NameOwner::Alias(_) => SuggestionKind::Alias,
        NameOwner::Missing(_) => SuggestionKind::Unresolved,
        NameOwner::Attachment(_) => SuggestionKind::Attachment,
        NameOwner::Heading(..) => SuggestionKind::Heading,
    }
}

/// Packs the criteria into one number, the most important in the highest bits.
fn pack([group, rank, far, since, kind, length]: [u64; 6]) -> u64 {
    let parts = [(group, 2), (rank, 18), (far, 2), (since, 6), (kind, 4), (length, 16)];
    parts.iter().fold(0, |key, (part, bits)| key << bits | part)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use linkwright_settings::Settings;
    use linkwright_vault::{Change, normalize};
    use proptest::prelude::*;

    use super::*;
    use crate::completion::tests::{SESSION, check_with};
    use crate::completion::{SessionInfo, completion};
    use crate::fixture::Vaulted;

    #[test]
    fn equal_matches_are_sorted_by_folder_and_by_last_use() {
        let vaulted = Vaulted::parse(
            "//- /a/note.md\n[[be$0]]\n//- /a/bee.md\n//- /a/been.md\n//- /b/beat.md\n//- /b/beast.md\n",
        );
        let (note, text, offset) = vaulted.cursor();
        let recent = ["b/beast.md", "a/been.md"].map(|path| vaulted.file(path));
        let session = SessionInfo { recent: &recent, ..SESSION };
        let found = completion(&vaulted.vault, note, text, offset, &session);
        let labels: Vec<_> = found.suggestions.iter().map(|item| &*item.label).collect();
        assert_eq!(labels, ["been", "bee", "beast", "beat"]);
    }

    #[test]
    fn ignored_files_come_last() {
        check_with(
            "[[be$0]]\n//- /Archive/be.md\n//- /folder/maybe be.md\n",
            |settings| settings.ignore_filters = vec!["Archive/".to_owned()],
            &expect![[r#"
            maybe be (folder) → [[maybe be]]
            be (Archive) → [[be]]
        "#]],
        );
    }

    /// The expected result of [`Ranking::search`], found by looking at each name.
    fn search_all<'v>(
        ranking: &Ranking,
        names: &'v NameIndex,
        query: &mut Query,
        wanted: impl Fn(&IndexedName<'v>) -> bool,
    ) -> (Vec<RankKey<'v>>, bool) {
        let (mut whole, mut fuzzy) = (Vec::new(), Vec::new());
        for name in names.filter_by_mask(|_| true).filter(|name| wanted(name)) {
            if let Some(rank) = query.rank_contiguous(name.text()) {
                whole.push(ranking.key(name, rank, name.len));
            } else if let Some(rank) = query.rank(name.text()) {
                let length = if query.is_empty() { 0 } else { name.len };
                fuzzy.push(ranking.key(name, rank, length));
            }
        }
        let enough = whole.len() > ENOUGH_MATCHES;
        let mut found = if enough { whole } else { [whole, fuzzy].concat() };
        found.sort_unstable();
        let more = enough || found.len() > ranking.limit;
        found.truncate(ranking.limit);
        (found, more)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_best_are_found_without_looking_at_all_names(
            names in prop::collection::vec("[abc]{1,3}([ -][abdé日]{1,3}){0,2}", 1..200),
            typed in prop::collection::vec("[abc]{0,2}|[abc]{1,3}[ -][abdé日]{0,3}", 10),
            limit in 1_usize..20,
            ignored in "[abc]",
        ) {
            let ignore_filters = vec![format!("{ignored}/")];
            let mut vault = Vault::default();
            let settings = Settings { max_items: limit, ignore_filters, ..Settings::default() };
            vault.apply(Change::Settings(Box::new(settings)));
            for (at, name) in names.iter().enumerate() {
                let folder = &name[..1];
                match at % 4 {
                    0 => drop(vault.apply(Change::File { path: &format!("{folder}/{name}.png") })),
                    1 => {
                        let (path, text) = (format!("{at}.md"), format!("[[{name}]]"));
                        vault.apply(Change::Note { path: &path, text: &text });
                    }
                    _ => {
                        let (path, text) = (format!("{folder}/{name}.md"), format!("# {name}"));
                        vault.apply(Change::Note { path: &path, text: &text });
                    }
                }
            }
            vault.apply(Change::Note { path: "a/source.md", text: "" });
            let source = vault.find_file("a/source.md").expect("it was just created");
            let recent: Vec<FileId> = vault.files().map(|(file, _)| file).step_by(7).collect();
            let session = SessionInfo { recent: &recent, ..SESSION };
            let ranking = Ranking::new(&vault, source, names.len() % 2 == 0, &session);
            for typed in typed {
                let wanted = |name: &IndexedName<'_>| name.text() != normalize(&typed);
                for names in [vault.names(), vault.heading_names()] {
                    let mut query = Query::new(&typed);
                    let (found, more) = ranking.search(names, &mut query, wanted);
                    let length = |name: &IndexedName<'_>| if query.is_empty() { 0 } else { name.len };
                    let keys = found.iter().map(|(rank, name)| ranking.key(*name, *rank, length(name)));
                    let found = (keys.collect::<Vec<_>>(), more);
                    prop_assert_eq!(found, search_all(&ranking, names, &mut query, wanted), "{}", typed);
                }
            }
        }
    }
}
