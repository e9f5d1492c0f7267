//! Copies of files that sync services make when a file was changed in two places
//! (`docs/platforms.md`, "Conflict copies").

/// Whether the file at `path` is a conflict copy, by its name:
///
/// - `Note.sync-conflict-20240131-093000-ABCDEFG.md`, from Syncthing;
/// - `Note (Ada's conflicted copy 2024-01-31).md`, from Dropbox, and `Note (conflicted copy 2024-01-31
///   093000).md`, from Nextcloud.
#[must_use]
pub fn is_conflict_copy(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    is_from_syncthing(name) || is_from_dropbox(name)
}

fn is_from_syncthing(name: &str) -> bool {
    let Some((stem, rest)) = name.split_once(".sync-conflict-") else { return false };
    let mark = rest.split_once('.').map_or(rest, |(mark, _)| mark);
    let mut parts = mark.split('-');
    let mut has_digits = |count| parts.next().is_some_and(|part| is_digits(part, count));
    let has_time = has_digits(8) && has_digits(6);
    // Older versions do not name the device.
    let device = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !stem.is_empty() && has_time && parts.next().is_none_or(device) && parts.next().is_none()
}

fn is_from_dropbox(name: &str) -> bool {
    let Some((before, date)) = name.split_once("conflicted copy ") else { return false };
    let date = date.split(|c: char| c != '-' && !c.is_ascii_digit()).next().unwrap_or(date);
    let mut parts = date.split('-');
    let mut has_digits = |count| parts.next().is_some_and(|part| is_digits(part, count));
    before.contains(" (") && has_digits(4) && has_digits(2) && has_digits(2)
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use linkwright_settings::Settings;

    use super::*;
    use crate::{Change, Vault, VaultPreview};

    #[test]
    fn conflict_copies_are_recognized_by_their_names() {
        for path in [
            "a/Note.sync-conflict-20240131-093000-ABCDEFG.md",
            "Note.sync-conflict-20240131-093000.md",
            "Note.sync-conflict-20240131-093000-ABCDEFG",
            "a.b.sync-conflict-20240131-093000-ABCDEFG.canvas",
            "Note (Ada's conflicted copy 2024-01-31).md",
            "Note (conflicted copy 2024-01-31 093000).md",
            "Note (Ada's conflicted copy 2024-01-31) (1).md",
        ] {
            assert!(is_conflict_copy(path), "{path}");
        }
        for path in [
            "Note.md",
            "Note.sync-conflict.md",
            "Note.sync-conflict-20240131.md",
            "Note.sync-conflict-20240131-0930-ABCDEFG.md",
            "Note.sync-conflict-2024é131-093000-ABCDEFG.md",
            ".sync-conflict-20240131-093000-ABCDEFG.md",
            "The conflicted copy.md",
            "A conflicted copy 2024-01-31.md",
            "Note (conflicted copy of Ada).md",
            "a.sync-conflict-20240131-093000-ABCDEFG/Note.md",
        ] {
            assert!(!is_conflict_copy(path), "{path}");
        }
    }

    const COPY: &str = "Love.sync-conflict-20240131-093000-ABCDEFG.md";
    const TEXT: &str = "---\naliases: [Eros]\n---\n# Love\n";

    fn vault(notes: &[(&str, &str)]) -> Vault {
        let mut vault = Vault::new(Settings::default());
        for (path, text) in notes {
            vault.apply(Change::Note { path, text });
        }
        vault
    }

    #[test]
    fn the_aliases_of_a_conflict_copy_do_not_count() {
        let mut vault = vault(&[("Love.md", TEXT), ("a.md", "[[Eros]] [[Love]]")]);
        let paths = |vault: &Vault| -> Vec<String> {
            let claimants = vault.claimants("eros").into_owned();
            claimants.into_iter().map(|note| vault.file(note).path.to_string()).collect()
        };
        vault.apply(Change::Note { path: COPY, text: TEXT });
        assert_eq!(paths(&vault), ["Love.md"]);
        let copy = vault.find_file(COPY).unwrap();
        assert_eq!(vault.aliases(copy).count(), 0);
        // It stays so when settings change, and when the copy is all that is left.
        vault.apply(Change::Settings(Box::default()));
        vault.apply(Change::Note { path: COPY, text: &format!("{TEXT}more\n") });
        assert_eq!(paths(&vault), ["Love.md"]);
        vault.apply(Change::Remove { path: "Love.md" });
        assert_eq!(paths(&vault), [""; 0]);
    }

    #[test]
    fn the_aliases_count_as_soon_as_the_copy_has_a_name_of_its_own() {
        let vault = vault(&[(COPY, TEXT), ("a.md", "[[Eros]]")]);
        let copy = vault.find_file(COPY).unwrap();
        assert!(vault.claimants("Eros").is_empty());
        let preview = VaultPreview::new(&vault).with_moved(copy, "Love.md");
        assert_eq!(preview.captured_links().len(), 1, "`[[Eros]]` will resolve");
    }

    #[test]
    fn a_new_alias_of_a_conflict_copy_captures_no_links() {
        let vault = vault(&[("Love.md", TEXT), (COPY, "# Love\n"), ("a.md", "[[Eros]] [[new]]")]);
        let copy = vault.find_file(COPY).unwrap();
        for new in ["Eros", "new"] {
            let preview = VaultPreview::new(&vault).with_alias_replaced(copy, "", new);
            assert_eq!(preview.captured_links().len(), 0, "{new}");
        }
    }
}
