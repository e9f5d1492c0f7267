//! `linkwright rename`, `mv` and `alias`, run as a user runs them.

mod aliases;
mod notes;
mod parts;
mod refusals;
mod several;
#[path = "../support/mod.rs"]
mod support;
mod text;

use expect_test::Expect;
use support::Vault;

/// A note with a title group, and others that link to it by every name.
const NOTES: &str = "\
//- /Old name.md
---
aliases:
  - Old name
  -   second name
linter-yaml-title-alias: Old name
---

# Old name
//- /links.md
[[Old name]], [[Old name|Old name]], [[Old name|second name]] and [[Old name|free text]].
//- /sub/other.md
[it](../Old%20name.md) and [[links]]
";

#[track_caller]
fn run(vault: &Vault, args: &[&str], expected: &Expect) {
    expected.assert_eq(&vault.run(args).show());
}

/// The files of the vault after a run, as one text.
fn files(vault: &Vault) -> String {
    vault.files().iter().map(|(path, text)| format!("//- /{path}\n{text}")).collect()
}
