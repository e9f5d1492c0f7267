//! Writing the link that a proposal inserts.

use linkwright_syntax::{Link, LinkForm, LinkPlace};
use linkwright_text::{Edit, Span};
use linkwright_vault::{
    FileId, LinkStyle, VaultPreview, choose_link_path, encode_link_path, encode_link_segment,
};

use super::context::{MARKS, Wikilink};
use crate::rename;

const INLINE: LinkForm = LinkForm::Inline { angle_bracketed: false };

/// Writes links from one note over the link that is being typed there.
pub(super) struct Writer<'a> {
    pub(super) after: &'a VaultPreview<'a>,
    pub(super) source: FileId,
    pub(super) link: &'a Wikilink<'a>,
}

/// A link, ready to be inserted.
pub(super) struct WrittenLink {
    /// The path in it, decoded.
    pub(super) path: String,
    pub(super) edit: Edit,
}

impl Writer<'_> {
    /// The link to `file` that shows `display`, or the file's name. What follows the path in the
    /// link that is there already stays: then its own words are shown. `None` if no link can be
    /// written.
    pub(super) fn link(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let wiki = match self.after.vault().settings().link_style {
            LinkStyle::Wikilink => self.wikilink(file, display),
            LinkStyle::Markdown => None,
        };
        wiki.or_else(|| self.markdown(file, display)).or_else(|| self.wikilink(file, display))
    }

    fn wikilink(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let path = choose_link_path(self.after, self.source, file, LinkForm::Wiki, None).ok()?;
        let mut insert = self.escaped(&path);
        if self.link.rest(MARKS).is_empty()
            && let Some(display) = display.filter(|display| can_suggest_display(display))
        {
            let bar = if self.link.place == LinkPlace::TableRow { "\\|" } else { "|" };
            let display = self.escaped(display);
            insert = format!("{insert}{bar}{display}");
        }
        let edit = self.link.replace(self.link.inner, MARKS, &insert);
        Some(WrittenLink { path, edit })
    }

    /// The link to `file` by a path that begins like `like`.
    pub(super) fn rooted(&self, file: FileId, like: &str) -> Option<Edit> {
        let like = |end: &str| format!("{like}x{end}");
        let wiki = match self.after.vault().settings().link_style {
            LinkStyle::Wikilink => {
                choose_link_path(self.after, self.source, file, LinkForm::Wiki, Some(&like("")))
                    .ok()
            }
            LinkStyle::Markdown => None,
        };
        if let Some(path) = wiki {
            return Some(self.link.replace(self.link.inner, MARKS, &self.escaped(&path)));
        }
        let path =
            choose_link_path(self.after, self.source, file, INLINE, Some(&like(".md"))).ok()?;
        Some(self.to_path(&path, self.after.vault().file(file).name()))
    }

    /// The wikilink to a place in `file`.
    pub(super) fn heading(&self, file: FileId, subpath: &str) -> Option<Edit> {
        let path = match file == self.source {
            true => String::new(),
            false => choose_link_path(self.after, self.source, file, LinkForm::Wiki, None).ok()?,
        };
        let insert = self.escaped(&format!("{path}#{subpath}"));
        Some(self.link.replace(self.link.inner, &['|'], &insert))
    }

    fn markdown(&self, file: FileId, display: Option<&str>) -> Option<WrittenLink> {
        let path = choose_link_path(self.after, self.source, file, INLINE, None).ok()?;
        let shown = display.unwrap_or(self.after.vault().file(file).name());
        let edit = self.to_path(&path, shown);
        Some(WrittenLink { path, edit })
    }

    /// The link to a note that is not there yet.
    pub(super) fn to_nothing(&self, path: &str) -> Edit {
        match self.after.vault().settings().link_style {
            LinkStyle::Wikilink => self.link.replace(self.link.inner, MARKS, &self.escaped(path)),
            LinkStyle::Markdown => self.to_path(&format!("{path}.md"), path),
        }
    }

    /// A Markdown link to `path` that shows `shown`, or what the link there shows already.
    fn to_path(&self, path: &str, shown: &str) -> Edit {
        let rest = self.link.rest(MARKS);
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
        self.link.replace_all(self.escaped(&format!("{mark}[{shown}]({destination})")))
    }

    /// `text` as it is written where the link stands.
    fn escaped(&self, text: &str) -> String {
        match self.link.place {
            LinkPlace::TableRow => text.replace('|', "\\|"),
            place => place.escape(text).into_owned(),
        }
    }
}

/// A wikilink of the body, as far as the reading of a subpath goes.
pub(super) const WIKILINK: Link = Link {
    span: Span::empty(0),
    form: LinkForm::Wiki,
    is_embed: false,
    path: Span::empty(0),
    subpath: None,
    display: None,
    place: LinkPlace::Body,
};

/// Whether a proposal can show `display`: it says something, on one line, and stays in its link.
pub(super) fn can_suggest_display(display: &str) -> bool {
    !display.is_empty() && !display.contains(['\n', '\r']) && rename::is_valid_display(display)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use linkwright_vault::{LinkStyle, Settings};

    use crate::completion::tests::{check, check_with};

    #[test]
    fn what_stands_behind_the_path_stays() {
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
    fn in_tables_bars_are_escaped() {
        check(
            "| a | b |\n|---|---|\n| [[be$0]] | x |\n//- /Beta.md\n---\naliases: [bell]\n---\n",
            &expect![[r#"
            Beta → | [[Beta]] | x |
            bell (Beta) → | [[Beta\|bell]] | x |
        "#]],
        );
    }

    #[test]
    fn in_properties_links_are_quoted() {
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
    fn in_properties_quotes_are_escaped() {
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
    fn a_name_that_no_wikilink_can_hold_becomes_a_markdown_link() {
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
    fn markdown_links_where_the_vault_writes_them() {
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
