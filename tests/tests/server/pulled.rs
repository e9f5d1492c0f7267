//! Diagnostics that a client pulls.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

/// A client that pulls diagnostics, with these `settings`.
fn start(folder: &Folder, settings: Value, alter: impl FnOnce(&mut Value)) -> Client {
    let mut client = Client::start_with(folder, |params| {
        params["capabilities"]["textDocument"]["diagnostic"] = json!({"dynamicRegistration": true});
        params["capabilities"]["workspace"]["diagnostics"] = json!({"refreshSupport": true});
        params["initializationOptions"] = settings;
        alter(params);
    });
    client.auto_respond("workspace/diagnostic/refresh", Value::Null);
    client
}

fn whole_vault() -> Value {
    json!({"diagnostics": {"scope": "vault"}})
}

fn pull(client: &mut Client, name: &str, known: Option<&str>) -> Value {
    let uri = client.uri(name);
    let params = json!({"textDocument": {"uri": uri}, "previousResultId": known});
    client.request("textDocument/diagnostic", params)
}

fn messages(items: &Value) -> Vec<&str> {
    let items = items.as_array().expect("a list of reports").iter();
    items.map(|item| item["code"].as_str().expect("a code")).collect()
}

/// The reports in an answer to `workspace/diagnostic`: the name of the file, and the codes or the kind.
fn reports(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().expect("a list of reports").iter();
    let mut reports: Vec<String> = items
        .map(|report| {
            let uri = report["uri"].as_str().expect("a URI");
            let name = uri.rsplit('/').next().expect("a name");
            match report["kind"].as_str() {
                Some("full") => format!("{name}: {}", messages(&report["items"]).join(" ")),
                kind => format!("{name}: {}", kind.expect("a kind")),
            }
        })
        .collect();
    reports.sort();
    reports
}

/// The `previousResultIds` after `answer`.
fn known(answer: &Value) -> Value {
    let items = answer["items"].as_array().expect("a list of reports").iter();
    items.map(|report| json!({"uri": report["uri"], "value": report["resultId"]})).collect()
}

fn send_workspace_pull(client: &mut Client, known: &Value) -> i64 {
    client.send_request("workspace/diagnostic", json!({"previousResultIds": known}))
}

#[test]
fn diagnostics_are_published_to_a_client_without_refresh() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let refresh = json!({"refreshSupport": true});
    for (spelling, announced) in [("diagnostics", true), ("diagnostic", true), ("neither", false)] {
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["textDocument"]["diagnostic"] = json!({});
            params["capabilities"]["workspace"][spelling] = refresh.clone();
        });
        let provider = client.capabilities["diagnosticProvider"].clone();
        client.open("a.md");
        if announced {
            assert_eq!(provider["interFileDependencies"], true);
            assert_eq!(provider["workspaceDiagnostics"], true);
            assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), ["broken-link"]);
        } else {
            assert_eq!(provider, Value::Null);
            assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
        }
        // Nothing else was published, or the client would fail.
        client.finish();
    }
}

#[test]
fn unchanged_reports_are_not_sent_again() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = start(&folder, Value::Null, |_| {});
    client.open("a.md");
    let first = pull(&mut client, "a.md", None);
    assert_eq!(first["kind"], "full");
    let id = first["resultId"].as_str().expect("an id");
    let again = pull(&mut client, "a.md", Some(id));
    assert_eq!(again, json!({"kind": "unchanged", "resultId": id}));
    client.replace("a.md", "[[gone]]", "[[gone]] [[too]]");
    let changed = pull(&mut client, "a.md", Some(id));
    assert_eq!(messages(&changed["items"]), ["broken-link", "broken-link"]);
    assert_ne!(changed["resultId"], first["resultId"]);
    client.finish();
}

