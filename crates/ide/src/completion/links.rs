//! Writes the links that suggestions insert.

use linkwright_settings::LinkStyle;
use linkwright_syntax::{LinkForm, LinkPlace};
use linkwright_text::Edit;
use linkwright_vault::{
    FileId, VaultPreview, choose_link_path, encode_link_path, encode_link_segment,
};

use super::context::{PATH_ENDS, Wikilink};
use crate::rename;

const INLINE: LinkForm = LinkForm::Inline { angle_bracketed: false };

/// Replaces the link that the user is typing by links to suggested targets.
pub(super) struct LinkWriter<'a> {
    pub(super) preview: &'a VaultPreview<'a>,
    pub(super) source: FileId,
    pub(super) link: &'a Wikilink<'a>,
}

/// A written link.
pub(super) struct WrittenLink {
    /// The path of the link, decoded.
    pub(super) path: String,
    pub(super) edit: Edit,
}

impl LinkWriter<'_> {
    /// A link to `file` that shows `display`, or the name of the file. A subpath and a display text
    /// that the typed link already has stay. `None` if no link is possible.
    pub(super) fn link(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let wiki = match self.preview.vault().settings().link_style {
            LinkStyle::Wikilink => self.wikilink(file, display),
            LinkStyle::Markdown => None,
        };
        wiki.or_else(|| self.markdown(file, display)).or_else(|| self.wikilink(file, display))
    }

    fn wikilink(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let path = choose_link_path(self.preview, self.source, file, LinkForm::Wiki, None).ok()?;
        let mut insert = self.link.escaped(&path);
        if self.link.rest(PATH_ENDS).is_empty()
            && let Some(display) = display.filter(|display| can_suggest_display(display))
        {
            let pipe = if self.link.place == LinkPlace::TableRow { "\\|" } else { "|" };
            let display = self.link.escaped(display);
            insert = format!("{insert}{pipe}{display}");
        }
        let edit = self.link.replace_part(self.link.inner, PATH_ENDS, &insert);
        Some(WrittenLink { path, edit })
    }

    /// A link to `file` whose path starts with `like`: `./` or `/`.
    pub(super) fn rooted(&self, file: FileId, like: &str) -> Option<Edit> {
        let like = |end: &str| format!("{like}x{end}");
        let wiki = match self.preview.vault().settings().link_style {
            LinkStyle::Wikilink => {
                choose_link_path(self.preview, self.source, file, LinkForm::Wiki, Some(&like("")))
                    .ok()
            }
            LinkStyle::Markdown => None,
        };
        if let Some(path) = wiki {
            return Some(self.link.replace_part(
                self.link.inner,
                PATH_ENDS,
                &self.link.escaped(&path),
            ));
        }
        let path =
            choose_link_path(self.preview, self.source, file, INLINE, Some(&like(".md"))).ok()?;
        Some(self.markdown_link(&path, self.preview.vault().file(file).name()))
    }

    /// A wikilink to the heading `subpath` of `file`.
    pub(super) fn heading(&self, file: FileId, subpath: &str) -> Option<Edit> {
        let path = match file == self.source {
            true => String::new(),
            false => {
                choose_link_path(self.preview, self.source, file, LinkForm::Wiki, None).ok()?
            }
        };
        let insert = self.link.escaped(&format!("{path}#{subpath}"));
        Some(self.link.replace_part(self.link.inner, &['|'], &insert))
    }

    fn markdown(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let path = choose_link_path(self.preview, self.source, file, INLINE, None).ok()?;
        let shown = display.unwrap_or(self.preview.vault().file(file).name());
        let edit = self.markdown_link(&path, shown);
        Some(WrittenLink { path, edit })
    }

    /// A link to a note that does not exist yet.
    pub(super) fn missing_note(&self, path: &str) -> Edit {
        match self.preview.vault().settings().link_style {
            LinkStyle::Wikilink => {
                self.link.replace_part(self.link.inner, PATH_ENDS, &self.link.escaped(path))
            }
            LinkStyle::Markdown => self.markdown_link(&format!("{path}.md"), path),
        }
    }

    /// A Markdown link to `path` that shows `shown`, or the display text of the typed link.
    fn markdown_link(&self, path: &str, shown: &str) -> Edit {
        let rest = self.link.rest(PATH_ENDS);
        let (subpath, shown) = match rest.split_once('|') {
            Some((subpath, shown)) => (subpath.trim_end_matches('\\'), shown),
            None => (rest, shown),
        };
        let shown = shown.replace('[', "\\[").replace(']', "\\]");
        let mut destination = encode_link_path(path, INLINE);
        if let Some(subpath) = subpath.strip_prefix('#') {
            destination = format!("{destination}#{}", encode_link_segment(subpath, INLINE));
        }
        let mark = if self.link.is_embed { "!" } else { "" };
        self.link.replace_all(self.link.escaped(&format!("{mark}[{shown}]({destination})")))
    }
}

