//! Code actions over stdio, carried out as an editor does.

use linkwright_tests::folder::files;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

/// What the client says that it can do with code actions.
fn able(params: &mut Value) {
    params["capabilities"]["textDocument"]["codeAction"] = json!({
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}},
        "dataSupport": true,
        "disabledSupport": true,
        "isPreferredSupport": true,
        "resolveSupport": {"properties": ["edit"]},
    });
}

/// As [`able`], but every edit comes with its action.
fn eager(params: &mut Value) {
    able(params);
    let actions = params["capabilities"]["textDocument"]["codeAction"].as_object_mut();
    let actions = actions.expect("an object");
    actions.remove("resolveSupport");
    actions.remove("disabledSupport");
}

/// The actions at a place of a document.
fn actions(client: &mut Client, name: &str, words: &str, context: Value) -> Vec<Value> {
    let mut params = client.at(name, words);
    let position = params["position"].take();
    params["range"] = json!({"start": position, "end": position});
    params["context"] = context;
    let actions = client.request("textDocument/codeAction", params);
    actions.as_array().expect("a list of actions").clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().expect("a title")).collect()
}

fn named<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let named = actions.iter().find(|action| action["title"] == title);
    named.unwrap_or_else(|| panic!("only {:?}", titles(actions)))
}

#[test]
fn a_fix_comes_with_its_finding_and_its_edit() {
    let folder = Folder::new("//- /Love.md\n---\naliases: [𝒳é]\n---\n//- /a.md\n𝒳 [[𝒳é]]\n");
    let mut client = Client::start_with(&folder, able);
    assert_eq!(client.capabilities["codeActionProvider"]["resolveProvider"], true);
    client.open("a.md");
    let told = client.expect("textDocument/publishDiagnostics");
    let finding = told["diagnostics"][0].clone();
    assert_eq!(finding["code"], "alias-link");
    let context = json!({"diagnostics": [finding]});
    let actions = actions(&mut client, "a.md", "[[$0𝒳é]]", context);
    assert_eq!(titles(&actions), ["Replace with `[[Love|𝒳é]]`", "Convert to `[𝒳é](Love.md)`"]);
    assert_eq!(actions[0]["kind"], "quickfix");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"], json!([finding]));
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
fn a_missing_note_is_created_when_that_is_chosen() {
    let folder = Folder::new(MISSING);
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("folder/a.md");
    let context = json!({"diagnostics": []});
    let actions = actions(&mut client, "folder/a.md", "plays$0", context);
    let create = named(&actions, "Create `plays/Eros.md`").clone();
    assert_eq!(create.get("edit"), None, "worked out when it is chosen");
    let resolved = client.request("codeAction/resolve", create);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files(CREATED));
    client.finish();
}

#[test]
fn a_client_that_cannot_ask_later_is_told_all_at_once() {
    let folder = Folder::new(MISSING);
    let mut client = Client::start_with(&folder, eager);
    assert_eq!(client.capabilities["codeActionProvider"]["resolveProvider"], false);
    client.ignore("textDocument/publishDiagnostics");
    client.open("folder/a.md");
    let context = json!({"diagnostics": []});
    let actions = actions(&mut client, "folder/a.md", "plays$0", context);
    client.apply(&named(&actions, "Create `plays/Eros.md`")["edit"]);
    assert_eq!(client.files(&folder), files(CREATED));
    client.finish();
}

#[test]
fn a_file_follows_its_title_with_its_links() {
    let folder = Folder::new("//- /Love.md\n# Trust\n//- /a.md\n[[Love]]\n");
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("Love.md");
    let context = json!({"diagnostics": [], "only": ["refactor"]});
    let actions = actions(&mut client, "Love.md", "# Tr$0ust", context);
    let rename = named(&actions, "Rename the file to `Trust`").clone();
    let resolved = client.request("codeAction/resolve", rename);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files("//- /Trust.md\n# Trust\n//- /a.md\n[[Trust]]\n"));
    client.finish();
}

#[test]
fn all_mentions_are_linked_by_a_command() {
    let folder = Folder::new("//- /Love.md\n# Love\n//- /a.md\nOf love.\n");
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("Love.md");
    let context = json!({"diagnostics": []});
    let actions = actions(&mut client, "Love.md", "# Lo$0ve", context);
    let command = named(&actions, "Link all mentions of `Love`")["command"].clone();
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    client.request("workspace/executeCommand", params);
    client.apply_asked();
    assert_eq!(folder.read("a.md"), "Of [[Love|love]].\n");
    client.finish();
}

#[test]
fn a_section_moves_out_and_comes_back() {
    let before = "//- /a.md\n# A\n\n## Part\n\nWords.\n//- /b.md\n[[a#Part]]\n";
    let folder = Folder::new(before);
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let extract = json!({"diagnostics": [], "only": ["refactor.extract"]});
    let offered = actions(&mut client, "a.md", "## Pa$0rt", extract);
    let chosen = named(&offered, "Move to `Part.md` and leave an embed").clone();
    let resolved = client.request("codeAction/resolve", chosen);
    client.apply(&resolved["edit"]);
    let after = "//- /a.md\n# A\n\n![[Part]]\n//- /Part.md\n## Part\n\nWords.\n\
                 //- /b.md\n[[Part#Part]]\n";
    assert_eq!(client.files(&folder), files(after));
    client.finish();

    let folder = Folder::new("//- /a.md\n# A\n\n![[Part]]\n//- /Part.md\n## Part\n\nWords.\n");
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let inline = json!({"diagnostics": [], "only": ["refactor.inline"]});
    let offered = actions(&mut client, "a.md", "[[Pa$0rt", inline);
    let chosen = named(&offered, "Inline `Part.md` and delete the note").clone();
    let resolved = client.request("codeAction/resolve", chosen);
    client.apply(&resolved["edit"]);
    assert_eq!(client.files(&folder), files("//- /a.md\n# A\n\n## Part\n\nWords.\n"));
    client.finish();
}

#[test]
fn only_what_is_asked_for_and_possible() {
    let folder = Folder::new("//- /love.md\n# Love?\n\n[[Missing]]\n");
    let mut client = Client::start_with(&folder, able);
    client.ignore("textDocument/publishDiagnostics");
    client.open("love.md");
    let refactor = json!({"diagnostics": [], "only": ["refactor"]});
    let offered = actions(&mut client, "love.md", "# Lo$0ve", refactor.clone());
    let rename = named(&offered, "Rename the file to `Love?`");
    let reason = rename["disabled"]["reason"].as_str().expect("a reason");
    assert!(reason.contains('?'), "{reason}");
    assert_eq!(actions(&mut client, "love.md", "[[Mis$0sing", refactor), [Value::Null; 0]);
    let fixes = json!({"diagnostics": [], "only": ["quickfix"]});
    assert_eq!(actions(&mut client, "love.md", "# Lo$0ve", fixes.clone()), [Value::Null; 0]);
    let stale = actions(&mut client, "love.md", "[[Mis$0sing", fixes);
    let create = named(&stale, "Create `Missing.md`").clone();
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
