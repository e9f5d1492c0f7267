//! A vault with its texts, to which changes are applied as an editor applies them.

use std::collections::BTreeMap;

use linkwright_ide::Texts;
use linkwright_ide::rename::{RenamePlan, finish};
use linkwright_ide::{Changes, Refusal};
use linkwright_settings::Settings;
use linkwright_text::{ColumnCounting, Edit, PositionEncoding, Text, apply_edits};
use linkwright_vault::{Change, Vault};

/// The texts of files, by path.
pub(crate) type FileTexts = BTreeMap<String, String>;

/// A vault and the texts that it indexes.
pub(crate) struct Workspace {
    pub(crate) files: FileTexts,
    pub(crate) vault: Vault,
}

impl Workspace {
    pub(crate) fn new(files: FileTexts, settings: Settings) -> Workspace {
        let mut vault = Vault::new(settings);
        for (path, text) in &files {
            vault.apply(Change::for_file(path, text, vault.settings()));
        }
        Workspace { files, vault }
    }

    /// Finishes `plan` with the current texts.
    pub(crate) fn finish(&self, plan: RenamePlan) -> Result<Changes, Refusal> {
        let text = |&file| (file, self.files[&*self.vault.file(file).path].as_str().into());
        let texts: Texts = plan.notes().iter().map(text).collect();
        finish(plan, &texts)
    }

    /// Applies the edits and moves of `changes` and also `moves`, and checks invariant 4. Returns the
    /// previous texts of the changed files, for [`Workspace::restore`].
    pub(crate) fn apply(&mut self, changes: &Changes, moves: &[(String, String)]) -> FileTexts {
        let mut before = FileTexts::new();
        let mut after = FileTexts::new();
        for (file, edits) in &changes.edits {
            let path = self.vault.file(*file).path.to_string();
            let edits: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
            let text = &self.files[&path];
            after.insert(path.clone(), edited(text, &edits));
            before.insert(path.clone(), text.clone());
        }
        for (from, to) in changes.moves.iter().chain(moves) {
            let text = after.remove(from).unwrap_or_else(|| self.files[from].clone());
            before.entry(from.clone()).or_insert_with(|| self.files[from].clone());
            after.insert(to.clone(), text);
        }
        let removed: Vec<String> =
            before.keys().filter(|path| !after.contains_key(*path)).cloned().collect();
        for path in removed {
            self.vault.apply(Change::Remove { path: &path });
            self.files.remove(&path);
        }
        for (path, text) in after {
            self.vault.apply(Change::for_file(&path, &text, self.vault.settings()));
            self.files.insert(path, text);
        }
        before
    }

    /// Adds a file.
    pub(crate) fn create(&mut self, path: &str, text: &str) {
        self.vault.apply(Change::for_file(path, text, self.vault.settings()));
        self.files.insert(path.to_owned(), text.to_owned());
    }

    pub(crate) fn remove(&mut self, path: &str) {
        self.vault.apply(Change::Remove { path });
        self.files.remove(path);
    }

    /// Restores the texts that [`Workspace::apply`] returned.
    pub(crate) fn restore(&mut self, before: FileTexts) {
        for (path, text) in before {
            self.vault.apply(Change::for_file(&path, &text, self.vault.settings()));
            self.files.insert(path, text);
        }
    }
}

/// Returns the text after `edits`, and checks that clients of all encodings get the same text.
fn edited(text: &str, edits: &[Edit]) -> String {
    let result = apply_edits(text, edits).expect("the edits can be applied");
    let encodings = [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];
    let countings =
        encodings.map(|it| [ColumnCounting::of_buffer(it), ColumnCounting::of_file(it)]);
    for counting in countings.into_iter().flatten() {
        let mut rope = Text::new(text);
        for edit in edits.iter().rev() {
            let round_trip = |offset| rope.offset(rope.position(offset, counting), counting);
            let (start, end) = (round_trip(edit.span.start), round_trip(edit.span.end));
            let span = linkwright_text::Span { start, end };
            rope.apply(&Edit::new(span, edit.insert.clone()));
        }
        assert_eq!(rope.to_string(), result, "a client with {counting:?} gets another text");
    }
    result
}
