use super::*;
use crate::live::{Platform, SystemDisk};
use linkwright_vault::Change;

struct Fixture {
    folder: tempfile::TempDir,
    vault: OpenVault,
}

impl Fixture {
    fn new(notes: &[(&str, &str)]) -> Fixture {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Root::open(folder.path()).expect("a folder");
        let mut it =
            Fixture { folder, vault: OpenVault::new(VaultId(0), Some(root), Platform::system()) };
        for (path, text) in notes {
            it.write(path, text);
            it.vault.apply(Change::Note { path, text });
        }
        it
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join(path), text).expect("written");
    }

    fn gather(&self) -> PlanTexts<Infallible> {
        let notes = self.vault.vault.notes().map(|(file, _)| file).collect();
        PlanTexts::gather(&self.vault, &(), notes, &[])
    }

    /// The text that `plan` reads from disk if it is still valid, or else the paths to read
    /// again.
    fn settled(&mut self, plan: &PlanTexts<Infallible>) -> Result<String, StalePlan> {
        let keep = |_, text: &str, _| text.to_owned();
        let read = plan.read(&SystemDisk, false, PositionEncoding::Utf8, keep);
        match plan.settle(read, Some(&mut self.vault), &()).expect("only notes are read") {
            SettledTexts::Valid(texts) => Ok(texts.into_iter().map(|(_, text)| text).collect()),
            SettledTexts::Stale(stale) => Err(stale),
        }
    }
}

#[test]
fn a_plan_is_valid_while_its_notes_are_as_planned() {
    let mut it = Fixture::new(&[("a.md", "one"), ("b.md", "two")]);
    let plan = it.gather();
    assert!(plan.needs_disk());
    assert_eq!(it.settled(&plan), Ok("onetwo".to_owned()));
}

#[test]
fn a_plan_is_stale_when_the_disk_or_the_vault_has_another_text() {
    let mut it = Fixture::new(&[("a.md", "one"), ("b.md", "two")]);
    let plan = it.gather();
    it.write("b.md", "other");
    assert_eq!(it.settled(&plan), Err(StalePlan::default()));
    it.write("b.md", "two");
    it.vault.apply(Change::Note { path: "a.md", text: "new" });
    assert_eq!(it.settled(&plan), Err(StalePlan::default()));
}

#[test]
fn a_stale_plan_names_the_notes_that_cannot_be_read() {
    let mut it = Fixture::new(&[("a.md", "one")]);
    let plan = it.gather();
    std::fs::remove_file(it.folder.path().join("a.md")).expect("removed");
    let unreadable = it.settled(&plan).expect_err("it is stale").unreadable;
    assert_eq!(unreadable.iter().map(|(path, _)| &**path).collect::<Vec<_>>(), ["a.md"]);
}

#[test]
fn a_plan_is_stale_when_its_vault_is_closed() {
    let it = Fixture::new(&[("a.md", "one")]);
    let plan = it.gather();
    let read = plan.read(&SystemDisk, false, PositionEncoding::Utf8, |_, _, _| ());
    let settled = plan.settle(read, None, &()).expect("only notes are read");
    assert!(matches!(settled, SettledTexts::Stale(_)));
}
