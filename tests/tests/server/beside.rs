//! The command line changes notes while an editor has them open.

use std::process::Command;

use linkwright_tests::binary::linkwright;
use linkwright_tests::{Client, Folder};
use tempfile::TempDir;

const VAULT: &str = "\
//- /.linkwright.toml
//- /Love.md
---
aliases: [amor]
---
# Love

## Late
//- /Day.md
[[Love]] [[Love#Late]]
//- /Night.md
[[Day]] [[Love]]
";

/// The command line in the folder of a vault, with a history of its own.
struct CommandLine<'f> {
    folder: &'f Folder,
    state: TempDir,
}

impl CommandLine<'_> {
    fn of(folder: &Folder) -> CommandLine<'_> {
        CommandLine { folder, state: TempDir::new().expect("a temporary folder") }
    }

    /// Runs a command. Returns whether it succeeded, and what it said.
    fn try_run(&self, args: &[&str]) -> (bool, String) {
        let output = Command::new(linkwright())
            .args(args)
            .current_dir(self.folder.path(""))
            .env("XDG_STATE_HOME", self.state.path())
            .output()
            .expect("the program runs");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn run(&self, args: &[&str]) {
        let (succeeded, said) = self.try_run(args);
        assert!(succeeded, "{args:?}: {said}");
    }
}

/// Shows the text on disk in a document without unsaved changes, as editors do when they notice it.
fn reload(client: &mut Client, folder: &Folder, name: &str) {
    client.set_text(name, &folder.read(name));
}

#[test]
fn a_clean_note_is_right_as_soon_as_the_editor_reloads_it() {
    // A command, the findings in the open `Day.md` before it is reloaded, and its text afterwards.
    let cases: [(&[&str], &[&str], &str); 4] = [
        (
            &["rename", "Love", "Eros"],
            &["broken-link Love", "broken-link Love"],
            "[[Eros]] [[Eros#Late]]\n",
        ),
        (&["rename", "Love#Late", "End"], &["broken-heading Late"], "[[Love]] [[Love#End]]\n"),
        (
            &["merge", "Love", "Night"],
            &["broken-link Love", "broken-link Love"],
            "[[Night|Love]] [[Night#Late]]\n",
        ),
        (&["split", "Love#Late", "End"], &["broken-heading Late"], "[[Love]] [[End#Late]]\n"),
    ];
    for (command, stale, text) in cases {
        let folder = Folder::new(VAULT);
        let command_line = CommandLine::of(&folder);
        let mut client = Client::start(&folder);
        client.open("Day.md");
        assert_eq!(client.diagnostics("Day.md"), [""; 0]);
        command_line.run(command);
        // Closed notes are read again; the editor still shows the old text of the open one.
        client.expect_diagnostics("Day.md", stale);
        reload(&mut client, &folder, "Day.md");
        client.expect_diagnostics("Day.md", &[]);
        assert_eq!(client.text("Day.md"), text, "{command:?}");
        command_line.run(&["undo"]);
        while client.diagnostics("Day.md").is_empty() {}
        reload(&mut client, &folder, "Day.md");
        client.expect_diagnostics("Day.md", &[]);
        assert_eq!(client.text("Day.md"), "[[Love]] [[Love#Late]]\n", "{command:?}");
        client.finish();
    }
}

#[test]
fn fixes_reach_an_open_note_and_are_undone() {
    let folder = Folder::new(VAULT);
    folder.write("Day.md", "[[amor]]\n");
    let command_line = CommandLine::of(&folder);
    let mut client = Client::start(&folder);
    client.open("Day.md");
    assert_eq!(client.diagnostics("Day.md"), ["alias-link amor"]);
    command_line.run(&["check", "--fix"]);
    reload(&mut client, &folder, "Day.md");
    client.expect_diagnostics("Day.md", &[]);
    assert_eq!(client.text("Day.md"), "[[Love|amor]]\n");
    command_line.run(&["undo"]);
    reload(&mut client, &folder, "Day.md");
    client.expect_diagnostics("Day.md", &["alias-link amor"]);
    client.finish();
}

#[test]
fn unsaved_text_stays_and_a_save_over_a_change_is_not_undone() {
    let folder = Folder::new(VAULT);
    let command_line = CommandLine::of(&folder);
    let mut client = Client::start(&folder);
    client.open("Day.md");
    assert_eq!(client.diagnostics("Day.md"), [""; 0]);
    client.replace("Day.md", "[[Love]]", "Mine: [[Love]]");
    client.expect_diagnostics("Day.md", &[]);
    command_line.run(&["rename", "Love", "Eros"]);
    assert_eq!(folder.read("Day.md"), "[[Eros]] [[Eros#Late]]\n");
    // The server counts what the editor shows: links to a note that is gone.
    client.expect_diagnostics("Day.md", &["broken-link Love", "broken-link Love"]);
    assert_eq!(client.references("Day.md", "Mine$0", false).len(), 1, "from `Night.md`");
    client.save("Day.md");
    let (succeeded, said) = command_line.try_run(&["undo"]);
    assert!(!succeeded && said.contains("`Day.md` has changed since"), "{said}");
    assert_eq!(folder.read("Day.md"), "Mine: [[Love]] [[Love#Late]]\n");
    // A rename in the editor puts right what the two texts have in common.
    client.replace("Day.md", "[[Love]] [[Love#Late]]", "[[Eros]] [[Eros#Late]]");
    client.expect_diagnostics("Day.md", &[]);
    client.finish();
}

#[test]
fn a_renamed_note_stays_open_under_its_old_path_until_it_is_closed() {
    let folder = Folder::new(VAULT);
    // Two notes with one alias would have findings.
    folder.write("Love.md", "# Love\n");
    let command_line = CommandLine::of(&folder);
    let mut client = Client::start(&folder);
    client.open("Love.md");
    assert_eq!(client.diagnostics("Love.md"), [""; 0]);
    client.open_with("Day.md", "[[Love]] [[Eros]]\n");
    assert_eq!(client.diagnostics("Day.md"), ["broken-link Eros"]);
    command_line.run(&["rename", "Love", "Eros"]);
    client.expect_diagnostics("Day.md", &[]);
    client.close("Love.md");
    client.expect_diagnostics("Day.md", &["broken-link Love"]);
    client.open("Eros.md");
    assert_eq!(client.diagnostics("Eros.md"), [""; 0]);
    client.finish();
}
