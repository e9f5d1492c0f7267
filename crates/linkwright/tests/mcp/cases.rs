//! Twelve cases in which programs that edit vaults lose links or texts.

use serde_json::{Value, json};

use crate::client::McpClient;
use crate::session;

fn rename(client: &mut McpClient, from: &str, to: &str) -> Value {
    client.get("move", json!({"from": from, "to": to}))
}

#[test]
fn folder_of_a_link_is_kept_where_two_notes_have_its_name() {
    let (vault, mut client) =
        session("//- /d/n.md\none\n//- /e/n.md\ntwo\n//- /a.md\n[[d/n]] [[e/n]] [[d/n#h|x]]\n");
    rename(&mut client, "d/n.md", "f/n.md");
    assert_eq!(vault.read("a.md"), "[[f/n]] [[e/n]] [[f/n#h|x]]\n");
    assert_eq!(vault.read("e/n.md"), "two\n");
}

#[test]
fn link_in_a_table_keeps_its_escaped_bar() {
    let (vault, mut client) =
        session("//- /n.md\n\n//- /a.md\n| a | b |\n|---|---|\n| [[n\\|x]] | ![[n\\|40]] |\n");
    rename(&mut client, "n", "m");
    assert_eq!(vault.read("a.md"), "| a | b |\n|---|---|\n| [[m\\|x]] | ![[m\\|40]] |\n");
}

#[test]
fn what_looks_like_a_link_in_code_comments_math_and_html_stays() {
    let text = "`[[n]]` %%[[n]]%% $[[n]]$ <!-- [[n]] -->\n\n```\n[[n]]\n```\n\n    [[n]]\n\n$$\n[[n]]\n$$\n\n\
        <div title=\"[[n]]\">\n</div>\n";
    let (vault, mut client) = session("//- /n.md\n\n//- /a.md\n[[n]]\n");
    vault.write("quotes.md", text.as_bytes());
    rename(&mut client, "n", "m");
    // A comment of Obsidian is text, and its links are links.
    let after = vault.read("quotes.md");
    assert_eq!(after.replace("%%[[m]]%%", "%%[[n]]%%"), text);
    assert_eq!(vault.read("a.md"), "[[m]]\n");
}

#[test]
fn destinations_with_a_title_brackets_or_other_letters_follow() {
    let (vault, mut client) = session(
        "//- /n (1).md\n\n//- /a.md\n[x](n%20(1).md \"a title\") [y](<n (1).md>) [z](n%20%281%29.md#h)\n",
    );
    rename(&mut client, "n (1)", "größe (2)");
    let after = vault.read("a.md");
    assert!(after.contains("\"a title\""), "{after}");
    assert_eq!(after.matches("(1)").count() + after.matches("%281%29").count(), 0, "{after}");
    let found = client.get("links", json!({"list": "in", "note": "größe (2)"}));
    assert_eq!(found["total"], 3, "{after}");
}

#[test]
fn relative_links_of_the_moved_note_still_lead_to_the_same_files() {
    let (vault, mut client) = session(
        "//- /d/n.md\n[b](../b.md) [c](c.md) ![](img/p.png) [[./c]]\n//- /b.md\n\n//- /d/c.md\n\n\
         //- /d/img/p.png\n",
    );
    rename(&mut client, "d/n.md", "x/y/");
    let out = client.get("links", json!({"list": "out", "note": "x/y/n.md"}));
    let to: Vec<&str> =
        out["links"].as_array().into_iter().flatten().filter_map(|it| it["to"].as_str()).collect();
    assert_eq!(to, ["b.md", "d/c.md", "d/img/p.png", "d/c.md"], "{}", vault.read("x/y/n.md"));
}

#[test]
fn new_name_does_not_take_over_links_to_another_note() {
    let (vault, mut client) = session("//- /d/m.md\nm\n//- /n.md\nn\n//- /a.md\n[[m]] [[n]]\n");
    match client.call("move", json!({"from": "n", "to": "m"})) {
        // The links are rewritten so that each leads to its note.
        Ok(_) => {
            let out = client.get("links", json!({"list": "out", "note": "a"}));
            assert_eq!(
                (&out["links"][0]["to"], &out["links"][1]["to"]),
                (&json!("d/m.md"), &json!("m.md"))
            );
        }
        Err(refusal) => {
            assert!(refusal.contains("d/m.md"), "{refusal}");
            assert_eq!(vault.read("a.md"), "[[m]] [[n]]\n");
        }
    }
}

