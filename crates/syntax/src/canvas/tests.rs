use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

/// The decoded path, subpath and display text of each link.
fn decoded_links(text: &str) -> Vec<String> {
    let show = |link: &Link| {
        let subpath = link.subpath_text(text).map_or(String::new(), |it| format!("#{it}"));
        let display = link.display_text(text).map_or(String::new(), |it| format!("|{it}"));
        [&*link.path_text(text), &subpath, &display].concat()
    };
    scan_canvas(text).links.iter().map(show).collect()
}

/// Each link as written.
fn raw_links(text: &str) -> Vec<&str> {
    scan_canvas(text).links.iter().map(|link| &text[link.span]).collect()
}

fn card(text: &str) -> String {
    format!(r#"{{"nodes":[{{"id":"1","type":"text","text":"{text}","x":0}}],"edges":[]}}"#)
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(decoded_links(&format!("\u{feff}{}", card("[[a]]"))), ["a"]);
}

#[test]
fn file_cards_and_text_cards_have_links() {
    let text = "{\r
\t\"nodes\":[\r
\t\t{\"id\":\"1\",\"type\":\"file\",\"file\":\"a/b.md\",\"subpath\":\"#H#I\",\"x\":-1.5e3},\r
\t\t{\"id\":\"2\",\"subpath\":\"#^x\",\"file\":\"p.png\",\"type\":\"file\"},\r
\t\t{\"id\":\"3\",\"type\":\"text\",\"text\":\"see [[b#c|d]]\\n\\n- ![x](a%20b.md#y)\"},\r
\t\t{\"id\":\"4\",\"type\":\"link\",\"url\":\"https://e.org\"},\r
\t\t{\"id\":\"5\",\"type\":\"group\",\"label\":\"[[no]]\"}\r
\t],\r
\t\"edges\":[{\"id\":\"6\",\"label\":\"[[no]]\"}]\r
}";
    assert_eq!(decoded_links(text), ["/a/b.md#H#I", "/p.png#^x", "b#c|d", "a b.md#y|x"]);
    assert_eq!(
        raw_links(text),
        [
            "\"a/b.md\",\"subpath\":\"#H#I\"",
            "\"#^x\",\"file\":\"p.png\"",
            "[[b#c|d]]",
            "![x](a%20b.md#y)",
        ]
    );
    let links = scan_canvas(text).links;
    assert_eq!((links[0].form, links[3].is_embed), (LinkForm::Canvas, true));
    assert_eq!(&text[links[0].path], "a/b.md");
    assert_eq!(links[0].subpath.map(|subpath| &text[subpath]), Some("H#I"));
}

#[test]
fn links_are_decoded_and_spans_are_in_the_file() {
    let text = card(r#"\"\ud83d\ude00\" [[\u00e9\/b#c \"d\"|\\e]] [[x]]"#);
    assert_eq!(decoded_links(&text), [r#"é/b#c "d"|\e"#, "x"]);
    assert_eq!(raw_links(&text), [r#"[[\u00e9\/b#c \"d\"|\\e]]"#, "[[x]]"]);
    let link = scan_canvas(&text).links[0];
    assert_eq!(&text[link.path.range()], r"\u00e9\/b");
    assert_eq!(link.subpath.map(|subpath| &text[subpath.range()]), Some(r#"c \"d\""#));
    assert_eq!(
        decoded_links(r#"{"nodes":[{"type":"file","file":"\u00e9\ud83d\ude00.md"}]}"#),
        ["/é😀.md"]
    );
}

#[test]
fn pipes_in_table_rows_are_escaped_twice() {
    let text = card(r"a|b\n-|-\n[[c\\|d\\|e]]|f");
    assert_eq!(decoded_links(&text), ["c|d|e"]);
    assert_eq!(scan_canvas(&text).links[0].place, LinkPlace::Canvas { in_table_row: true });
}

#[test]
fn text_cards_are_scanned_as_markdown_without_frontmatter() {
    assert_eq!(decoded_links(&card(r"```\n[[a]]\n```\n`[[b]]` [[c]]")), ["c"]);
    assert_eq!(decoded_links(&card(r#"---\nup: \"[[a]]\"\n---\n[[b]]"#)), ["a", "b"]);
    assert_eq!(decoded_links(&card(r"\t[[code]]\n\n[[#h]]")), ["#h"]);
}

#[test]
fn an_invalid_canvas_has_no_links() {
    let good = card("[[a]]");
    for end in 0..good.len() {
        assert_eq!(decoded_links(&good[..end]), [""; 0], "{end}");
    }
    let bad = [
        "null",
        "[]",
        "{}",
        r#"{"nodes":{}}"#,
        r#"{"nodes":["[[a]]",1,null,[]]}"#,
        r#"{"nodes":[{"type":"text","text":1},{"type":"text"},{"text":"[[a]]"}]}"#,
        r#"{"nodes":[{"type":"file","file":""},{"type":"file","file":null}]}"#,
        r#"{"nodes":[{"type":"text","text":"[[a]]"},]}"#,
        r#"{"nodes":[{"type":"text","text":"[[a]]"}]} // no"#,
        r#"{'nodes':[{"type":"text","text":"[[a]]"}]}"#,
    ];
    for bad in bad {
        assert_eq!(decoded_links(bad), [""; 0], "{bad}");
    }
    assert_eq!(scan_canvas(&good).digest, digest(&good));
}

#[test]
fn a_deeply_nested_canvas_is_invalid() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = [open.repeat(200_000), "1".to_owned(), close.repeat(200_000)].concat();
        let text = format!(r#"{{"nodes":[{{"type":"file","file":"a.md","more":{deep}}}]}}"#);
        assert_eq!(decoded_links(&text), [""; 0]);
        assert_eq!(decoded_links(&open.repeat(200_000)), [""; 0]);
    }
}

#[test]
fn the_last_of_duplicate_properties_counts() {
    let text = r#"{"nodes":[{"type":"file","file":"a.md","file":"b.md"}]}"#;
    assert_eq!(decoded_links(text), ["/b.md"]);
}

#[test]
fn the_extension_makes_a_file_a_canvas() {
    assert_eq!(scan_file("a.md", "[[b]]"), scan("[[b]]"));
    assert_eq!(scan_file("a.canvas", "[[b]]").links, []);
}

proptest! {
    #[test]
    fn unescape_reverses_escape(text in any::<String>()) {
        let escaped = escape(&text);
        prop_assert!(!escaped.chars().any(|c| c < ' '));
        prop_assert_eq!(&*unescape(&escaped), &*text);
    }

    #[test]
    fn any_string_can_be_unescaped(raw in r#"(\\|\\u|d83d|de00|[0-9a-f]|["/nrtbfé😀]){0,12}"#) {
        let _ = unescape(&raw);
        let decoded = Decoded::of(&raw, Span::new(0, raw.len()));
        prop_assert_eq!(&decoded.text[1..], &*unescape(&raw));
    }

    /// The links of a text card are those of its text, with the right spans.
    #[test]
    fn a_text_card_has_the_links_of_its_text(text in r#"([a-c"\\\n\t é😀|#]|\[\[|\]\]){0,40}"#) {
        let canvas = card(&escape(&text));
        let note = format!("\n{text}");
        let expected: Vec<_> =
            scan(&note).links.iter().map(|link| note[link.span.range()].to_owned()).collect();
        let found: Vec<_> = raw_links(&canvas).into_iter().map(|raw| unescape(raw).into_owned()).collect();
        prop_assert_eq!(found, expected);
    }
}

fn canvases_in(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            canvases_in(&path, found);
        } else if path.extension().is_some_and(|it| it == "canvas")
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push((path, text));
        }
    }
}

/// Every file card and every wikilink of real canvases is a link. Skipped if there are none.
#[test]
fn real_canvases_are_scanned() {
    let default_folder = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vaults");
    let folder = std::env::var_os("LINKWRIGHT_VAULTS").map_or_else(default_folder, PathBuf::from);
    let mut canvases = Vec::new();
    canvases_in(&folder, &mut canvases);
    if canvases.is_empty() {
        println!("skipped: no canvases beside the checkout and none in LINKWRIGHT_VAULTS");
        return;
    }
    for (path, text) in canvases {
        let links = scan_canvas(&text).links;
        let files = links.iter().filter(|link| link.form == LinkForm::Canvas).count();
        let cards = text.replace(' ', "").matches("\"type\":\"file\"").count();
        assert_eq!(files, cards, "{}", path.display());
        for link in &links {
            let wiki = link.form == LinkForm::Wiki;
            assert!(!wiki || text[link.span.range()].ends_with("]]"), "{}", path.display());
        }
    }
}

#[test]
fn an_invalid_canvas_has_a_problem() {
    for canvas in ["", " \n", "{}", "{\"nodes\": []}", "{\"nodes\": 1}"] {
        assert_eq!(super::canvas_problem(canvas), None, "{canvas}");
    }
    for broken in ["[]", "1", "{", "{\"nodes\": [}", "nodes", "{\"a\": 1,}", "<<<<<<< HEAD\n{}"] {
        assert!(super::canvas_problem(broken).is_some(), "{broken}");
    }
}