#[test]
fn a_change_in_another_note_requests_a_refresh() {
    let folder = Folder::new("//- /a.md\n[[new]] [[b#Later]]\n//- /b.md\n# B\n");
    let mut client = start(&folder, Value::Null, |_| {});
    client.auto_respond("workspace/diagnostic/refresh", Value::Null);
    client.open("a.md");
    client.open("b.md");
    assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]).len(), 2);
    assert_eq!(messages(&pull(&mut client, "b.md", None)["items"]).len(), 0);
    let wait = |client: &mut Client, left: &[&str]| {
        // There may be several refreshes. After the last one, the client is up to date.
        while messages(&pull(client, "a.md", None)["items"]) != left {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    client.replace("b.md", "# B\n", "# B\n## Later\n");
    wait(&mut client, &["broken-link"]);
    folder.write("new.md", "");
    wait(&mut client, &[]);
    client.finish();
}

#[test]
fn the_refresh_is_a_request_without_params_and_comes_once_at_a_time() {
    let folder = Folder::new("//- /a.md\n[[new]]\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["textDocument"]["diagnostic"] = json!({});
        params["capabilities"]["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    });
    client.open("a.md");
    pull(&mut client, "a.md", None);
    folder.write("new.md", "");
    let refresh = client.wait("a refresh", |m| m["method"] == "workspace/diagnostic/refresh");
    assert_eq!(refresh.get("params"), None);
    assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]).len(), 0);
    client.finish();
}

#[test]
fn all_notes_are_reported_first_and_then_only_changes() {
    let folder = Folder::new(
        "//- /a.md\n[[gone]]\n//- /b.md\n[[a]]\n//- /c.md\n[[a#None]]\n//- /open.md\n[[gone]]\n",
    );
    let mut client = start(&folder, whole_vault(), |_| {});
    client.open("open.md");
    // Documents that are shown are pulled separately.
    assert_eq!(messages(&pull(&mut client, "open.md", None)["items"]), ["broken-link"]);
    let request = send_workspace_pull(&mut client, &json!([]));
    let first = client.response_to(request).expect("an answer");
    assert_eq!(reports(&first), ["a.md: broken-link", "c.md: broken-heading"]);

    // Held until something changes; the other reports are unchanged.
    let request = send_workspace_pull(&mut client, &known(&first));
    folder.write("c.md", "[[a#None]] [[none]]\n");
    let second = client.response_to(request).expect("an answer");
    assert_eq!(reports(&second), ["a.md: unchanged", "c.md: broken-heading broken-link"]);

    let request = send_workspace_pull(&mut client, &known(&second));
    folder.write("gone.md", "");
    let third = client.response_to(request).expect("an answer");
    assert_eq!(reports(&third), ["a.md: ", "c.md: unchanged"]);
    client.finish();
}

#[test]
fn partial_results_are_sent_to_a_client_that_supports_them() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n//- /b.md\n[[gone]]\n");
    let mut client = start(&folder, whole_vault(), |_| {});
    let params = json!({"previousResultIds": [], "partialResultToken": "parts"});
    let request = client.send_request("workspace/diagnostic", params);
    let answer = client.response_to(request).expect("an answer");
    assert_eq!(answer["items"], json!([]));
    let part = client.expect("$/progress");
    assert_eq!(part["token"], "parts");
    assert_eq!(reports(&part["value"]), ["a.md: broken-link", "b.md: broken-link"]);
    client.finish();
}

#[test]
fn a_held_request_can_be_cancelled() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = start(&folder, Value::Null, |_| {});
    let request = send_workspace_pull(&mut client, &json!([]));
    assert_eq!(client.response_to(request).expect("an answer")["items"], json!([]));
    let request = send_workspace_pull(&mut client, &json!([]));
    client.notify("$/cancelRequest", json!({"id": request}));
    assert_eq!(client.response_to(request).expect_err("an error")["code"], -32800);
    // A request that is not cancelled does not prevent the server from ending.
    send_workspace_pull(&mut client, &json!([]));
    client.ignore_responses();
    client.finish();
}

#[test]
fn a_closed_note_has_diagnostics_only_with_the_scope_vault() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    for (settings, expected) in [(Value::Null, &[][..]), (whole_vault(), &["broken-link"][..])] {
        let mut client = start(&folder, settings, |_| {});
        client.open("a.md");
        assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), ["broken-link"]);
        client.close("a.md");
        // Some clients send a last request.
        assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), expected);
        client.finish();
    }
}

#[test]
fn a_smaller_scope_clears_diagnostics() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client = start(&folder, whole_vault(), |_| {});
    let request = send_workspace_pull(&mut client, &json!([]));
    let first = client.response_to(request).expect("an answer");
    assert_eq!(reports(&first), ["a.md: broken-link"]);
    let request = send_workspace_pull(&mut client, &known(&first));
    let settings = json!({"settings": {"linkwright": {"diagnostics": {"scope": "open"}}}});
    client.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(reports(&client.response_to(request).expect("an answer")), ["a.md: "]);
    client.finish();
}