#[test]
fn existing_destination_is_never_overwritten() {
    let fixture = "//- /n.md\nn\n//- /d/m.md\nm\n//- /a.md\n[[n]]\n//- /d/n.md\nd\n";
    let (vault, mut client) = session(fixture);
    let before = vault.files();
    for to in ["d/m.md", "d/m", "d/", "/a"] {
        let refusal = client.refused("move", json!({"from": "n.md", "to": to}));
        assert!(refusal.contains("exists") || refusal.contains("already"), "{to}: {refusal}");
        assert_eq!(vault.files(), before, "{to}");
    }
}

#[test]
fn note_that_was_edited_meanwhile_is_updated_as_it_is_now() {
    let (vault, mut client) = session("//- /n.md\nn\n//- /a.md\n[[n]]\n//- /c.md\nc\n");
    client.get("read", json!({"note": "a"}));
    vault.write("a.md", b"Another program was here. [[n]]\n");
    vault.write("c.md", b"A new link: [[n]]\n");
    rename(&mut client, "n", "m");
    assert_eq!(vault.read("a.md"), "Another program was here. [[m]]\n");
    assert_eq!(vault.read("c.md"), "A new link: [[m]]\n");
}

#[test]
fn edit_of_a_note_that_changed_is_refused_with_what_changed() {
    let (vault, mut client) = session("//- /a.md\nfirst\nsecond\n");
    let digest = client.digest("a");
    vault.write("a.md", b"first\nchanged\n");
    let edit = json!({"note": "a", "digest": digest, "do": "append", "text": "third"});
    let refusal = client.refused("edit", edit.clone());
    assert!(refusal.contains("-second\n+changed\n"), "{refusal}");
    assert_eq!(vault.read("a.md"), "first\nchanged\n");
    let mut edit = edit;
    edit["digest"] = "0123456789abcdef".into();
    assert!(client.refused("edit", edit.clone()).contains("Call `read`"));
    edit["digest"] = client.digest("a");
    client.get("edit", edit);
    assert_eq!(vault.read("a.md"), "first\nchanged\nthird\n");
}

/// The server is killed in the middle of a move: before each system call that changes a file. The next
/// session that writes undoes the half of the change.
#[cfg(target_os = "linux")]
#[test]
fn crash_half_way_leaves_all_or_nothing() {
    use crate::support::Vault;
    use std::process::{Command, Stdio};
    let has_strace = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if !has_strace.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no strace");
        return;
    }
    let fixture = "//- /n.md\n# n\n[[a]]\n//- /a.md\n[[n]]\n//- /b.md\n[[n]] [x](n.md)\n";
    let after = {
        let (vault, mut client) = session(fixture);
        rename(&mut client, "n", "d/m");
        vault.files()
    };
    let mut interrupted = 0;
    let calls = "rename,renameat,renameat2,link,linkat,unlink,unlinkat";
    for count in 1..=6 {
        let vault = Vault::new(fixture);
        let before = vault.files();
        let mut command = Command::new("strace");
        let (trace, inject) =
            (format!("trace={calls}"), format!("inject={calls}:signal=KILL:when={count}"));
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject]);
        command.arg(env!("CARGO_BIN_EXE_linkwright"));
        command.args(["mcp", "--write", "--vault"]).arg(vault.path());
        let mut client = McpClient::run(&mut command);
        let params = json!({"name": "move", "arguments": {"from": "n", "to": "d/m"}});
        client.send_only("tools/call", &params);
        client.wait();
        let left = vault.files();
        interrupted += usize::from(left != before && left != after);
        let mut next = McpClient::start(vault.path());
        let edit = json!({"do": "append", "text": "after"});
        next.edit("a", edit).expect("the next session goes on");
        next.get("undo", json!({}));
        let left = vault.files();
        assert!(left == before || left == after, "{count}: {left:#?}");
    }
    assert!(interrupted > 0, "no change was interrupted half-way");
}

