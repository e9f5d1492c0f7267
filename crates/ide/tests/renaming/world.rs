//! A vault with its texts, changed as an editor would change it.

use std::collections::BTreeMap;

use linkwright_ide::Texts;
use linkwright_ide::rename::{RenamePlan, finish};
use linkwright_ide::{Changes, Refusal};
use linkwright_text::{ColumnCounting, Edit, PositionEncoding, Text, apply_edits};
use linkwright_vault::{Change, Settings, Vault};

/// The files by path.
pub(crate) type Files = BTreeMap<String, String>;

/// A vault and the texts it was made of.
pub(crate) struct World {
    pub(crate) files: Files,
    pub(crate) vault: Vault,
}

impl World {
    pub(crate) fn new(files: Files, settings: Settings) -> World {
        let mut vault = Vault::new(settings);
        for (path, text) in &files {
            vault.apply(Change::for_file(path, text, vault.settings()));
        }
        World { files, vault }
    }

    /// Finishes `plan` on the texts as they are.
    pub(crate) fn finish(&self, plan: RenamePlan) -> Result<Changes, Refusal> {
        let text = |&file| (file, self.files[&*self.vault.file(file).path].as_str().into());
        let texts: Texts = plan.notes().iter().map(text).collect();
        finish(plan, &texts)
    }

    /// Edits and moves files: law 4 on the way. The files as they were, for [`World::restore`].
    pub(crate) fn carry_out(&mut self, changes: &Changes, moves: &[(String, String)]) -> Files {
        let mut before = Files::new();
        let mut after = Files::new();
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
        let gone: Vec<String> =
            before.keys().filter(|path| !after.contains_key(*path)).cloned().collect();
        for path in gone {
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

    /// Puts files back as they were.
    pub(crate) fn restore(&mut self, before: Files) {
        for (path, text) in before {
            self.vault.apply(Change::for_file(&path, &text, self.vault.settings()));
            self.files.insert(path, text);
        }
    }
}

/// The text after `edits`, which clients of every encoding agree upon.
fn edited(text: &str, edits: &[Edit]) -> String {
    let result = apply_edits(text, edits).expect("edits are sorted, apart and on characters");
    let encodings = [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];
    let countings =
        encodings.map(|it| [ColumnCounting::of_buffer(it), ColumnCounting::of_file(it)]);
    for counting in countings.into_iter().flatten() {
        let mut rope = Text::new(text);
        for edit in edits.iter().rev() {
            let place = |offset| rope.offset(rope.position(offset, counting), counting);
            let (start, end) = (place(edit.span.start), place(edit.span.end));
            let span = linkwright_text::Span { start, end };
            rope.apply(&Edit::new(span, edit.insert.clone()));
        }
        assert_eq!(rope.to_string(), result, "a client of {counting:?} sees another text");
    }
    result
}
