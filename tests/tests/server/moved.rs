//! Diagnostics after files are moved, and after the move is undone.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

/// The order of notifications when a file is moved in an editor's explorer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// The new document is opened, the move is notified, the old document is closed.
    OpenTellClose,
    /// The old document is closed, the new one is opened, the move is notified.
    CloseOpenTell,
    /// The move is notified, the old document is closed, the new one is opened.
    TellCloseOpen,
    /// The old document is never closed, as in VS Code when a move is undone.
    OpenTell,
    /// The note is not open.
    Closed,
    /// The note is not open, and the move is not notified.
    Silent,
}

const WAYS: [Way; 6] = [
    Way::OpenTellClose,
    Way::CloseOpenTell,
    Way::TellCloseOpen,
    Way::OpenTell,
    Way::Closed,
    Way::Silent,
];

/// A client that keeps the diagnostics that were published or that it pulled, by URI.
struct Shown {
    client: Client,
    pulls: bool,
}

fn start(folder: &Folder, pulls: bool) -> Shown {
    let mut client = Client::start_with(folder, |params| {
        if pulls {
            params["capabilities"]["textDocument"]["diagnostic"] = json!({});
            params["capabilities"]["workspace"]["diagnostics"] = json!({"refreshSupport": true});
        }
    });
    client.auto_respond("workspace/diagnostic/refresh", Value::Null);
    Shown { client, pulls }
}

