//! `diagnostics.new = "session"`: only what was not there when the session began is published, as coding
//! agents need it.

use std::fs;

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /a.md
[[b]] [[old]] [[old]]
//- /b.md
# B

[[a]] [[older]]
//- /c.md
[[b#B]] [[b#None]]
";

/// `b.md` without the heading to which `c.md` links.
const EDITED: &str = "# Other\n\n[[a]] [[older]]\n";

fn start(folder: &Folder, settings: &Value) -> Client {
    let mut client = Client::start_with(folder, |params| {
        params["initializationOptions"] = json!({"diagnostics": settings});
    });
    // The session begins when the vault is indexed.
    client.request("workspace/symbol", json!({"query": "B"}));
    client
}

fn of_vault(folder: &Folder) -> Client {
    start(folder, &json!({"scope": "vault", "new": "session"}))
}

/// The name of a file, and the code and the first name in the message of each of its diagnostics.
type Published = (String, Vec<String>);

fn shown(name: &str, found: &[&str]) -> Published {
    (name.to_owned(), found.iter().map(|it| (*it).to_owned()).collect())
}

/// Waits for the next diagnostics of any file.
fn next(client: &mut Client) -> Published {
    let published = client.expect("textDocument/publishDiagnostics");
    let name = published["uri"].as_str().expect("a URI");
    let name = name.rsplit('/').next().expect("a name").to_owned();
    (name, items(&published["diagnostics"]))
}

fn items(diagnostics: &Value) -> Vec<String> {
    let shown = diagnostics.as_array().expect("a list").iter().map(|it| {
        let message = it["message"].as_str().expect("a message");
        let path = message.split('`').nth(1).unwrap_or_default();
        format!("{} {path}", it["code"].as_str().expect("a code"))
    });
    shown.collect()
}

#[test]
fn an_edit_on_disk_that_breaks_a_link_in_another_note_is_all_that_is_published() {
    let folder = Folder::new(VAULT);
    let mut client = of_vault(&folder);
    folder.write("b.md", EDITED);
    assert_eq!(next(&mut client), shown("c.md", &["broken-heading b"]));
    folder.write("b.md", "# B\n\n[[a]] [[older]]\n");
    assert_eq!(next(&mut client), shown("c.md", &[]));
    client.finish();
}

#[test]
fn an_edit_that_is_sent_is_reported_once_it_is_saved() {
    for is_written_before in [true, false] {
        let folder = Folder::new(VAULT);
        let mut client = of_vault(&folder);
        client.open("b.md");
        assert_eq!(next(&mut client), shown("b.md", &[]));
        if is_written_before {
            folder.write("b.md", EDITED);
        }
        client.set_text("b.md", EDITED);
        if !is_written_before {
            folder.write("b.md", EDITED);
        }
        let saved = json!({"textDocument": {"uri": client.uri("b.md")}});
        client.notify("textDocument/didSave", saved);
        let mut published = [next(&mut client), next(&mut client)];
        published.sort();
        assert_eq!(published, [shown("b.md", &[]), shown("c.md", &["broken-heading b"])]);
        client.finish();
    }
}

#[test]
fn an_edit_is_reported_in_the_note_itself() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder, &json!({"scope": "open", "new": "session"}));
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    // Moved lines, one more broken link that is there twice, and a broken one.
    client.set_text("a.md", "\n\n[[b]] [[old]] [[old|again]] [[old]] [[new]]\n\nMore\n");
    assert_eq!(client.diagnostics("a.md"), ["broken-link old", "broken-link new"]);
    client.set_text("a.md", "[[b]] [[old]] More\n");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_renamed_note_keeps_its_old_findings() {
    let folder = Folder::new(VAULT);
    let mut client = of_vault(&folder);
    fs::rename(folder.path("b.md"), folder.path("d.md")).expect("a file to rename");
    let mut published = [next(&mut client), next(&mut client)];
    published.sort();
    // `b.md` is gone, so the link to its missing heading is a broken link now.
    let broken = ["broken-link b", "broken-link b"];
    assert_eq!(published, [shown("a.md", &broken[..1]), shown("c.md", &broken)]);
    folder.write("d.md", "[[a]] [[older]] [[more]]\n");
    assert_eq!(next(&mut client), shown("d.md", &["broken-link more"]));
    client.finish();
}

#[test]
fn a_renamed_note_keeps_them_if_the_new_name_is_seen_first() {
    let folder = Folder::new("//- /a.md\n[[old]]\n//- /b.md\n");
    let mut client = of_vault(&folder);
    folder.write("c.md", "[[old]]\n");
    assert_eq!(next(&mut client), shown("c.md", &["broken-link old"]));
    fs::remove_file(folder.path("a.md")).expect("a file to remove");
    assert_eq!(next(&mut client), shown("c.md", &[]));
    client.finish();
}

#[test]
fn new_findings_are_pulled() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start_with(&folder, |params| {
        params["initializationOptions"] =
            json!({"diagnostics": {"scope": "vault", "new": "session"}});
        params["capabilities"]["textDocument"]["diagnostic"] = json!({});
        params["capabilities"]["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    });
    client.auto_respond("workspace/diagnostic/refresh", Value::Null);
    client.request("workspace/symbol", json!({"query": "B"}));
    let pull = |client: &mut Client, name: &str| {
        let params = json!({"textDocument": {"uri": client.uri(name)}});
        items(&client.request("textDocument/diagnostic", params)["items"])
    };
    // An open note, and a closed one.
    client.open("a.md");
    assert_eq!(pull(&mut client, "a.md"), [""; 0]);
    assert_eq!(pull(&mut client, "c.md"), [""; 0]);
    client.set_text("a.md", "[[b]] [[old]] [[new]]\n\nMore\n");
    assert_eq!(pull(&mut client, "a.md"), ["broken-link new"]);
    let reports = |client: &mut Client| -> Vec<(Value, Vec<String>)> {
        let answer = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
        let reports = answer["items"].as_array().expect("a list").iter();
        let reports = reports.map(|report| (report["uri"].clone(), items(&report["items"])));
        reports.filter(|(_, items)| !items.is_empty()).collect()
    };
    assert_eq!(reports(&mut client), []);
    folder.write("b.md", EDITED);
    let broken = (folder.uri("c.md").into(), vec!["broken-heading b".to_owned()]);
    let mut found = reports(&mut client);
    while found.is_empty() {
        found = reports(&mut client);
    }
    assert_eq!(found, [broken]);
    client.finish();
}

#[test]
fn the_setting_can_be_changed() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder, &json!({"scope": "open"}));
    client.open("a.md");
    let old = ["broken-link old", "broken-link old"];
    assert_eq!(client.diagnostics("a.md"), old);
    let set = |client: &mut Client, new: &str| {
        let settings = json!({"settings": {"linkwright": {"diagnostics": {"new": new}}}});
        client.notify("workspace/didChangeConfiguration", settings);
    };
    set(&mut client, "session");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.set_text("a.md", "[[b]] [[old]] [[old]] [[new]]\n\nMore\n");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    set(&mut client, "off");
    assert_eq!(client.diagnostics("a.md"), [old[0], old[1], "broken-link new"]);
    // What was new stays new.
    set(&mut client, "session");
    assert_eq!(client.diagnostics("a.md"), ["broken-link new"]);
    client.finish();
}

#[test]
fn counts_say_what_they_count() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start_with(&folder, |params| {
        params["initializationOptions"] = json!({"diagnostics": {"new": "session"}});
        params["capabilities"]["experimental"] = json!({"linkwright": {"status": true}});
    });
    let status = client.wait("the status", |message| {
        message["method"] == "linkwright/status" && message["params"]["state"] == "ready"
    });
    assert_eq!(status["params"]["vaults"][0]["onlyNew"], true);
    client.ignore("linkwright/status");
    client.open_with("b.md", EDITED);
    assert_eq!(next(&mut client), shown("b.md", &[]));
    let check = json!({"command": "linkwright.check", "arguments": [{}]});
    let counts = client.request("workspace/executeCommand", check);
    assert_eq!(counts, json!({"notes": 3, "links": 7, "broken": 5, "known": 4}));
    assert_eq!(next(&mut client), shown("c.md", &["broken-heading b"]));
    client.finish();
}
