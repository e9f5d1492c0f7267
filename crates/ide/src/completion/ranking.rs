//! Which of the vault's names and headings are proposed first.

use std::cmp::Reverse;

use linkwright_vault::{FileId, FolderId, IndexedName, NameIndex, NameOwner, Vault};
use rustc_hash::FxHashMap;

use super::{SessionInfo, SuggestionKind};
use crate::matching::{MAX_FUZZY_CANDIDATES, Query, Rank, TopK};

/// Where proposals are wanted, and what decides between equal matches.
pub(super) struct Ranking {
    source: FileId,
    folder: FolderId,
    embed: bool,
    /// The notes that were used last, each with how many were used since.
    recent: FxHashMap<FileId, u64>,
    most: usize,
}

/// Where so many names hold what was typed in one piece, no others are looked for.
pub(super) const ENOUGH: usize = 50;

impl Ranking {
    /// For a link in `source`; in an embed, attachments are as likely as notes.
    pub(super) fn new(
        vault: &Vault,
        source: FileId,
        embed: bool,
        session: &SessionInfo<'_>,
    ) -> Ranking {
        let recent = session.recent.iter().filter(|file| **file != source).take(LAST);
        Ranking {
            source,
            folder: vault.file(source).folder_id(),
            embed,
            recent: recent.copied().zip(0..).collect(),
            most: vault.settings().max_items,
        }
    }

