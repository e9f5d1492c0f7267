//! URIs and paths as different clients spell them.

use linkwright_tests::{Client, Folder};
use serde_json::json;

const VAULT: &str = "\
//- /.linkwright.toml
//- /sub/a.md
[[b]] [[gone]]
//- /b.md
[[a]]
";

/// The vault's URI, which starts with `file:///C:/`, in other spellings.
fn spellings(folder: &Folder) -> Vec<String> {
    let plain = folder.uri("");
    let (drive, rest) = (&plain["file:///".len()..][..1], &plain["file:///C:".len()..]);
    let (upper, lower) = (drive.to_uppercase(), drive.to_lowercase());
    vec![
        format!("file:///{upper}:{rest}"),
        format!("file:///{lower}:{rest}"),
        // VS Code.
        format!("file:///{lower}%3A{rest}"),
        format!("file:///{upper}%3A{rest}"),
        format!("file:///{upper}%3a{rest}"),
        // The file system ignores case.
        format!("file:///{lower}:{}", rest.to_uppercase()),
    ]
}

fn start(folder: &Folder, root: &str) -> Client {
    Client::start_with(folder, |params| {
        params["rootUri"] = root.into();
        params["workspaceFolders"] = json!([{"uri": root, "name": "vault"}]);
    })
}

#[test]
fn every_spelling_of_the_root_is_the_vault() {
    let folder = Folder::new(VAULT);
    for root in spellings(&folder) {
        for other in spellings(&folder) {
            let mut client = start(&folder, &root);
            let note = format!("{other}/sub/a.md");
            client.open(&note);
            assert_eq!(client.diagnostics(&note), ["broken-link gone"], "{root} {other}");
            let found = client.definition(&note, "[[$0b]]");
            let target = found[0]["targetUri"].as_str().expect("a URI");
            assert!(target.ends_with("/b.md"), "{target}");
            assert!(client.info_logs.is_empty(), "{:?}", client.info_logs);
            client.finish();
        }
    }
}

#[test]
fn the_same_file_in_two_spellings_is_one_note() {
    let folder = Folder::new(VAULT);
    let [upper, _, code, ..] = &spellings(&folder)[..] else { panic!("spellings") };
    let mut client = start(&folder, upper);
    client.ignore("textDocument/publishDiagnostics");
    let (a, b) = (format!("{code}/sub/a.md"), format!("{upper}/b.md"));
    client.open(&a);
    client.open(&b);
    let edit = client.rename(&b, "[[$0a]]", "c");
    client.apply(&edit);
    assert_eq!(client.text(&b), "[[c]]\n");
    assert!(folder.path("sub/c.md").exists() && !folder.path("sub/a.md").exists());
    client.finish();
}

#[test]
fn findings_of_a_closed_note_move_to_the_spelling_of_the_client() {
    let folder = Folder::new(VAULT);
    folder.write(".linkwright.toml", "[diagnostics]\r\nscope = \"vault\"\r\n");
    let [_, _, code, ..] = &spellings(&folder)[..] else { panic!("spellings") };
    let mut client = start(&folder, code);
    let closed = client.expect("textDocument/publishDiagnostics");
    assert_eq!(closed["diagnostics"][0]["code"], "broken-link", "{closed}");
    let note = format!("{code}/sub/a.md");
    client.open(&note);
    // An editor takes both URIs for one document, so the old one is cleared first.
    let cleared = client.expect("textDocument/publishDiagnostics");
    assert_eq!((&cleared["uri"], &cleared["diagnostics"]), (&closed["uri"], &json!([])));
    assert_eq!(client.diagnostics(&note), ["broken-link gone"]);
    client.finish();
}

#[test]
fn a_vault_on_a_network_share_works() {
    // Wine takes the folder for a share (`tests/platforms/windows`).
    let share = std::path::Path::new(r"\\server\share");
    if !share.is_dir() {
        eprintln!("skipped: there is no share");
        return;
    }
    let folder = Folder::new_in(share, VAULT);
    let mut client = Client::start(&folder);
    let note = folder.uri("sub/a.md");
    assert!(note.starts_with("file://server/share/"), "{note}");
    client.open(&note);
    assert_eq!(client.diagnostics(&note), ["broken-link gone"]);
    client.ignore("textDocument/publishDiagnostics");
    let found = client.definition(&note, "[[$0b]]");
    assert_eq!(found[0]["targetUri"], folder.uri("b.md"));
    let edit = client.rename(&note, "[[$0b]]", "new");
    client.apply(&edit);
    assert!(folder.path("new.md").exists());
    client.finish();
    // Wine cannot start a program in a folder of a share.
    let elsewhere = Folder::new("");
    let [note, into] = ["new.md", r"sub\"].map(|name| folder.path(name).display().to_string());
    super::succeed(&elsewhere, &["mv", "-q", &note, &into]);
    assert!(folder.path("sub/new.md").exists());
}
