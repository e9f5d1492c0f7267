//! Commands: `workspace/executeCommand`.

use linkwright_tests::client::requests::command;
use linkwright_tests::folder::files;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

#[test]
fn converting_links_sends_apply_edit() {
    let folder = Folder::new("//- /a.md\n𝒳 [[b|see]] [[b]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    let commands = client.capabilities["executeCommandProvider"]["commands"].clone();
    assert!(commands.as_array().expect("a list").contains(&"linkwright.convertLinks".into()));
    client.open("a.md");
    let argument = json!({"uri": client.uri("a.md"), "scope": "note", "to": "markdown"});
    let request = client
        .send_request("workspace/executeCommand", command("linkwright.convertLinks", argument));
    // The command is answered although the client has not responded to the edit yet.
    assert_eq!(client.response_to(request), Ok(Value::Null));
    client.apply_requested_edit();
    let after = files("//- /a.md\n𝒳 [see](b.md) [b](b.md)\n//- /b.md\n");
    assert_eq!(client.files(&folder), after);
    client.finish();
}

#[test]
fn the_error_for_a_wrong_argument_names_the_command() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start(&folder);
    let cases = [
        (json!({"command": "linkwright.nonsense"}), "linkwright.nonsense"),
        (json!({"command": "linkwright.convertLinks", "arguments": []}), "takes one object"),
        (command("linkwright.query", json!("a.base")), "takes one object, got a string"),
        (
            command("linkwright.query", json!({"uri": "file:///a.base", "position": "x"})),
            "`position`: invalid type: string \"x\", expected an object",
        ),
        (
            command("linkwright.convertLinks", json!({"uri": "file:///a.md"})),
            "missing member `scope`",
        ),
        (command("linkwright.convertLinks", json!({"uri": 3})), "`uri`: invalid type: integer `3`"),
        (
            command(
                "linkwright.convertLinks",
                json!({"uri": "file:///a.md", "scope": "all", "to": "markdown"}),
            ),
            "`scope`: unknown value `all`, expected `note` or `vault`",
        ),
    ];
    for (params, reason) in cases {
        let error = client.request_error("workspace/executeCommand", params.clone());
        assert_eq!(error["code"], -32602);
        let message = error["message"].as_str().expect("a message");
        let name = params["command"].as_str().expect("a name");
        assert!(message.contains(reason) && message.contains(name), "{message}");
    }
    client.finish();
}

#[test]
fn the_error_for_a_wrong_date_says_what_a_date_looks_like() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start(&folder);
    for date in ["soon", "2026-13-01", "2026-02-30", "28.11.2026", "-1", ""] {
        let params = command("linkwright.dailyNote", json!({"date": date}));
        let error = client.request_error("workspace/executeCommand", params);
        assert_eq!(error["code"], -32602);
        let expected = format!(
            "`{date}` is not a date. Write the year, month and day, for example `2026-11-28`."
        );
        assert_eq!(error["message"], expected);
    }
    client.finish();
}

#[test]
fn the_daily_notes_before_and_after_are_found() {
    let folder = Folder::new("//- /2020-01-01.md\n//- /2020-02-03.md\n//- /days/2020-02-05.md\n");
    let mut client = Client::start(&folder);
    let mut adjacent = |from: &str, direction: &str| {
        let argument = json!({"uri": client.uri(from), "direction": direction});
        let found = client.execute("linkwright.adjacentDailyNote", argument);
        let uri = found["uri"].as_str().unwrap_or("/none");
        uri.rsplit_once('/').expect("a path").1.to_owned()
    };
    assert_eq!(adjacent("2020-02-03.md", "previous"), "2020-01-01.md");
    assert_eq!(adjacent("2020-02-03.md", "next"), "2020-02-05.md");
    assert_eq!(adjacent("2020-01-01.md", "previous"), "none");
    client.finish();
}

#[test]
fn links_in_hovers_are_addresses_if_the_client_follows_them() {
    let folder = Folder::new(
        "//- /a.md\n[[b]]\n//- /b.md\nTo [[Two words#Part]].\n//- /Two words.md\n\n# Part\n",
    );
    let hover = |follows_links: bool| {
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["textDocument"]["hover"]["contentFormat"] = json!(["markdown"]);
            params["capabilities"]["experimental"] =
                json!({"linkwright": {"hoverLinks": follows_links}});
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("a.md");
        let params = json!({
            "textDocument": {"uri": client.uri("a.md")},
            "position": {"line": 0, "character": 3},
        });
        let hover = client.request("textDocument/hover", params);
        let target = client.uri("Two words.md");
        client.finish();
        let shown = hover["contents"]["value"].as_str().expect("Markdown").to_owned();
        (shown, format!("To [Two words#Part](<{target}#L2>)."))
    };
    let (shown, expected) = hover(true);
    assert!(shown.ends_with(&expected), "{shown} does not end with {expected}");
    let (shown, _) = hover(false);
    assert!(shown.ends_with("To [[Two words#Part]]."), "{shown}");
}

