//! Measures how long it takes to rename the note with the most backlinks. To run it:
//! `cargo test --release -p linkwright-ide --test renaming hub -- --ignored --nocapture`.

use std::time::Instant;

use linkwright_ide::rename::plan_file;
use linkwright_settings::Settings;

use crate::workspace::{FileTexts, Workspace};

fn measure(name: &str, workspace: &Workspace, hub: &str) {
    let hub = workspace.vault.find_file(hub).expect("the vault has the note");
    for _ in 0..3 {
        let start = Instant::now();
        let plan = plan_file(&workspace.vault, hub, "Nirgends erwähnt").expect("it can be renamed");
        let planned = start.elapsed();
        let changes = workspace.finish(plan).expect("it can be finished");
        let edits: usize = changes.edits.iter().map(|(_, edits)| edits.len()).sum();
        eprintln!(
            "{name}: plan {planned:?}, texts and finish {:?}: {edits} edits in {} files",
            start.elapsed() - planned,
            changes.edits.len()
        );
    }
}

#[test]
#[ignore = "it only measures"]
fn a_hub_with_20_000_links() {
    let note = |index: usize| {
        let text = format!(
            "---\naliases: [alias {index}]\n---\n# Note {index}\n\nSee [[Hub|the hub]], [[Note {}]] \
             and [[Hub#Part]].\n\n{}",
            (index + 1) % 10_000,
            "Some words of a note that is read and goes on for a while. ".repeat(30)
        );
        (format!("{}/Note {index}.md", index % 100), text)
    };
    let mut files: FileTexts = (0..10_000).map(note).collect();
    files.insert("Hub.md".to_owned(), "# Hub\n\n## Part\n".to_owned());
    measure("20,000 links", &Workspace::new(files, Settings::default()), "Hub.md");
}

#[test]
#[ignore = "it only measures"]
fn the_most_linked_note_of_each_real_vault() {
    for root in super::real::vaults() {
        let workspace = Workspace::new(super::real::files(&root), Settings::default());
        let most =
            workspace.vault.files().max_by_key(|(file, _)| workspace.vault.backlinks(*file).len());
        let Some((_, hub)) = most else { continue };
        measure(&format!("{} {}", root.display(), hub.path), &workspace, &hub.path);
    }
}