    /// The place of a name among all that are proposed; the smaller comes first.
    ///
    /// What was ignored by the settings comes last, and before it attachments where a note is the
    /// likelier, and the note itself. Then the match decides, then whether it is in the note's
    /// folder, then when it was used last; at last the kind, and how much longer than what was
    /// typed it is.
    pub(super) fn key<'v>(&self, name: IndexedName<'v>, rank: Rank, length: usize) -> RankKey<'v> {
        (self.place(&name, rank, length), name.text(), name.owner)
    }

    /// What of a name's key is known without reading it.
    fn place(&self, name: &IndexedName<'_>, rank: Rank, length: usize) -> u64 {
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
        // A heading of the note itself is the nearest of all.
        let far = if own && kind == SuggestionKind::Heading { 0 } else { 1 + far };
        let since = file.and_then(|file| self.recent.get(&file)).copied().unwrap_or(LAST as u64);
        let length = u64::try_from(length.min(0xffff)).unwrap_or(0xffff);
        packed([group, rank.order(), far, since, kind as u64, length])
    }

    /// The names that match `query`, best first, and whether there are more.
    ///
    /// Those that hold what was typed from the beginning of a word on; only if these are few,
    /// those that match otherwise. Where nothing was typed, all.
    pub(super) fn of<'v>(
        &self,
        names: &'v NameIndex,
        query: &mut Query,
        wanted: impl Fn(&IndexedName<'v>) -> bool,
    ) -> (Vec<(Rank, IndexedName<'v>)>, bool) {
        let mut found = TopK::new(self.most);
        if query.is_empty() {
            let rank = Rank::Fuzzy(Reverse(0));
            for name in names.filter_by_mask(|_| true).filter(|name| wanted(name)) {
                found.add(self.key(name, rank, 0), (rank, name));
            }
            return found.finish();
        }
        let mut few = 0;
        for (rank, name) in query.contiguous_candidates(names) {
            // There are more already: only the best are still to be found.
            if few > ENOUGH {
                let least = packed([0, rank.order(), 0, 0, 0, 0]);
                if rank == Rank::Word && found.excludes(&(least, "", name.owner)) {
                    break;
                }
                if found.excludes(&(self.place(&name, rank, name.len), "", name.owner)) {
                    continue;
                }
            }
            if query.rank_contiguous(name.text()) == Some(rank) && wanted(&name) {
                let key = self.key(name, rank, name.len);
                few += 1;
                found.add(key, (rank, name));
            }
        }
        let mut left_off = false;
        if few > ENOUGH {
            left_off = true;
        } else {
            let mask = query.mask();
            for (at, name) in names.filter_by_mask(|other| mask & !other == 0).enumerate() {
                if at == MAX_FUZZY_CANDIDATES {
                    left_off = true;
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
        (found, more || left_off)
    }
}

/// So many notes that were used last are told from the others, fewer than 2⁶.
const LAST: usize = 63;

/// By what proposals are ranked; what is left undecided, the name decides.
pub(super) type RankKey<'v> = (u64, &'v str, NameOwner);

/// What a name is proposed as.
pub(super) fn kind(named: NameOwner) -> SuggestionKind {
    match named {
        NameOwner::Note(_) => SuggestionKind::Note,
        NameOwner::Alias(_) => SuggestionKind::Alias,
        NameOwner::Missing(_) => SuggestionKind::Unresolved,
        NameOwner::Attachment(_) => SuggestionKind::Attachment,
        NameOwner::Heading(..) => SuggestionKind::Heading,
    }
}

/// What ranks names, in one number: what counts most is highest.
fn packed([group, rank, far, since, kind, length]: [u64; 6]) -> u64 {
    let parts = [(group, 2), (rank, 18), (far, 2), (since, 6), (kind, 4), (length, 16)];
    parts.iter().fold(0, |key, (part, bits)| key << bits | part)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use linkwright_syntax::scan;
    use linkwright_vault::{Change, Settings, normalize};
    use proptest::prelude::*;

    use super::*;
    use crate::completion::tests::{SESSION, check_with};
    use crate::completion::{SessionInfo, completion};
    use crate::fixture::Vaulted;

    #[test]
    fn equal_matches_are_told_by_folder_and_by_when_they_were_used() {
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
    fn what_the_settings_ignore_comes_last() {
        check_with(
            "[[be$0]]\n//- /Archive/be.md\n//- /folder/maybe be.md\n",
            |settings| settings.ignore_filters = vec!["Archive/".to_owned()],
            &expect![[r#"
            maybe be (folder) → [[maybe be]]
            be (Archive) → [[be]]
        "#]],
        );
    }

    /// What [`Ranking::of`] finds, told by looking at each name.
    fn plain<'v>(
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
        let enough = whole.len() > ENOUGH;
        let mut found = if enough { whole } else { [whole, fuzzy].concat() };
        found.sort_unstable();
        let more = enough || found.len() > ranking.most;
        found.truncate(ranking.most);
        (found, more)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_best_are_found_without_looking_at_all(
            names in prop::collection::vec("[abc]{1,3}([ -][abdé日]{1,3}){0,2}", 1..200),
            typed in prop::collection::vec("[abc]{0,2}|[abc]{1,3}[ -][abdé日]{0,3}", 10),
            most in 1_usize..20,
            ignored in "[abc]",
        ) {
            let ignore_filters = vec![format!("{ignored}/")];
            let mut vault = Vault::default();
            let settings = Settings { max_items: most, ignore_filters, ..Settings::default() };
            vault.apply(Change::Settings(Box::new(settings)));
            for (at, name) in names.iter().enumerate() {
                let folder = &name[..1];
                match at % 4 {
                    0 => drop(vault.apply(Change::File { path: &format!("{folder}/{name}.png") })),
                    1 => {
                        let (path, text) = (format!("{at}.md"), format!("[[{name}]]"));
                        vault.apply(Change::Note { path: &path, text: &text, facts: scan(&text) });
                    }
                    _ => {
                        let (path, text) = (format!("{folder}/{name}.md"), format!("# {name}"));
                        vault.apply(Change::Note { path: &path, text: &text, facts: scan(&text) });
                    }
                }
            }
            vault.apply(Change::Note { path: "a/source.md", text: "", facts: scan("") });
            let source = vault.find_file("a/source.md").expect("it was just made");
            let recent: Vec<FileId> = vault.files().map(|(file, _)| file).step_by(7).collect();
            let session = SessionInfo { recent: &recent, ..SESSION };
            let ranking = Ranking::new(&vault, source, names.len() % 2 == 0, &session);
            for typed in typed {
                let wanted = |name: &IndexedName<'_>| name.text() != normalize(&typed);
                for names in [vault.names(), vault.heading_names()] {
                    let mut query = Query::new(&typed);
                    let (found, more) = ranking.of(names, &mut query, wanted);
                    let length = |name: &IndexedName<'_>| if query.is_empty() { 0 } else { name.len };
                    let keys = found.iter().map(|(rank, name)| ranking.key(*name, *rank, length(name)));
                    let found = (keys.collect::<Vec<_>>(), more);
                    prop_assert_eq!(found, plain(&ranking, names, &mut query, wanted), "{}", typed);
                }
            }
        }
    }
}
