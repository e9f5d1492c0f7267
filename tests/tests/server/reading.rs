//! References, highlights, hovers, symbols and document links, in every encoding.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /a.md
𝒳é [[b#𝒴 Über|𝒵 shown]] 日本 [[b]] 𝒳
𝒳 #ta𝒳g [[gone]]

# 𝒳 Title

## 𝒳 Part
//- /b.md
---
aliases: [𝒳 alias]
---
𝒳 [[a]]

## 𝒴 Über
𝒳 words #ta𝒳g/deep
//- /map.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"𝒳 [[b]]\"}]}
";

/// Runs `check` in a session for each encoding.
fn each_encoding(check: impl Fn(&mut Client, &Folder)) {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let folder = Folder::new(VAULT);
        let mut client = Client::start_with(&folder, |params| {
            let capabilities = &mut params["capabilities"];
            capabilities["general"]["positionEncodings"] = json!([encoding]);
            let document = &mut capabilities["textDocument"];
            document["hover"] = json!({"contentFormat": ["markdown"]});
            document["documentSymbol"] = json!({"hierarchicalDocumentSymbolSupport": true});
            document["documentLink"] = json!({"tooltipSupport": true});
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("a.md");
        check(&mut client, &folder);
        client.finish();
    }
}

fn references(client: &mut Client, words: &str, with_declaration: bool) -> Vec<String> {
    client.references("a.md", words, with_declaration)
}

#[test]
fn references_are_found_in_open_and_closed_notes_and_in_canvases() {
    each_encoding(|client, _| {
        let heading = ["a.md: [[b#𝒴 Über|𝒵 shown]]", "b.md: 𝒴 Über"];
        assert_eq!(references(client, "[[b#𝒴 $0Über", true), heading);
        assert_eq!(references(client, "[[b#𝒴 $0Über", false), heading[..1]);
        assert_eq!(
            references(client, "日本 [[$0b]]", false),
            ["a.md: [[b#𝒴 Über|𝒵 shown]]", "a.md: [[b]]", "map.canvas: [[b]]"]
        );
        assert_eq!(references(client, "#ta$0𝒳g", false), ["a.md: ta𝒳g", "b.md: ta𝒳g/deep"]);
        assert_eq!(references(client, "## 𝒳 $0Part", true), ["a.md: 𝒳 Part"]);
        // At a position without a link or heading, the references are those of the note.
        assert_eq!(references(client, "𝒳é$0 ", false), ["b.md: [[a]]"]);
    });
}

#[test]
fn the_same_item_is_highlighted_within_the_note() {
    each_encoding(|client, folder| {
        let at = client.at("a.md", "日本 [[$0b]]");
        let found = client.request("textDocument/documentHighlight", at);
        let shown: Vec<String> = found
            .as_array()
            .expect("a list of highlights")
            .iter()
            .map(|it| client.describe_range(&folder.uri("a.md"), &it["range"]))
            .collect();
        assert_eq!(shown, ["a.md: [[b#𝒴 Über|𝒵 shown]]", "a.md: [[b]]"]);
        assert_eq!(found[0]["kind"], 2);
    });
}

#[test]
fn a_hover_shows_the_section_of_the_link_target() {
    each_encoding(|client, folder| {
        let at = client.at("a.md", "𝒵 $0shown");
        let hover = client.request("textDocument/hover", at);
        assert_eq!(hover["contents"]["kind"], "markdown");
        let text = hover["contents"]["value"].as_str().expect("a text");
        assert!(text.contains("## 𝒴 Über\n𝒳 words"), "{text}");
        let over = client.describe_range(&folder.uri("a.md"), &hover["range"]);
        assert_eq!(over, "a.md: [[b#𝒴 Über|𝒵 shown]]");
        let at = client.at("a.md", "𝒳$0é");
        assert_eq!(client.request("textDocument/hover", at), Value::Null);
    });
}

#[test]
fn the_outline_of_a_note_is_nested() {
    each_encoding(|client, folder| {
        let document = json!({"textDocument": {"uri": folder.uri("a.md")}});
        let symbols = client.request("textDocument/documentSymbol", document);
        assert_eq!(symbols[0]["name"], "𝒳 Title");
        let part = &symbols[0]["children"][0];
        let words = client.describe_range(&folder.uri("a.md"), &part["selectionRange"]);
        assert_eq!(words, "a.md: 𝒳 Part");
    });
}

#[test]
fn an_editor_that_cannot_nest_gets_a_flat_outline() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let document = json!({"textDocument": {"uri": folder.uri("a.md")}});
    let symbols = client.request("textDocument/documentSymbol", document);
    assert_eq!(symbols[1]["name"], "𝒳 Part");
    assert_eq!(symbols[1]["containerName"], "𝒳 Title");
    assert_eq!(symbols[1]["location"]["uri"], folder.uri("a.md"));
    client.finish();
}

#[test]
fn names_are_found_across_the_vault() {
    each_encoding(|client, _| {
        let mut found = |typed: &str| -> Vec<String> {
            let found = client.request("workspace/symbol", json!({"query": typed}));
            let symbols = found.as_array().expect("a list of symbols").iter();
            let show = |symbol: &Value| {
                let location = &symbol["location"];
                let uri = location["uri"].as_str().expect("a URI");
                let words = client.describe_range(uri, &location["range"]);
                format!("{} | {words}", symbol["name"].as_str().expect("a name"))
            };
            symbols.map(show).collect()
        };
        assert_eq!(found("uber"), ["𝒴 Über | b.md: 𝒴 Über"]);
        assert_eq!(found("alias"), ["𝒳 alias | b.md: 𝒳 alias"]);
        assert_eq!(found("b")[0], "b | b.md: ");
    });
}

#[test]
fn names_are_found_in_every_open_vault() {
    let (one, two) = (Folder::new("//- /Love.md\n"), Folder::new("//- /sub/Lovely.md\n"));
    let mut client = Client::start_with(&one, |params| {
        let folder = |folder: &Folder| json!({"uri": folder.uri(""), "name": "vault"});
        params["workspaceFolders"] = json!([folder(&one), folder(&two)]);
    });
    let found = client.request("workspace/symbol", json!({"query": "love"}));
    let names: Vec<&Value> =
        found.as_array().expect("a list of symbols").iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["Love", "Lovely"]);
    client.finish();
}

#[test]
fn links_that_resolve_are_document_links() {
    each_encoding(|client, folder| {
        let document = json!({"textDocument": {"uri": folder.uri("a.md")}});
        let links = client.request("textDocument/documentLink", document);
        let shown: Vec<String> = links
            .as_array()
            .expect("a list of links")
            .iter()
            .map(|link| client.describe_range(&folder.uri("a.md"), &link["range"]))
            .collect();
        assert_eq!(shown, ["a.md: 𝒵 shown", "a.md: b"]);
        // Below the frontmatter.
        assert_eq!(links[1]["target"], format!("{}#L4,1", folder.uri("b.md")));
        assert_eq!(links[1]["tooltip"], "b.md");
        assert_eq!(links[0]["target"], Value::Null);
        let resolved = client.request("documentLink/resolve", links[0].clone());
        assert_eq!(resolved["target"], format!("{}#L6,4", folder.uri("b.md")));
        client.replace("a.md", "𝒳é", "𝒳");
        let stale = client.request_error("documentLink/resolve", links[0].clone());
        assert_eq!(stale["code"], -32801);
    });
}

#[test]
fn an_image_has_its_uri_in_a_markdown_hover() {
    let folder = Folder::new("//- /a.md\n![[p (1).png]]\n//- /sub/p (1).png\n");
    for (formats, shown) in
        [(json!(["markdown", "plaintext"]), true), (json!(["plaintext"]), false)]
    {
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["textDocument"]["hover"] = json!({"contentFormat": formats});
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("a.md");
        let at = client.at("a.md", "[[p$0");
        let contents = client.request("textDocument/hover", at)["contents"].take();
        assert_eq!(contents["kind"], if shown { "markdown" } else { "plaintext" });
        let text = contents["value"].as_str().expect("a text");
        let image = format!(
            "![](<{}>)",
            folder.uri("sub/p (1).png").replace("%28", "(").replace("%29", ")")
        );
        assert_eq!(text.contains(&image), shown, "{text} {image}");
        client.finish();
    }
}

#[test]
fn the_definition_of_a_tag_is_every_place_that_has_it() {
    each_encoding(|client, folder| {
        let at = client.at("a.md", "#ta$0𝒳g");
        let found = client.request("textDocument/definition", at);
        let show = |link: &Value| {
            let origin = client.describe_range(&folder.uri("a.md"), &link["originSelectionRange"]);
            let uri = link["targetUri"].as_str().expect("a URI");
            format!("{origin} → {}", client.describe_range(uri, &link["targetSelectionRange"]))
        };
        let shown: Vec<String> =
            found.as_array().expect("a list of links").iter().map(show).collect();
        assert_eq!(shown, ["a.md: ta𝒳g → a.md: ta𝒳g", "a.md: ta𝒳g → b.md: ta𝒳g/deep"]);
    });
}

#[test]
fn jumps_to_a_note_land_on_its_title_or_its_first_text() {
    let yaml = "---\naliases: [x]\n---\n";
    for (text, line) in [
        (format!("{yaml}# Title\n"), 3),
        (format!("{yaml}\n\n# Title\nText\n"), 5),
        (format!("{yaml}\n![[banner.png]]\n\nTitle\n=====\n"), 6),
        (format!("{yaml}\nText\n## Part\n# Late\n"), 4),
        (format!("{yaml}\n- item\n"), 4),
        (yaml.to_owned(), 3),
        ("\n\nText\n".to_owned(), 2),
        ("# Title\n".to_owned(), 0),
        (String::new(), 0),
        ("\u{feff}---\r\na: b\r\n---\r\n\r\n# Title\r\n".to_owned(), 4),
    ] {
        let folder = Folder::new("//- /b.md\n[[a]]\n");
        folder.write("a.md", &text);
        for open in [false, true] {
            let mut client = Client::start(&folder);
            client.ignore("textDocument/publishDiagnostics");
            client.open("b.md");
            if open {
                client.open("a.md");
            }
            let at = client.at("b.md", "[[a$0]]");
            let found = client.request("textDocument/definition", at.clone());
            assert_eq!(found[0]["targetSelectionRange"]["start"]["line"], line, "{text:?}");
            let mut params = at;
            params["context"] = json!({"includeDeclaration": true});
            let found = client.request("textDocument/references", params);
            assert_eq!(found[0]["uri"], folder.uri("a.md"));
            assert_eq!(found[0]["range"]["start"]["line"], line, "{text:?}");
            let links = json!({"textDocument": {"uri": folder.uri("b.md")}});
            let links = client.request("textDocument/documentLink", links);
            let fragment = if line > 0 { format!("#L{},1", line + 1) } else { String::new() };
            assert_eq!(links[0]["target"], format!("{}{fragment}", folder.uri("a.md")));
            let found = client.request("workspace/symbol", json!({"query": "a"}));
            let note = found.as_array().expect("symbols").iter().find(|it| it["name"] == "a");
            let range = &note.expect("the note")["location"]["range"];
            assert_eq!(range["start"]["line"], line, "{text:?}");
            let outgoing =
                client.execute("linkwright.outgoing", json!({"uri": folder.uri("b.md")}));
            assert_eq!(outgoing[0]["target"]["range"]["start"]["line"], line, "{text:?}");
            client.finish();
        }
    }
}