#[test]
fn title_heading_alias_folder_attachment_block_and_canvas_follow() {
    let (vault, mut client) = session(
        "//- /d/Old.md\n---\ntitle: Old\naliases: [O, \"Old\"]\n---\n# Old\n\n## Part\n\nText ^id\n\
         //- /a.md\n[[Old]] [[O]] [[Old#Part]] [[Old#^id]] #tag\n//- /d/p.png\n//- /b.md\n![[p.png]] #tag/sub\n\
         //- /c.canvas\n{\"nodes\":[{\"id\":\"1\",\"type\":\"file\",\"file\":\"d/Old.md\"}]}\n",
    );
    rename(&mut client, "Old", "New");
    assert_eq!(
        vault.read("d/New.md"),
        "---\ntitle: New\naliases: [O, \"New\"]\n---\n# New\n\n## Part\n\nText ^id\n"
    );
    rename(&mut client, "d/", "e/");
    assert!(vault.read("c.canvas").contains("\"e/New.md\""), "{}", vault.read("c.canvas"));
    rename(&mut client, "New#Part", "Section");
    rename(&mut client, "New#^id", "key");
    rename(&mut client, "p.png", "q.png");
    rename(&mut client, "#tag", "#topic");
    client.get("move", json!({"from": "New", "as": "alias", "alias": "O", "to": "N"}));
    assert_eq!(vault.read("a.md"), "[[New]] [[N]] [[New#Section]] [[New#^key]] #topic\n");
    assert_eq!(vault.read("b.md"), "![[q.png]] #topic/sub\n");
    // `[[N]]` is still a link by an alias, which is only a hint.
    let findings = client.get("check", json!({"scope": "vault"}))["findings"].clone();
    let mut codes = findings.as_array().into_iter().flatten().map(|it| it["code"].clone());
    assert!(codes.all(|code| code == "alias-link"), "{findings}");
}

#[test]
fn sections_and_notes_are_split_moved_and_merged() {
    let (vault, mut client) =
        session("//- /n.md\n# n\n\n## Part\n\nText\n//- /a.md\n[[n#Part]]\n//- /m.md\n# m\n");
    client.get("move", json!({"from": "n#Part", "to": "Part", "as": "split"}));
    assert!(vault.read("a.md").starts_with("[[Part"), "{}", vault.read("a.md"));
    client.get("move", json!({"from": "Part", "to": "m", "as": "merge"}));
    assert!(vault.read("a.md").starts_with("[[m#Part"), "{}", vault.read("a.md"));
    client.get("move", json!({"from": "m#Part", "to": "n", "as": "section", "leave": "nothing"}));
    assert!(vault.read("a.md").starts_with("[[n#Part"), "{}", vault.read("a.md"));
    assert_eq!(client.get("check", json!({}))["total"], 0);
}

#[test]
fn dry_run_shows_the_diff_and_writes_nothing() {
    let (vault, mut client) = session("//- /n.md\n# n\n//- /a.md\nsee [[n]]\n");
    let before = vault.files();
    let answer = client.get("move", json!({"from": "n", "to": "d/m", "dryRun": true}));
    let diff = answer["diff"].as_str().unwrap_or("");
    assert!(diff.contains("-see [[n]]\n+see [[m]]\n"), "{diff}");
    assert_eq!((&answer["done"], &answer["moved"]), (&json!(false), &json!([["n.md", "d/m.md"]])));
    let digest = client.digest("a");
    let edit = json!({"note": "a", "digest": digest, "do": "append", "text": "x", "dryRun": true});
    assert!(client.get("edit", edit)["diff"].as_str().is_some_and(|diff| diff.contains("+x")));
    assert_eq!(vault.files(), before);
    assert!(client.refused("undo", json!({})).contains("no write to undo"));
}

#[test]
fn edit_under_one_of_two_equal_headings_is_refused_with_the_choices() {
    let (vault, mut client) = session("//- /n.md\n# A\n## X\none\n# B\n## X\ntwo\n# B\nthree\n");
    let append = |heading: &str| json!({"do": "append", "heading": heading, "text": "new"});
    let refusal = client.edit("n", append("X")).expect_err("it is ambiguous");
    assert!(refusal.contains("`A#X` (line 2), `B#X` (line 5)"), "{refusal}");
    let refusal = client.edit("n", append("B")).expect_err("it is ambiguous");
    assert!(refusal.contains("`B` (line 4), `B` (line 7)"), "{refusal}");
    let hint = client.get("read", json!({"note": "n#X"}))["hint"].clone();
    assert!(hint.as_str().is_some_and(|hint| hint.contains("2 headings")), "{hint}");
    client.edit("n", append("B#X")).expect("it is one");
    assert_eq!(vault.read("n.md"), "# A\n## X\none\n# B\n## X\ntwo\nnew\n# B\nthree\n");
}
