//! Writing the link that a proposal inserts.

use linkwright_syntax::{Link, LinkForm, Place};
use linkwright_text::{Edit, Span};
use linkwright_vault::{After, FileId, LinkStyle, encode, spell};

use super::context::{MARKS, Wikilink};
use crate::rename;

const INLINE: LinkForm = LinkForm::Inline { angle: false };

/// Writes links from one note over the link that is being typed there.
pub(super) struct Writer<'a> {
    pub(super) after: &'a After<'a>,
    pub(super) source: FileId,
    pub(super) link: &'a Wikilink<'a>,
}

/// A link, ready to be inserted.
pub(super) struct Written {
    /// The path in it, decoded.
    pub(super) path: String,
    pub(super) edit: Edit,
}

impl Writer<'_> {
    /// The link to `file` that shows `display`, or the file's name. What follows the path in the
    /// link that is there already stays: then its own words are shown. `None` if no link can be
    /// written.
    pub(super) fn link(&self, file: FileId, display: Option<&str>) -> Option<Written> {
        let wiki = match self.after.vault().settings().link_style {
            LinkStyle::Wikilink => self.wikilink(file, display),
            LinkStyle::Markdown => None,
        };
        wiki.or_else(|| self.markdown(file, display)).or_else(|| self.wikilink(file, display))
    }

    fn wikilink(&self, file: FileId, display: Option<&str>) -> Option<Written> {
        let path = spell(self.after, self.source, file, LinkForm::Wiki, None).ok()?;
        let mut insert = self.escaped(&path);
        if self.link.rest(MARKS).is_empty()
            && let Some(display) = display.filter(|display| can_show(display))
        {
            let bar = if self.link.place == Place::TableRow { "\\|" } else { "|" };
            let display = self.escaped(display);
            insert = format!("{insert}{bar}{display}");
        }
        let edit = self.link.replace(self.link.inner, MARKS, &insert);
        Some(Written { path, edit })
    }

    /// The wikilink to a place in `file`.
    pub(super) fn heading(&self, file: FileId, subpath: &str) -> Option<Edit> {
        let path = match file == self.source {
            true => String::new(),
            false => spell(self.after, self.source, file, LinkForm::Wiki, None).ok()?,
        };
        let insert = self.escaped(&format!("{path}#{subpath}"));
        Some(self.link.replace(self.link.inner, &['|'], &insert))
    }

    fn markdown(&self, file: FileId, display: Option<&str>) -> Option<Written> {
        let path = spell(self.after, self.source, file, INLINE, None).ok()?;
        let shown = display.unwrap_or(self.after.vault().file(file).name());
        let edit = self.to_path(&path, shown);
        Some(Written { path, edit })
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
        let mut destination = encode(path, INLINE);
        if let Some(subpath) = subpath.strip_prefix('#') {
            destination = format!("{destination}#{}", encode(subpath, INLINE));
        }
        let mark = if self.link.embed { "!" } else { "" };
        self.link.replace_all(self.escaped(&format!("{mark}[{shown}]({destination})")))
    }

    /// `text` as it is written where the link stands.
    fn escaped(&self, text: &str) -> String {
        match self.link.place {
            Place::TableRow => text.replace('|', "\\|"),
            place => place.escape(text).into_owned(),
        }
    }
}

/// A wikilink of the body, as far as the reading of a subpath goes.
pub(super) const WIKILINK: Link = Link {
    span: Span::empty(0),
    form: LinkForm::Wiki,
    embed: false,
    path: Span::empty(0),
    subpath: None,
    display: None,
    place: Place::Body,
};

/// Whether a proposal can show `display`: it says something, on one line, and stays in its link.
pub(super) fn can_show(display: &str) -> bool {
    !display.is_empty() && !display.contains(['\n', '\r']) && rename::can_show(display)
}
