//! Code actions over stdio, carried out as an editor does.

use linkwright_tests::client::requests::action_titled;
use linkwright_tests::folder::files;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

/// Sets the client's capabilities for code actions.
fn with_code_actions(params: &mut Value) {
    params["capabilities"]["textDocument"]["codeAction"] = json!({
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}},
        "dataSupport": true,
        "disabledSupport": true,
        "isPreferredSupport": true,
        "resolveSupport": {"properties": ["edit"]},
    });
}

/// Sets the capabilities of a client that cannot resolve code actions, so that each is sent with its edit.
fn without_resolve(params: &mut Value) {
    with_code_actions(params);
    let actions = params["capabilities"]["textDocument"]["codeAction"].as_object_mut();
    let actions = actions.expect("an object");
    actions.remove("resolveSupport");
    actions.remove("disabledSupport");
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().expect("a title")).collect()
}

#[test]
fn a_quick_fix_has_its_diagnostic_and_its_edit() {
    let folder = Folder::new("//- /Love.md\n---\naliases: [𝒳é]\n---\n//- /a.md\n𝒳 [[𝒳é]]\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    assert_eq!(client.capabilities["codeActionProvider"]["resolveProvider"], true);
    client.open("a.md");
    let published = client.expect("textDocument/publishDiagnostics");
    let diagnostic = published["diagnostics"][0].clone();
    assert_eq!(diagnostic["code"], "alias-link");
    let context = json!({"diagnostics": [diagnostic]});
    let actions = client.code_actions("a.md", "[[$0𝒳é]]", context);
    let expected = [
        "Replace with `[[Love|𝒳é]]`",
        "Silence `alias-link` on this line",
        "Convert to `[𝒳é](Love.md)`",
    ];
    assert_eq!(titles(&actions), expected);
    assert_eq!(actions[0]["kind"], "quickfix");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"], json!([diagnostic]));
    client.apply(&actions[0]["edit"]);
    assert_eq!(client.text("a.md"), "𝒳 [[Love|𝒳é]]\n");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

const MISSING: &str = "//- /folder/a.md\nSee [[plays/Eros#In Athens|Eros]].\n";

const CREATED: &str = "\
//- /folder/a.md
See [[plays/Eros#In Athens|Eros]].
//- /plays/Eros.md
# In Athens
";

#[test]
fn choosing_the_action_creates_a_missing_note() {
    let folder = Folder::new(MISSING);
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("folder/a.md");
    let context = json!({"diagnostics": []});
    let actions = client.code_actions("folder/a.md", "plays$0", context);
    let create = action_titled(&actions, "Create `plays/Eros.md`");
    assert_eq!(create.get("edit"), None, "computed when the action is chosen");
    let resolved = client.request("codeAction/resolve", create);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files(CREATED));
    client.finish();
}

#[test]
fn a_client_that_cannot_resolve_actions_gets_their_edits_at_once() {
    let folder = Folder::new(MISSING);
    let mut client = Client::start_with(&folder, without_resolve);
    assert_eq!(client.capabilities["codeActionProvider"]["resolveProvider"], false);
    client.ignore("textDocument/publishDiagnostics");
    client.open("folder/a.md");
    let context = json!({"diagnostics": []});
    let actions = client.code_actions("folder/a.md", "plays$0", context);
    client.apply(&action_titled(&actions, "Create `plays/Eros.md`")["edit"]);
    assert_eq!(client.files(&folder), files(CREATED));
    client.finish();
}

#[test]
fn a_file_follows_its_title_with_its_links() {
    let folder = Folder::new("//- /Love.md\n# Trust\n//- /a.md\n[[Love]]\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("Love.md");
    let context = json!({"diagnostics": [], "only": ["refactor"]});
    let actions = client.code_actions("Love.md", "# Tr$0ust", context);
    let rename = action_titled(&actions, "Rename the file to `Trust`");
    let resolved = client.request("codeAction/resolve", rename);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files("//- /Trust.md\n# Trust\n//- /a.md\n[[Trust]]\n"));
    client.finish();
}

#[test]
fn all_mentions_are_linked_by_a_command() {
    let folder = Folder::new("//- /Love.md\n# Love\n//- /a.md\nOf love.\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("Love.md");
    let context = json!({"diagnostics": []});
    let actions = client.code_actions("Love.md", "# Lo$0ve", context);
    let command = action_titled(&actions, "Link all mentions of `Love`")["command"].clone();
    client.request("workspace/executeCommand", command);
    client.apply_requested_edit();
    assert_eq!(folder.read("a.md"), "Of [[Love|love]].\n");
    client.finish();
}

#[test]
fn a_section_moves_out_and_comes_back() {
    let before = "//- /a.md\n# A\n\n## Part\n\nWords.\n//- /b.md\n[[a#Part]]\n";
    let folder = Folder::new(before);
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let extract = json!({"diagnostics": [], "only": ["refactor.extract"]});
    let offered = client.code_actions("a.md", "## Pa$0rt", extract);
    let chosen = action_titled(&offered, "Move to `Part.md` and leave an embed");
    let resolved = client.request("codeAction/resolve", chosen);
    client.apply(&resolved["edit"]);
    let after = "//- /a.md\n# A\n\n![[Part]]\n//- /Part.md\n## Part\n\nWords.\n\
                 //- /b.md\n[[Part#Part]]\n";
    assert_eq!(client.files(&folder), files(after));
    client.finish();

    let folder = Folder::new("//- /a.md\n# A\n\n![[Part]]\n//- /Part.md\n## Part\n\nWords.\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let inline = json!({"diagnostics": [], "only": ["refactor.inline"]});
    let offered = client.code_actions("a.md", "[[Pa$0rt", inline);
    let chosen = action_titled(&offered, "Inline `Part.md` and delete the note");
    let resolved = client.request("codeAction/resolve", chosen);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files("//- /a.md\n# A\n\n## Part\n\nWords.\n"));
    client.finish();
}

#[test]
fn only_requested_kinds_are_offered_and_impossible_actions_are_disabled() {
    let folder = Folder::new("//- /love.md\n# Love?\n\n[[Missing]]\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    client.ignore("textDocument/publishDiagnostics");
    client.open("love.md");
    let refactor = json!({"diagnostics": [], "only": ["refactor"]});
    let offered = client.code_actions("love.md", "# Lo$0ve", refactor.clone());
    let rename = action_titled(&offered, "Rename the file to `Love?`");
    let reason = rename["disabled"]["reason"].as_str().expect("a reason");
    assert!(reason.contains('?'), "{reason}");
    assert_eq!(client.code_actions("love.md", "[[Mis$0sing", refactor), [Value::Null; 0]);
    let fixes = json!({"diagnostics": [], "only": ["quickfix"]});
    assert_eq!(client.code_actions("love.md", "# Lo$0ve", fixes.clone()), [Value::Null; 0]);
    let stale = client.code_actions("love.md", "[[Mis$0sing", fixes);
    let create = action_titled(&stale, "Create `Missing.md`");
    client.replace("love.md", "Missing", "Other");
    let error = client.request_error("codeAction/resolve", create);
    assert_eq!(error["code"], -32801);
    client.finish();
}

#[test]
fn a_client_without_code_actions_is_offered_none() {
    let folder = Folder::new("//- /a.md\n");
    let client = Client::start(&folder);
    assert_eq!(client.capabilities.get("codeActionProvider"), None);
    client.finish();
}

/// The titles that are offered in `a.md` for a request of these kinds.
fn requested(client: &mut Client, only: &[&str]) -> Vec<String> {
    let context = json!({"diagnostics": [], "only": only, "triggerKind": 2});
    let offered = client.code_actions("a.md", "$0", context);
    titles(&offered).into_iter().map(str::to_owned).collect()
}

#[test]
fn all_safe_fixes_are_applied_on_request_and_twice_is_the_same() {
    let folder = Folder::new(
        "//- /a.md\r\n---\r\naliases: [x, x]\r\nup: [[b]]\r\n---\r\n𝒳 [[be]]\r\n//- /b.md\n---\naliases: be\n---\n\
         //- /Sleep.md\n",
    );
    let mut client = Client::start_with(&folder, with_code_actions);
    let kinds = &client.capabilities["codeActionProvider"]["codeActionKinds"];
    assert!(kinds.as_array().is_some_and(|all| all.contains(&json!("source.fixAll.linkwright"))));
    client.open("a.md");
    let found = client.diagnostics("a.md");
    assert_eq!(found, ["duplicate-alias x", "unquoted-link [[b]]", "alias-link be"]);
    // What is not saved counts; a finding without a safe fix stays.
    client.replace("a.md", "[[be]]", "[[be]] [[be]] [[Slepe]]");
    for only in [&["quickfix"][..], &["source.organizeImports"], &["source.fixAll.other"], &[""]] {
        let offered = requested(&mut client, only);
        assert!(!offered.contains(&"Apply all safe fixes".to_owned()), "{only:?}");
    }
    for only in ["source", "source.fixAll", "source.fixAll.linkwright"] {
        assert_eq!(requested(&mut client, &[only]), ["Apply all safe fixes"], "{only}");
    }
    let context = json!({"diagnostics": [], "only": ["source.fixAll"], "triggerKind": 2});
    let offered = client.code_actions("a.md", "$0", context.clone());
    assert_eq!(offered[0]["kind"], "source.fixAll.linkwright");
    let changes = &offered[0]["edit"]["documentChanges"][0]["edits"];
    let inserted: Vec<&str> =
        changes.as_array().into_iter().flatten().filter_map(|it| it["newText"].as_str()).collect();
    assert!(inserted.iter().all(|text| text.len() < 12), "{inserted:?}");
    client.apply(&offered[0]["edit"]);
    assert_eq!(
        client.text("a.md"),
        "---\r\naliases: [x]\r\nup: \"[[b]]\"\r\n---\r\n𝒳 [[b|be]] [[b|be]] [[Slepe]]\r\n"
    );
    assert_eq!(client.code_actions("a.md", "$0", context), [Value::Null; 0]);
    client.expect_diagnostics("a.md", &["broken-link Slepe"]);
    client.finish();
}

#[test]
fn a_finding_is_silenced_by_a_comment_with_completed_codes() {
    let folder = Folder::new("//- /a.md\nSee 𝒳 [[gone]]\n");
    let mut client = Client::start_with(&folder, with_code_actions);
    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), ["broken-link gone"]);
    let offered = client.code_actions("a.md", "[[go$0ne]]", json!({"diagnostics": []}));
    let silence = action_titled(&offered, "Silence `broken-link` on this line");
    assert_eq!(silence["kind"], "quickfix");
    client.apply(&silence["edit"]);
    let silenced = "See 𝒳 [[gone]] <!-- linkwright-disable-line broken-link -->\n";
    assert_eq!(client.text("a.md"), silenced);
    client.expect_diagnostics("a.md", &[]);
    // The comment is edited away and typed again.
    client.replace("a.md", " broken-link -->", " alias-link -->");
    client.expect_diagnostics("a.md", &["broken-link gone"]);
    client.replace("a.md", " alias-link -->", " bro -->");
    client.expect_diagnostics("a.md", &["broken-link gone", "invalid-suppression bro"]);
    let labels = client.completions("a.md", "line bro$0 -->");
    assert_eq!(labels[..2], ["broken-link", "broken-embed"]);
    client.finish();
}
