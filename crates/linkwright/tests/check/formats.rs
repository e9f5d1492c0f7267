//! The formats that other programs read: all say the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schemas::{SARIF, annotations, validate};
use super::support::Vault;

/// Findings of every severity, in files with awkward names, with related places and fixes; some of a
/// file as a whole, and one in a line with characters of several bytes.
pub(crate) fn vault() -> Vault {
    // Windows does not allow the other one.
    let awkward = if cfg!(windows) { "a & (b) 'é'.md" } else { "a & <b> \"é\".md" };
    let vault = Vault::new(&format!(
        "\
//- /{awkward}
---
id: a
id: b
---
日本 [[gone]] [[be]] [[gone]] é [x](c.html)
//- /sub/b.md
---
aliases: [be, x, BE]
up: [[c]]
---
//- /sub/c.md
# Some heading!
[[#some-heading]] [[c#Gone]]
"
    ));
    vault.write("latin.md", b"caf\xe9");
    vault.write(".linkwright.toml", b"colour = 1\n");
    vault
}

pub(crate) fn output(vault: &Vault, format: &str) -> String {
    let run = vault.run(&["check", "--severity", "hint", "--format", format]);
    assert_eq!((run.status, &*run.stderr), (Some(1), ""));
    run.stdout
}

pub(crate) fn parsed(vault: &Vault, format: &str) -> Value {
    serde_json::from_str(&output(vault, format)).expect("valid JSON")
}

#[test]
fn a_path_that_leaves_the_current_folder_does_not_count_from_the_root_of_the_sources() {
    let vault = Vault::new("//- /.linkwright.toml\n//- /x.md\n[[gone]]\n//- /sub/y.md\n[[gone]]\n");
    let run = vault.run_in("sub", &["check", "--format", "sarif", ".."]);
    let log: Value = serde_json::from_str(&run.stdout).expect("valid JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let files: Vec<&Value> = results
        .iter()
        .map(|it| &it["locations"][0]["physicalLocation"]["artifactLocation"])
        .collect();
    let own = serde_json::json!({"uri": "y.md", "uriBaseId": "%SRCROOT%"});
    assert_eq!(files, [&own, &serde_json::json!({"uri": "../x.md"})]);
    validate(&log, SARIF);
}

/// The path, line and code of each finding.
type Found = BTreeSet<(String, u64, String)>;

fn found(findings: &Value, of: impl Fn(&Value) -> (&Value, &Value, &Value)) -> Found {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = findings.as_array().expect("a list").iter().map(|finding| {
        let (path, line, code) = of(finding);
        (text(path), line.as_u64().unwrap_or(1), text(code))
    });
    all.collect()
}

#[test]
fn all_formats_say_the_same() {
    let vault = vault();
    let json = parsed(&vault, "json");
    let expected = found(&json["findings"], |it| (&it["path"], &it["at"]["line"], &it["code"]));
    let codes: BTreeSet<&str> = expected.iter().map(|(.., code)| &**code).collect();
    let all = [
        "alias-link",
        "broken-heading",
        "broken-link",
        "duplicate-alias",
        "invalid-frontmatter",
        "settings",
        "unquoted-link",
        "unreadable",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), all);

    let lines = output(&vault, "jsonl");
    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("valid JSON")).collect();
    assert_eq!(Value::from(lines), json["findings"]);

    let gitlab = parsed(&vault, "gitlab");
    let found_by_gitlab = found(&gitlab, |it| {
        (&it["location"]["path"], &it["location"]["lines"]["begin"], &it["check_name"])
    });
    assert_eq!(found_by_gitlab, expected);

    let rdjson = parsed(&vault, "rdjson");
    let found_by_reviewdog = found(&rdjson["diagnostics"], |it| {
        let location = &it["location"];
        (&location["path"], &location["range"]["start"]["line"], &it["code"]["value"])
    });
    assert_eq!(found_by_reviewdog, expected);

    let sarif = parsed(&vault, "sarif");
    let run = &sarif["runs"][0];
    let mut found_by_sarif = Found::new();
    for result in run["results"].as_array().expect("a list") {
        let rule =
            &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap_or(999) as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        let path = percent_encoding::percent_decode_str(uri).decode_utf8().expect("UTF-8");
        let line = place["region"]["startLine"].as_u64().unwrap_or(1);
        let code = result["ruleId"].as_str().expect("a rule").to_owned();
        found_by_sarif.insert((path.into_owned(), line, code));
    }
    assert_eq!(found_by_sarif, expected);

    let xml = output(&vault, "junit");
    let document = roxmltree::Document::parse(&xml).expect("well-formed XML");
    let mut found_by_junit = Found::new();
    for test in document.descendants().filter(|node| node.has_tag_name("testcase")) {
        let name = test.attribute("name").expect("a name");
        let mut parts = name.split(':');
        let code = parts.next().expect("a code").to_owned();
        let line = parts.next().map_or(1, |line| line.parse().expect("a line"));
        let path = test.attribute("classname").expect("a class").to_owned();
        found_by_junit.insert((path, line, code));
    }
    assert_eq!(found_by_junit, expected);

    let found_by_github: Found = annotations(&output(&vault, "github"))
        .into_iter()
        .map(|it| {
            let line = it.get("line").map_or(1, |line| line.parse().expect("a number"));
            (it["file"].clone(), line, it["title"].clone())
        })
        .collect();
    assert_eq!(found_by_github, expected);
}

fn fingerprints(vault: &Vault) -> Vec<String> {
    let json = parsed(vault, "json");
    let findings = json["findings"].as_array().expect("a list");
    findings.iter().map(|it| it["fingerprint"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn fingerprints_survive_moved_lines_and_are_unique() {
    let vault = Vault::new("//- /a.md\n[[gone]] and [[gone#x|words]] and [[gone]]\n[[a#Gone]]\n");
    let before = fingerprints(&vault);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 4);
    vault
        .write("a.md", b"# New\n\nwords [[gone|other]] and [[gone#x]]\n\n[[gone]]\n- [[a#Gone]]\n");
    assert_eq!(fingerprints(&vault), before);
    vault.write("a.md", b"[[gone]] [[gone#x]] [[gone]] [[gone]] [[a#Gone]]\n");
    let more = fingerprints(&vault);
    assert_eq!(more.len(), 5);
    assert!(before.iter().all(|it| more.contains(it)));
    vault.write("a.md", b"[[gone]]\n");
    assert_eq!(fingerprints(&vault), before[..1]);

    let sarif = parsed(&vault, "sarif");
    let in_sarif = &sarif["runs"][0]["results"][0]["partialFingerprints"];
    assert_eq!(in_sarif["linkwright/v1"], before[0]);
    assert_eq!(parsed(&vault, "gitlab")[0]["fingerprint"], before[0]);
}

/// `text` with the replacements, given as byte ranges, made.
fn replaced(text: &str, mut replacements: Vec<(usize, usize, String)>) -> String {
    let mut text = text.to_owned();
    replacements.sort();
    for (start, end, new) in replacements.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

#[test]
fn fixes_in_all_formats_lead_to_the_same_text() {
    let text = "\u{feff}日本 [[be]] é\n";
    let vault = Vault::new("//- /b.md\n---\naliases: [be]\n---\n");
    vault.write("a.md", text.as_bytes());
    let expected = "\u{feff}日本 [[b|be]] é\n";
    let run = |format| {
        let run = vault.run(&["check", "--severity", "hint", "--format", format, "a.md"]);
        serde_json::from_str::<Value>(&run.stdout).expect("valid JSON")
    };
    let number = |value: &Value| value.as_u64().expect("a number") as usize;
    let string = |value: &Value| value.as_str().expect("a text").to_owned();

    let json = run("json");
    let fix = &json["findings"][0]["fix"];
    assert_eq!((&fix["title"], &fix["safe"]), (&"Replace with `[[b|be]]`".into(), &true.into()));
    let edits = fix["edits"].as_array().expect("a list").iter();
    let edits =
        edits.map(|it| (number(&it["at"]["start"]), number(&it["at"]["end"]), string(&it["text"])));
    assert_eq!(replaced(text, edits.collect()), expected);

    let sarif = run("sarif");
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "a.md");
    let edits = change["replacements"].as_array().expect("a list").iter().map(|it| {
        let region = &it["deletedRegion"];
        let start = number(&region["byteOffset"]);
        let end = start + number(&region["byteLength"]);
        (start, end, string(&it["insertedContent"]["text"]))
    });
    assert_eq!(replaced(text, edits.collect()), expected);

    let rdjson = run("rdjson");
    let suggestions = rdjson["diagnostics"][0]["suggestions"].as_array().expect("a list");
    // The note has one line, so a column is an offset.
    let edits = suggestions.iter().map(|it| {
        let range = &it["range"];
        let column = |place: &Value| number(&place["column"]) - 1;
        (column(&range["start"]), column(&range["end"]), string(&it["text"]))
    });
    assert_eq!(replaced(text, edits.collect()), expected);
}

#[test]
fn a_related_place_is_in_every_format_that_has_them() {
    let vault = Vault::new("//- /a.md\n---\naliases: be\n---\n//- /b.md\n---\naliases: be\n---\n");
    let sarif = parsed(vault_with_warning(&vault), "sarif");
    let related = &sarif["runs"][0]["results"][0]["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "b.md");
    assert_eq!(related["message"]["text"], "`be` is an alias here");
    let rdjson = parsed(&vault, "rdjson");
    let related = &rdjson["diagnostics"][0]["related_locations"][0];
    assert_eq!(related["location"]["path"], "b.md");
    assert_eq!(related["location"]["range"]["start"]["line"], 2);
}

/// Makes the check of `vault` fail.
fn vault_with_warning(vault: &Vault) -> &Vault {
    vault.write("z.md", b"[[gone]]\n");
    vault
}
