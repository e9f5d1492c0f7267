//! Folding ranges and selection ranges.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const NOTE: &str = "\
# Öne 𝒳

> [!note] Deep
> - a
>   b

## Two

<!--
x -->
";

fn folds(client: &mut Client, name: &str) -> Vec<Value> {
    let document = json!({"textDocument": {"uri": client.uri(name)}});
    let folds = client.request("textDocument/foldingRange", document);
    folds.as_array().expect("a list of folds").clone()
}

fn lines(folds: &[Value]) -> Vec<(u64, u64)> {
    let line = |fold: &Value, end: &str| fold[end].as_u64().expect("a line");
    folds.iter().map(|fold| (line(fold, "startLine"), line(fold, "endLine"))).collect()
}

#[test]
fn folds_start_at_the_end_of_the_first_line_and_follow_edits() {
    let folder = Folder::new(&format!("//- /a.md\n{NOTE}"));
    let mut client = Client::start(&folder);
    assert_eq!(client.capabilities["foldingRangeProvider"], true);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let found = folds(&mut client, "a.md");
    assert_eq!(lines(&found), [(0, 9), (2, 4), (3, 4), (6, 9), (8, 9)]);
    assert_eq!(found[0]["startCharacter"], 8, "behind the heading, in UTF-16");
    assert_eq!(found[0]["endCharacter"], 5);
    assert_eq!(found[0].get("kind"), None);
    assert_eq!(found[4]["kind"], "comment");
    for n in 0..20 {
        client.replace("a.md", "> - a", &format!("> - é𝒳{n}\n> - a"));
    }
    assert_eq!(
        lines(&folds(&mut client, "a.md")),
        [(0, 29), (2, 24), (23, 24), (26, 29), (28, 29)]
    );
    client.finish();
}

#[test]
fn folds_respect_the_limits_of_the_client() {
    let folder = Folder::new(&format!("//- /a.md\n{NOTE}//- /b.canvas\n{{\n}}\n"));
    let mut client = Client::start_with(&folder, |params| {
        params["capabilities"]["textDocument"]["foldingRange"] =
            json!({"lineFoldingOnly": true, "rangeLimit": 3});
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    assert_eq!(
        folds(&mut client, "a.md"),
        [
            json!({"startLine": 0, "endLine": 9}),
            json!({"startLine": 2, "endLine": 4}),
            json!({"startLine": 6, "endLine": 9}),
        ]
    );
    client.open("b.canvas");
    let canvas = json!({"textDocument": {"uri": client.uri("b.canvas")}});
    assert_eq!(client.request("textDocument/foldingRange", canvas), Value::Null);
    client.finish();
}

#[test]
fn each_position_has_its_selection_ranges() {
    let folder = Folder::new("//- /a.md\n# A\n\n𝒳 [[Love|this]]. é\n");
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let place = |client: &Client, words| client.at("a.md", words)["position"].clone();
    let positions = [place(&client, "|th$0is"), place(&client, "# $0A")];
    let params = json!({"textDocument": {"uri": client.uri("a.md")}, "positions": positions});
    let grown = client.request("textDocument/selectionRange", params);
    let ranges = |from: &Value| {
        let outward = std::iter::successors(Some(from), |inner| inner.get("parent"));
        let place = |end: &Value| (end["line"].as_u64(), end["character"].as_u64());
        let numbers = |(line, column): (Option<u64>, Option<u64>)| {
            (line.expect("a line"), column.expect("a column"))
        };
        outward
            .map(|it| (numbers(place(&it["range"]["start"])), numbers(place(&it["range"]["end"]))))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ranges(&grown[0]),
        [
            ((2, 10), (2, 14)),
            ((2, 3), (2, 16)),
            ((2, 0), (2, 17)),
            ((2, 0), (2, 19)),
            ((0, 0), (2, 19)),
            ((0, 0), (3, 0)),
        ]
    );
    assert_eq!(ranges(&grown[1])[..2], [((0, 2), (0, 3)), ((0, 0), (0, 3))]);
    client.finish();
}
