//! Commands never overwrite a file, whether or not it belongs to the vault.

mod support;

use expect_test::expect;
use support::Vault;

const NOTES: &str = "\
//- /Old name.md
# Old name
//- /links.md
[[Old name]]
";

/// The disk decides, not the index, and nothing is shown before.
#[test]
fn an_excluded_file_is_not_overwritten() {
    let source =
        format!("{NOTES}//- /.gitignore\nsecret.md\n//- /secret.md\nMine.\n//- /d.md/x.md\n");
    let vault = Vault::new(&source);
    let before = vault.files();
    let excluded = expect![[r#"
        [exit 2]
        [stderr]
        error: `secret.md` exists, but is excluded by `.gitignore`
    "#]];
    for args in [
        ["rename", "Old name", "secret"].as_slice(),
        &["rename", "--dry-run", "Old name", "secret"],
        &["mv", "links.md", "secret.md"],
    ] {
        excluded.assert_eq(&vault.run(args).show());
    }
    let folder = expect![[r#"
        [exit 2]
        [stderr]
        error: `d.md` is a folder
    "#]];
    folder.assert_eq(&vault.run(&["rename", "Old name", "d"]).show());
    assert_eq!(vault.files(), before);
}
