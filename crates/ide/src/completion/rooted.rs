//! Typed paths that start at a folder: with `./`, `../` or `/`.

use linkwright_vault::{FileId, NameOwner, Vault, normalize};

use super::paths;
use super::ranking::Ranking;

/// A typed path that starts at a folder.
pub(super) struct RootedPath {
    /// The normalized path of the last folder in it, from the root of the vault, with a `/` at its
    /// end; empty for the root.
    folder: String,
    /// What the user typed after the folder.
    typed: String,
    /// How links written in this way start: `./` or `/`.
    pub(super) prefix: &'static str,
}

impl RootedPath {
    /// Parses what the user typed in a note in `folder`; `None` if it does not start at a folder,
    /// or leads above the root.
    pub(super) fn parse(typed: &str, folder: &str) -> Option<RootedPath> {
        let typed = typed.trim_start();
        let (prefix, base) = match typed {
            _ if typed.starts_with("./") || typed.starts_with("../") => ("./", folder),
            _ if typed.starts_with('/') => ("/", ""),
            _ => return None,
        };
        let (folders, rest) = typed.rsplit_once('/')?;
        let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
        for part in folders.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let mut folder = normalize(&parts.join("/")).into_owned();
        if !folder.is_empty() {
            folder.push('/');
        }
        Some(RootedPath { folder, typed: rest.to_owned(), prefix })
    }

    /// The files in the folder and below that match what the user typed, the best first, and
    /// whether there are more.
    pub(super) fn files(&self, vault: &Vault, ranking: &Ranking) -> (Vec<FileId>, bool) {
        let (found, more) = paths::search(vault, ranking, &self.folder, &self.typed, |_, name| {
            !matches!(name.owner, NameOwner::Missing(_))
        });
        let files = found.into_iter().filter_map(|(_, name)| match name.owner {
            NameOwner::Note(id) | NameOwner::Attachment(id) => Some(id),
            _ => None,
        });
        (files.collect(), more)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    const FILES: &str = "\n//- /a/Beta.md\n//- /a/deep/Better.md\n//- /Best.md\n//- /b/be 1.png\n";

    #[test]
    fn wikilinks_from_a_folder() {
        check(
            &format!("//- /a/note.md\n[[./be$0]]{FILES}"),
            &expect![[r#"
            a/Beta (a) → [[./Beta]]
            a/deep/Better (a/deep) → [[./deep/Better]]
        "#]],
        );
        check(
            &format!("//- /a/note.md\n[[../be$0{FILES}"),
            &expect![[r#"
            Best → [[../Best]]
            a/Beta (a) → [[./Beta]]
            a/deep/Better (a/deep) → [[./deep/Better]]
            b/be 1.png (b) → [[../b/be 1.png]]
        "#]],
        );
        check(
            &format!("//- /a/note.md\n[[/be$0#x]]{FILES}"),
            &expect![[r#"
            Best → [[/Best#x]]
            a/Beta (a) → [[/a/Beta#x]]
            a/deep/Better (a/deep) → [[/a/deep/Better#x]]
            b/be 1.png (b) → [[/b/be 1.png#x]]
        "#]],
        );
        check(&format!("//- /a/note.md\n[[../../be$0{FILES}"), &expect![[""]]);
    }

    #[test]
    fn destinations_from_a_folder() {
        check(
            &format!("//- /a/note.md\n[x](./be$0){FILES}"),
            &expect![[r#"
            a/Beta (a) → [x](./Beta.md)
            a/deep/Better (a/deep) → [x](./deep/Better.md)
        "#]],
        );
        check(
            &format!("//- /a/note.md\n![x](../b/$0{FILES}"),
            &expect![[r#"
            b/be 1.png (b) → ![x](../b/be%201.png)
        "#]],
        );
        check(
            &format!("//- /a/note.md\n[x](</b/$0>){FILES}"),
            &expect![[r#"
            b/be 1.png (b) → [x](</b/be 1.png>)
        "#]],
        );
        check(
            &format!("//- /a/note.md\n[x]: ./be$0{FILES}"),
            &expect![[r#"
            a/Beta (a) → [x]: ./Beta.md
            a/deep/Better (a/deep) → [x]: ./deep/Better.md
        "#]],
        );
    }

    #[test]
    fn properties_from_a_folder() {
        check(
            &format!("//- /a/note.md\n---\nup: [[./be$0\n---\n{FILES}"),
            &expect![[r#"
            a/Beta (a) → up: "[[./Beta]]"
            a/deep/Better (a/deep) → up: "[[./deep/Better]]"
        "#]],
        );
    }
}