/// Whether `display` can be suggested as display text: not empty, on one line, and valid in a
/// wikilink.
pub(super) fn can_suggest_display(display: &str) -> bool {
    !display.is_empty() && !display.contains(['\n', '\r']) && rename::is_valid_display(display)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use linkwright_settings::{LinkStyle, Settings};

    use crate::completion::tests::{check, check_with};

    #[test]
    fn what_follows_the_path_stays() {
        let notes = "\n//- /Beta.md\n---\naliases: [bell]\n---\n";
        check(
            &format!("[[be$0|shown]]{notes}"),
            &expect![[r#"
            Beta → [[Beta|shown]]
            bell (Beta) → [[Beta|shown]]
        "#]],
        );
        check(
            &format!("[[be$0#One|shown]]{notes}"),
            &expect![[r#"
            Beta → [[Beta#One|shown]]
            bell (Beta) → [[Beta#One|shown]]
        "#]],
        );
        check(
            &format!("[[be$0ginning]] and [[Other]]{notes}"),
            &expect![[r#"
            Beta → [[Beta]] and [[Other]]
            bell (Beta) → [[Beta|bell]] and [[Other]]
        "#]],
        );
        check(
            &format!("[[be$0 and [[Other]]{notes}"),
            &expect![[r#"
        Beta → [[Beta]] and [[Other]]
        bell (Beta) → [[Beta|bell]] and [[Other]]
    "#]],
        );
    }

    #[test]
    fn pipes_are_escaped_in_tables() {
        check(
            "| a | b |\n|---|---|\n| [[be$0]] | x |\n//- /Beta.md\n---\naliases: [bell]\n---\n",
            &expect![[r#"
            Beta → | [[Beta]] | x |
            bell (Beta) → | [[Beta\|bell]] | x |
        "#]],
        );
    }

    #[test]
    fn links_are_quoted_in_properties() {
        let beta = "\n//- /Beta.md\n---\naliases: ['be \"good\"']\n---\n# One\n";
        check(
            &format!("---\nup: [[be$0\n---\n{beta}"),
            &expect![[r#"
            Beta → up: "[[Beta]]"
            be "good" (Beta) → up: "[[Beta|be \"good\"]]"
        "#]],
        );
        check(
            &format!("---\nup: [[be$0]]\n---\n{beta}"),
            &expect![[r#"
            Beta → up: "[[Beta]]"
            be "good" (Beta) → up: "[[Beta|be \"good\"]]"
        "#]],
        );
        check(
            &format!("---\nup:\n  - [[be$0#One]]\n---\n{beta}"),
            &expect![[r#"
            Beta →   - "[[Beta#One]]"
            be "good" (Beta) →   - "[[Beta#One]]"
        "#]],
        );
        check(
            &format!("---\nup: [a, [[be$0]]]\n---\n{beta}"),
            &expect![[r#"
            Beta → up: [a, "[[Beta]]"]
            be "good" (Beta) → up: [a, "[[Beta|be \"good\"]]"]
        "#]],
        );
        check(
            &format!("---\nup: [[Beta#o$0\n---\n{beta}"),
            &expect![[r#"
            One (#) → up: "[[Beta#One]]"
        "#]],
        );
        check(
            &format!("---\nup: \"[[be$0]]\n---\n{beta}"),
            &expect![[r#"
            Beta → up: "[[Beta]]"
            be "good" (Beta) → up: "[[Beta|be \"good\"]]"
        "#]],
        );
        check(
            &format!("---\nup: '[[be$0'\n---\n{beta}"),
            &expect![[r#"
            Beta → up: '[[Beta]]'
            be "good" (Beta) → up: '[[Beta|be "good"]]'
        "#]],
        );
        check(
            &format!("---\nup: see [[be$0\n---\n{beta}"),
            &expect![[r#"
            Beta → up: see [[Beta]]
            be "good" (Beta) → up: see [[Beta|be "good"]]
        "#]],
        );
    }

    #[test]
    fn quotes_are_escaped_in_properties() {
        check(
            "---\nup: \"[[be$0]]\"\n---\n//- /Beta.md\n---\naliases: ['be \"good\"']\n---\n",
            &expect![[r#"
            Beta → up: "[[Beta]]"
            be "good" (Beta) → up: "[[Beta|be \"good\"]]"
        "#]],
        );
        check(
            "---\nup: \"[[be$0\n---\n//- /Beta.md\n",
            &expect![[r#"
                Beta → up: "[[Beta]]"
            "#]],
        );
    }

    #[test]
    fn a_name_that_a_wikilink_cannot_contain_becomes_a_markdown_link() {
        check(
            "See [[c$0]].\n//- /C# in depth.md\n",
            &expect![[r#"
            C# in depth → See [C# in depth](C%23%20in%20depth.md).
        "#]],
        );
        check(
            "See [[c$0|words]].\n//- /C#.md\n",
            &expect![[r#"
            C# → See [words](C%23.md).
        "#]],
        );
    }

    #[test]
    fn markdown_links_if_the_vault_uses_them() {
        let markdown = |settings: &mut Settings| settings.link_style = LinkStyle::Markdown;
        let notes = "\n//- /a folder/Beta one.md\n---\naliases: ['be [good]']\n---\n";
        check_with(
            &format!("See [[be$0]].{notes}"),
            markdown,
            &expect![[r#"
            Beta one (a folder) → See [Beta one](Beta%20one.md).
            be [good] (Beta one) → See [be \[good\]](Beta%20one.md).
        "#]],
        );
        check_with(
            &format!("See ![[be$0{notes}"),
            markdown,
            &expect![[r#"
        Beta one (a folder) → See ![Beta one](Beta%20one.md)
        be [good] (Beta one) → See ![be \[good\]](Beta%20one.md)
    "#]],
        );
        check_with(
            &format!("See [[be$0#One|words]].{notes}"),
            markdown,
            &expect![[r#"
            Beta one (a folder) → See [words](Beta%20one.md#One).
            be [good] (Beta one) → See [words](Beta%20one.md#One).
        "#]],
        );
    }
}