#[test]
fn a_client_without_apply_edit_gets_an_error_with_the_reason() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["workspace"]["applyEdit"] = false.into();
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let argument = json!({"uri": client.uri("a.md"), "scope": "note", "to": "markdown"});
    let params = command("linkwright.convertLinks", argument);
    let error = client.request_error("workspace/executeCommand", params);
    assert_eq!(error["code"], -32803);
    client.finish();
}

const MENTIONS: &str = "\
//- /Love.md
---
aliases: [affection]
---
# Love
//- /a.md
𝒳 Of love, and [[Love]].
//- /b.md

  Affection in `love`.
";

#[test]
fn mentions_are_listed_and_linked() {
    let folder = Folder::new(MENTIONS);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    // The note itself is not open.
    let argument = json!({"uri": client.uri("Love.md")});
    let found = client.execute("linkwright.mentions", argument.clone());
    let at = |line: u32, start: u32, end: u32| {
        json!({
            "start": {"line": line, "character": start},
            "end": {"line": line, "character": end},
        })
    };
    let (a, b) = (client.uri("a.md"), client.uri("b.md"));
    let expected = json!([
        {"uri": a, "range": at(0, 6, 10), "line": "𝒳 Of love, and [[Love]].", "name": "Love"},
        {"uri": b, "range": at(1, 2, 11), "line": "Affection in `love`.", "name": "affection"},
    ]);
    assert_eq!(found, expected);

    let chosen = json!({"uri": client.uri("Love.md"), "mentions": [found[1]]});
    client.execute("linkwright.linkMentions", chosen);
    client.apply_requested_edit();
    assert_eq!(folder.read("b.md"), "\n  [[Love|Affection]] in `love`.\n");
    assert_eq!(folder.read("a.md"), "𝒳 Of love, and [[Love]].\n");

    client.execute("linkwright.linkMentions", argument);
    client.apply_requested_edit();
    assert_eq!(client.text("a.md"), "𝒳 Of [[Love|love]], and [[Love]].\n");
    client.finish();
}

#[test]
fn a_command_reports_progress_with_the_token_of_the_request() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n[[a]]\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    let argument = json!({"uri": client.uri("a.md"), "scope": "vault", "to": "markdown"});
    let mut params = command("linkwright.convertLinks", argument);
    params["workDoneToken"] = "mine".into();
    client.request("workspace/executeCommand", params);
    let begun = client.expect("$/progress");
    assert_eq!((&begun["token"], &begun["value"]["kind"]), (&"mine".into(), &"begin".into()));
    assert_eq!(begun["value"]["cancellable"], true);
    assert_eq!(client.expect("$/progress")["value"]["kind"], "end");
    client.apply_requested_edit();
    let after = files("//- /a.md\n[b](b.md)\n//- /b.md\n[a](a.md)\n");
    assert_eq!(client.files(&folder), after);
    client.finish();
}

#[test]
fn a_command_over_many_notes_can_be_cancelled_and_leaves_nothing_running() {
    let folder = Folder::new("//- /a.md\n# A\n");
    for n in 0..4000 {
        folder.write(&format!("n{n}.md"), "[[a]]\n".repeat(20));
    }
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let convert = json!({"uri": client.uri("a.md"), "scope": "vault", "to": "markdown"});
    let commands =
        [command("linkwright.convertLinks", convert), command("linkwright.check", json!({}))];
    for (number, mut params) in commands.iter().chain(&commands).cloned().enumerate() {
        let token = format!("mine {number}");
        params["workDoneToken"] = token.as_str().into();
        let request = client.send_request("workspace/executeCommand", params);
        assert_eq!(client.expect("$/progress")["value"]["kind"], "begin");
        if number < commands.len() {
            client.notify("window/workDoneProgress/cancel", json!({"token": token}));
        } else {
            client.notify("$/cancelRequest", json!({"id": request}));
        }
        let error = client.response_to(request).expect_err("it was cancelled");
        assert_eq!(error["code"], -32800);
        loop {
            let progress = client.expect("$/progress");
            assert_eq!(progress["token"], token);
            if progress["value"]["kind"] == "end" {
                break;
            }
        }
    }
    // There is no edit and no more progress, and the server can check all notes.
    let counts = client.request("workspace/executeCommand", commands[1].clone());
    assert_eq!(counts, json!({"notes": 4001, "links": 80000, "broken": 0}));
    client.finish();
}
