//! Tools that only read.

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use crate::client::{McpClient, distinct_notes};
use crate::session;
use crate::support::Vault;

const NOTES: &str = "\
//- /Bees.md
---
aliases: [Apis]
tags: [insect]
---
# Bees
They make honey. ^sweet

## Life
In the [[Hive]], see [[Wasps#Nests]] and [[Gone]].
//- /Hive.md
# Hive
Of [[Bees]] and [[Bees#Life|their life]].
//- /sub/Wasps.md
# Wasps
## Nests
Made of paper. [[Hive]]
//- /Alone.md
Nobody links here.
";

#[test]
fn search_finds_names_aliases_headings_tags_and_texts() {
    let (_vault, mut client) = session(NOTES);
    let mut found = |query: &str| {
        let answer = client.get("search", json!({"query": query}));
        let hits = answer["hits"].as_array().cloned().unwrap_or_default();
        let shown = hits.iter().map(|hit| {
            format!("{} {}", hit["note"].as_str().unwrap_or(""), hit["in"].as_str().unwrap_or(""))
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(found("apis"), "Bees.md name");
    assert_eq!(found("nests"), "sub/Wasps.md heading, Bees.md text");
    assert_eq!(found("#insect"), "Bees.md tag");
    assert_eq!(found("honey make"), "Bees.md text");
    assert_eq!(found("nothing at all"), "");
    let refusal = client.refused("search", json!({"query": " "}));
    assert!(refusal.contains("`query`"), "{refusal}");
}

#[test]
fn search_answers_are_short_and_have_a_cursor() {
    let vault = Vault::new("");
    for n in 0..60 {
        let text = format!("# Note {n}\n{}\n", "a long line about honey ".repeat(30));
        vault.write(&format!("folder with a long name/Note number {n}.md"), text.as_bytes());
    }
    // Each of these takes more bytes in a message than in the note.
    vault.write("quotes.md", format!("{0}honey {0}", "\"\\\t".repeat(60)).as_bytes());
    let mut client = McpClient::start(vault.path());
    let hits = client.pages("search", &json!({"query": "honey"}), "hits", 2_048);
    assert_eq!(distinct_notes(&hits), 61);
    let refusal = client.refused("search", json!({"query": "x", "cursor": "y"}));
    assert!(refusal.contains("repeat the call without `cursor`"), "{refusal}");
}

#[test]
fn read_gives_a_note_or_a_part_of_it() {
    let (_vault, mut client) = session(NOTES);
    let mut read = |arguments: Value| {
        let answer = client.get("read", arguments);
        (answer["text"].as_str().unwrap_or("").to_owned(), answer)
    };
    let (text, answer) = read(json!({"note": "apis", "links": true}));
    assert!(text.starts_with("---\n") && text.ends_with("[[Gone]].\n"), "{text}");
    assert_eq!(answer["linkedFrom"], json!(["Hive.md"]));
    assert_eq!(answer["links"][2], json!({"link": "[[Gone]]", "to": null, "broken": true}));
    let (text, answer) = read(json!({"note": "Bees#Life"}));
    assert!(text.starts_with("## Life\n"), "{text}");
    assert_eq!(answer["lines"], "8-9");
    assert_eq!(read(json!({"note": "Bees#Bees#Life"})).0, text);
    assert_eq!(read(json!({"note": "Bees#^sweet"})).0, "They make honey. ^sweet\n");
    assert_eq!(
        read(json!({"note": "Bees", "lines": "5-6"})).0,
        "# Bees\nThey make honey. ^sweet\n"
    );
    let frontmatter = read(json!({"note": "Bees", "part": "frontmatter"})).0;
    assert_eq!(frontmatter, "---\naliases: [Apis]\ntags: [insect]\n---\n");
    let outline = read(json!({"note": "Bees", "part": "outline"})).1;
    assert_eq!(outline["headings"], json!(["# Bees (line 5)", "## Life (line 8)"]));
    let (text, answer) = read(json!({"note": "Bees", "bytes": 10}));
    assert_eq!((&*text, &answer["more"]), ("---\n", &json!("2-9")));
    let refusal = client.refused("read", json!({"note": "Bees#Death"}));
    assert!(refusal.contains("It has: `Bees`, `Life`"), "{refusal}");
    let refusal = client.refused("read", json!({"note": "Nobody"}));
    assert!(refusal.contains("Call `search`"), "{refusal}");
}

#[test]
fn lines_are_counted_as_editors_count_them() {
    let (vault, mut client) = session("//- /n.md\none\n//- /none.md\n");
    vault.write("n.md", b"one\r\ntwo\r\n");
    vault.write("open.md", b"one\ntwo");
    let mut lines = |note: &str, lines: &str| {
        client.get("read", json!({"note": note, "lines": lines}))["text"].clone()
    };
    assert_eq!(lines("n", "2-9"), "two\r\n");
    assert_eq!(lines("open", "2-2"), "two");
    assert_eq!(lines("none", "1-20"), "");
    for (note, lines, count) in [
        ("n", "0-0", 2),
        ("n", "3-3", 2),
        ("n", "2-1", 2),
        ("open", "0-1", 2),
        ("open", "3-4", 2),
        ("none", "0-0", 0),
        ("none", "2-3", 0),
    ] {
        let refusal = client.refused("read", json!({"note": note, "lines": lines}));
        assert!(refusal.contains(&format!("has {count} line")), "{note} {lines}: {refusal}");
    }
}

#[test]
fn a_name_with_a_hash_is_found() {
    let (vault, mut client) =
        session("//- /C.md\nC\n//- /C#.md\n# C\n## Types\nint\n//- /#x.md\nx\n//- /To.md\nto\n");
    let mut text = |note: &str| client.get("read", json!({"note": note}))["text"].clone();
    assert_eq!(text("C#.md#Types"), "## Types\nint\n");
    assert_eq!(text("C##Types"), "## Types\nint\n");
    assert_eq!(text("C#"), "# C\n## Types\nint\n");
    assert_eq!(text("#x.md"), "x\n");
    client.get("move", json!({"as": "section", "from": "C##Types", "to": "To"}));
    client.get("move", json!({"as": "rename", "from": "#x.md", "to": "X"}));
    client.get("move", json!({"as": "merge", "from": "X", "to": "C#"}));
    assert_eq!(vault.read("To.md"), "to\n\n## Types\nint\n");
    assert_eq!(vault.read("C#.md"), "# C\n\nx\n");
}

#[test]
fn links_are_listed_in_and_out_and_between() {
    let (_vault, mut client) = session(NOTES);
    let mut list = |arguments: Value| client.get("links", arguments)["links"].clone();
    let link =
        |from: &str, line: u32, link: &str| json!({"from": from, "line": line, "link": link});
    assert_eq!(
        list(json!({"list": "in", "note": "Bees"})),
        json!([link("Hive.md", 2, "[[Bees]]"), link("Hive.md", 2, "[[Bees#Life|their life]]")])
    );
    assert_eq!(
        list(json!({"list": "in", "note": "Bees#Life"})),
        json!([link("Hive.md", 2, "[[Bees#Life|their life]]")])
    );
    let out = list(json!({"list": "out", "note": "Bees#Life"}));
    assert_eq!(out[0], json!({"link": "[[Hive]]", "to": "Hive.md", "line": 9}));
    assert_eq!(out[2]["broken"], true);
    let far = list(json!({"list": "out", "note": "Wasps", "depth": 2}));
    assert_eq!(far[1], json!({"note": "Bees.md", "depth": 2, "via": "Hive.md"}));
    let path = list(json!({"list": "path", "note": "Wasps", "to": "Bees"}));
    assert_eq!(path[0]["path"], json!(["sub/Wasps.md", "Hive.md", "Bees.md"]));
    assert_eq!(list(json!({"list": "path", "note": "Alone", "to": "Bees"})), json!([]));
    assert_eq!(list(json!({"list": "unresolved"}))[0]["to"], "Gone");
    assert_eq!(list(json!({"list": "orphans"})), json!([{"note": "Alone.md"}]));
}

#[test]
fn links_to_a_block_are_listed() {
    let (_vault, mut client) =
        session("//- /n.md\nText ^id\n\nMore ^other\n//- /a.md\n[[n#^id]] [[n#^other]] [[n]]\n");
    let found = client.get("links", json!({"list": "in", "note": "n#^id"}));
    assert_eq!((&found["total"], &found["links"][0]["link"]), (&json!(1), &json!("[[n#^id]]")));
}

#[test]
fn search_sees_what_was_written_before() {
    let (vault, mut client) = session(NOTES);
    let total =
        |client: &mut McpClient| client.get("search", json!({"query": "zebra"}))["total"].clone();
    assert_eq!(total(&mut client), 0);
    client.edit("Hive", json!({"do": "append", "text": "A zebra."})).expect("it is made");
    assert_eq!(total(&mut client), 1);
    client.get("move", json!({"from": "Hive", "to": "Zebra house"}));
    assert_eq!(client.get("search", json!({"query": "zebra"}))["hits"][0]["in"], "name");
    client.get("undo", json!({"writes": 2}));
    assert_eq!(total(&mut client), 0);
    vault.write("Alone.md", b"A zebra.\n");
    // `read` compares the note with the disk.
    client.get("read", json!({"note": "Alone"}));
    assert_eq!(total(&mut client), 1);
}

#[test]
fn check_reports_the_vault_or_the_session() {
    let (vault, mut client) = session(NOTES);
    let all = client.get("check", json!({"scope": "vault"}));
    assert_eq!((&all["total"], &all["findings"][0]["at"]), (&json!(1), &json!("Gone")));
    assert_eq!(client.get("check", json!({}))["total"], 0);
    vault.write("Alone.md", b"[[Missing]]\n");
    let caused = client.get("check", json!({}));
    assert_eq!((&caused["total"], &caused["findings"][0]["note"]), (&json!(1), &json!("Alone.md")));
    assert_eq!(client.get("check", json!({"path": "sub"}))["total"], 0);
    let refusal = client.refused("check", json!({"path": "no"}));
    assert!(refusal.contains("neither a file nor a folder"), "{refusal}");
}

#[test]
fn read_only_session_offers_and_allows_no_writes() {
    let vault = Vault::new(NOTES);
    let before = vault.files();
    let mut client = McpClient::start_with(&["--vault", &vault.path().display().to_string()]);
    let tools = client.request("tools/list", json!({})).expect("it is answered");
    assert_eq!(tools["tools"].as_array().map(Vec::len), Some(5));
    let edit = json!({"note": "Bees", "do": "create", "text": "x"});
    let refusal = client.refused("edit", edit);
    assert!(refusal.contains("--write"), "{refusal}");
    assert_eq!(vault.files(), before);
    assert!(client.end());
}

#[test]
fn several_vaults_are_chosen_by_name() {
    let (one, two) = (Vault::new(NOTES), Vault::new("//- /Other.md\nText\n"));
    let (first, second) = (one.path().display().to_string(), two.path().display().to_string());
    let mut client = McpClient::start_with(&["--vault", &first, "--vault", &second]);
    let name = |vault: &Vault| vault.path().file_name().map(|it| it.to_string_lossy().into_owned());
    let refusal = client.refused("read", json!({"note": "Other"}));
    assert!(refusal.contains("`vault` is missing"), "{refusal}");
    let answer = client.get("read", json!({"note": "Other", "vault": name(&two)}));
    assert_eq!(answer["text"], "Text\n");
    let refusal = client.refused("read", json!({"note": "Other", "vault": name(&one)}));
    assert!(refusal.contains("no note is named"), "{refusal}");
}

#[test]
fn answers_are_as_the_schemas_say() {
    let (_vault, mut client) = session(NOTES);
    assert_eq!(client.server["serverInfo"]["name"], "linkwright");
    let tools = client.request("tools/list", json!({})).expect("it is answered");
    let digest = client.digest("Bees");
    let calls = [
        ("search", json!({"query": "honey"})),
        ("read", json!({"note": "Bees", "links": true})),
        ("links", json!({"list": "in", "note": "Bees"})),
        ("query", json!({"search": "tag:#insect"})),
        ("check", json!({"scope": "vault"})),
        ("edit", json!({"note": "Bees", "digest": digest, "do": "append", "text": "[[x]]"})),
        ("move", json!({"from": "Hive", "to": "sub/Home", "dryRun": true})),
        ("undo", json!({})),
    ];
    for (name, arguments) in calls {
        let listed = tools["tools"].as_array().into_iter().flatten();
        let tool = listed.into_iter().find(|tool| tool["name"] == name).expect("it is listed");
        let valid = |schema: &Value, value: &Value| {
            let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
            compiler.add_resource("schema.json", schema.clone()).expect("a schema");
            let schema = compiler.compile("schema.json", &mut schemas).expect("a schema");
            let result = schemas.validate(value, schema).map_err(|error| error.to_string());
            assert_eq!(result, Ok(()), "{name}");
        };
        valid(&tool["inputSchema"], &arguments);
        valid(&tool["outputSchema"], &client.get(name, arguments));
    }
    let unknown = client.refused("search", json!({"query": "x", "limit": 3}));
    assert!(unknown.contains("unknown field `limit`"), "{unknown}");
}