impl Shown {
    /// Waits until the client shows diagnostics of exactly these files, each with their number.
    fn expect(&mut self, folder: &Folder, expected: &[(&str, usize)], open: &[&str]) {
        let mut expected: Vec<(String, usize)> =
            expected.iter().map(|(name, count)| (folder.uri(name), *count)).collect();
        expected.sort();
        // Intermediate states may be published, so everything is compared until it is as expected.
        for _ in 0..2400 {
            let mut shown = if self.pulls { self.pulled(folder, open) } else { self.told() };
            shown.sort();
            if shown == expected {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        let shown = if self.pulls { self.pulled(folder, open) } else { self.told() };
        panic!("shown: {shown:?}, expected: {expected:?}");
    }

    fn told(&mut self) -> Vec<(String, usize)> {
        self.client.published()
    }

    /// The diagnostics that a client gets if it pulls everything again.
    fn pulled(&mut self, folder: &Folder, open: &[&str]) -> Vec<(String, usize)> {
        let mut shown = Vec::new();
        for name in open {
            let params = json!({"textDocument": {"uri": folder.uri(name)}});
            let id = self.client.send_request("textDocument/diagnostic", params);
            let Ok(report) = self.client.response_to(id) else { continue };
            let count = report["items"].as_array().map_or(0, Vec::len);
            if count > 0 {
                shown.push((folder.uri(name), count));
            }
        }
        // Known diagnostics are answered at once.
        let known = json!([{"uri": folder.uri("never.md"), "value": "x"}]);
        let id =
            self.client.send_request("workspace/diagnostic", json!({"previousResultIds": known}));
        let report = self.client.response_to(id).expect("a report");
        for item in report["items"].as_array().into_iter().flatten() {
            let count = item["items"].as_array().map_or(0, Vec::len);
            if count > 0 {
                shown.push((item["uri"].as_str().expect("a URI").to_owned(), count));
            }
        }
        shown
    }

    fn apply_as(&mut self, folder: &Folder, way: Way, from: &str, to: &str) {
        let text = folder.read(from);
        let move_file = || std::fs::rename(folder.path(from), folder.path(to)).expect("a move");
        let moved = json!({"files": [{"oldUri": folder.uri(from), "newUri": folder.uri(to)}]});
        let client = &mut self.client;
        match way {
            Way::OpenTellClose | Way::OpenTell => {
                move_file();
                client.open_with(to, &text);
                client.notify("workspace/didRenameFiles", moved);
                if way == Way::OpenTellClose {
                    client.close(from);
                }
            }
            Way::CloseOpenTell => {
                move_file();
                client.close(from);
                client.open_with(to, &text);
                client.notify("workspace/didRenameFiles", moved);
            }
            Way::TellCloseOpen => {
                move_file();
                client.notify("workspace/didRenameFiles", moved);
                client.close(from);
                client.open_with(to, &text);
            }
            Way::Closed => {
                move_file();
                client.notify("workspace/didRenameFiles", moved);
            }
            Way::Silent => move_file(),
        }
    }
}

#[test]
fn diagnostics_follow_a_moved_file_and_its_undo() {
    for scope in ["open", "vault"] {
        for pulls in [false, true] {
            for way in WAYS {
                let closed = matches!(way, Way::Closed | Way::Silent);
                if scope == "open" && closed {
                    continue;
                }
                let folder = Folder::new(&format!(
                    "//- /.linkwright.toml\n[diagnostics]\nscope = \"{scope}\"\n//- /old.md\n[[gone]] [[b#No]]\n//- /b.md\n# B\n"
                ));
                // Printed if the test fails.
                println!("scope {scope}, pulls {pulls}, {way:?}");
                let mut shown = start(&folder, pulls);
                let open = |name| if closed { Vec::new() } else { vec![name] };
                if !closed {
                    shown.client.open("old.md");
                }
                shown.expect(&folder, &[("old.md", 2)], &open("old.md"));
                shown.apply_as(&folder, way, "old.md", "new.md");
                shown.expect(&folder, &[("new.md", 2)], &open("new.md"));
                // The move is undone. VS Code leaves the document with the other name open.
                if way == Way::OpenTell {
                    shown.client.close("old.md");
                }
                shown.apply_as(&folder, way, "new.md", "old.md");
                shown.expect(&folder, &[("old.md", 2)], &open("old.md"));
                if way == Way::OpenTell {
                    shown.client.close("new.md");
                    shown.expect(&folder, &[("old.md", 2)], &open("old.md"));
                }
                shown.client.ignore("textDocument/publishDiagnostics");
                shown.client.finish();
            }
        }
    }
}

/// VS Code keeps the documents of both names open when a move is undone or done again, and takes back
/// its edits in the one whose file is gone.
#[test]
fn a_document_without_a_file_has_no_diagnostics() {
    for scope in ["open", "vault"] {
        for pulls in [false, true] {
            let folder = Folder::new(&format!(
                "//- /.linkwright.toml\n[diagnostics]\nscope = \"{scope}\"\n//- /old.md\n[[gone]] [[b#No]]\n//- /b.md\n# B\n"
            ));
            let mut shown = start(&folder, pulls);
            let both = ["old.md", "new.md"];
            shown.client.open("old.md");
            shown.expect(&folder, &[("old.md", 2)], &both);
            shown.apply_as(&folder, Way::OpenTell, "old.md", "new.md");
            shown.expect(&folder, &[("new.md", 2)], &both);
            for (from, to) in [("new.md", "old.md"), ("old.md", "new.md"), ("new.md", "old.md")] {
                std::fs::rename(folder.path(from), folder.path(to)).expect("a move");
                let moved =
                    json!({"files": [{"oldUri": folder.uri(from), "newUri": folder.uri(to)}]});
                shown.client.notify("workspace/didRenameFiles", moved);
                shown.expect(&folder, &[(to, 2)], &both);
                shown.client.set_text(from, "[[gone]] [[gone too]] [[b#No]]\n");
                shown.client.set_text(to, "[[gone]] [[b#No]]\n\n");
                shown.expect(&folder, &[(to, 2)], &both);
                shown.client.set_text(from, "[[gone]] [[b#No]]\n");
                shown.client.set_text(to, "[[gone]] [[b#No]]\n");
                shown.expect(&folder, &[(to, 2)], &both);
            }
            // When it is saved, there is a file again.
            shown.client.save("new.md");
            shown.client.notify(
                "workspace/didChangeWatchedFiles",
                json!({"changes": [{"uri": folder.uri("new.md"), "type": 1}]}),
            );
            let links = json!({"textDocument": {"uri": folder.uri("b.md")}});
            shown.client.request("textDocument/documentSymbol", links);
            for round in 0..2400 {
                shown.client.set_text("new.md", &format!("[[gone]] {round}\n"));
                let params = json!({"textDocument": {"uri": folder.uri("new.md")}});
                if shown.client.request("textDocument/documentSymbol", params) != Value::Null {
                    break;
                }
                assert!(round < 2399, "the file is never seen");
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            shown.expect(&folder, &[("old.md", 2), ("new.md", 1)], &both);
            shown.client.ignore("textDocument/publishDiagnostics");
            shown.client.finish();
        }
    }
}

/// The diagnostics of closed notes are cleared with their folder.
#[test]
fn diagnostics_of_closed_notes_are_cleared_with_their_folder() {
    for pulls in [false, true] {
        let folder = Folder::new(
            "//- /.linkwright.toml\n[diagnostics]\nscope = \"vault\"\n//- /x/a.md\n[[gone]]\n//- /x/y/b.md\n[[gone]]\n",
        );
        let mut shown = start(&folder, pulls);
        shown.expect(&folder, &[("x/a.md", 1), ("x/y/b.md", 1)], &[]);
        for (from, to) in [("x", "z"), ("z", "x")] {
            std::fs::rename(folder.path(from), folder.path(to)).expect("a move");
            let moved = json!({"files": [{"oldUri": folder.uri(from), "newUri": folder.uri(to)}]});
            shown.client.notify("workspace/didRenameFiles", moved);
            let names = [format!("{to}/a.md"), format!("{to}/y/b.md")];
            shown.expect(&folder, &[(&names[0], 1), (&names[1], 1)], &[]);
        }
        shown.client.ignore("textDocument/publishDiagnostics");
        shown.client.finish();
    }
}