/// After a refresh, Neovim 0.12 pulls the diagnostics of the whole workspace and shows no others.
#[test]
fn diagnostics_are_published_to_neovim() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let mut client =
        start(&folder, json!({}), |params| params["clientInfo"] = json!({"name": "Neovim"}));
    assert!(client.capabilities.get("diagnosticProvider").is_none());
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    client.finish();
}

/// Starts a client as VS Code does: `a.md` is open and shown, and the second request for the
/// diagnostics of the workspace waits. Returns the client and the id of that request.
fn start_as_vs_code(folder: &Folder) -> (Client, i64) {
    let mut client = start(folder, Value::Null, |_| {});
    client.open("a.md");
    assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), ["broken-link"]);
    let first = send_workspace_pull(&mut client, &json!([]));
    assert_eq!(reports(&client.response_to(first).expect("a report")), [""; 0]);
    let held = send_workspace_pull(&mut client, &json!([]));
    (client, held)
}

/// Moves a file, and notifies the server as VS Code does: the other name is opened before that.
fn move_open(client: &mut Client, folder: &Folder, from: &str, to: &str) {
    std::fs::rename(folder.path(from), folder.path(to)).expect("a move");
    if !client.is_open(to) {
        client.open(to);
    }
    let moved = json!({"oldUri": folder.uri(from), "newUri": folder.uri(to)});
    client.notify("workspace/didRenameFiles", json!({"files": [moved]}));
}

#[test]
fn diagnostics_of_a_closed_document_are_cleared_in_a_client_that_does_not_name_them() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let (mut client, held) = start_as_vs_code(&folder);
    move_open(&mut client, &folder, "a.md", "b.md");
    client.close("a.md");
    assert_eq!(reports(&client.response_to(held).expect("a report")), ["a.md: "]);
    // VS Code pulls a last time and drops the answer, and may have dropped the report.
    assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), [""; 0]);
    let next = send_workspace_pull(&mut client, &json!([]));
    assert_eq!(reports(&client.response_to(next).expect("a report")), ["a.md: "]);
    client.ignore_responses();
    client.finish();
}

#[test]
fn diagnostics_of_a_document_without_a_file_are_cleared_when_a_move_is_undone() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n");
    let (mut client, held) = start_as_vs_code(&folder);
    move_open(&mut client, &folder, "a.md", "b.md");
    assert_eq!(messages(&pull(&mut client, "b.md", None)["items"]), ["broken-link"]);
    assert_eq!(reports(&client.response_to(held).expect("a report")), ["a.md: "]);
    move_open(&mut client, &folder, "b.md", "a.md");
    assert_eq!(messages(&pull(&mut client, "b.md", None)["items"]), [""; 0]);
    assert_eq!(messages(&pull(&mut client, "a.md", None)["items"]), ["broken-link"]);
    let next = send_workspace_pull(&mut client, &json!([]));
    assert_eq!(reports(&client.response_to(next).expect("a report")), ["b.md: "]);
    client.ignore_responses();
    client.finish();
}

#[test]
fn a_document_that_is_open_and_not_shown_is_in_the_report_on_the_workspace() {
    let folder = Folder::new("//- /a.md\n[[gone]]\n//- /b.md\n[[gone]] [[lost]]\n");
    let (mut client, held) = start_as_vs_code(&folder);
    client.open("b.md");
    let check = json!({"command": "linkwright.check", "arguments": [{}]});
    let found = client.request("workspace/executeCommand", check);
    assert_eq!(found["broken"], 3);
    let report = client.response_to(held).expect("a report");
    assert_eq!(reports(&report), ["b.md: broken-link broken-link"]);
    // Once it is shown, its own diagnostics count.
    assert_eq!(pull(&mut client, "b.md", None)["items"].as_array().map(Vec::len), Some(2));
    let next = send_workspace_pull(&mut client, &known(&report));
    client.set_text("b.md", "[[gone]]\n");
    assert_eq!(pull(&mut client, "b.md", None)["items"].as_array().map(Vec::len), Some(1));
    client.close("b.md");
    let report = client.response_to(next).expect("a report");
    assert_eq!(reports(&report), ["b.md: broken-link broken-link"]);
    client.ignore_responses();
    client.finish();
}
