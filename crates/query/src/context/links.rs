//! Links as values: how they are read, and what they resolve to.

use std::sync::Arc;

use linkwright_syntax::LinkForm;
use linkwright_vault::{FileId, LinkRef};

use super::Context;
use crate::value::{LinkValue, Value};

impl LinkValue {
    /// The link that `text` is as a whole: `[[target]]`, `[[target|display]]` or `[display](target)`.
    pub(crate) fn whole(text: &str, source: Option<FileId>) -> Option<LinkValue> {
        let text = text.trim();
        let wikilink = text.strip_prefix("![[").or_else(|| text.strip_prefix("[["));
        if let Some(inside) = wikilink {
            let inside = inside.strip_suffix("]]")?;
            if inside.contains("[[") || inside.contains("]]") {
                return None;
            }
            let (target, display) = match inside.split_once('|') {
                Some((target, display)) => (target, Some(display.trim().into())),
                None => (inside, None),
            };
            return Some(LinkValue { target: target.trim().into(), display, source });
        }
        let (display, target) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
        let is_simple = !display.contains(['[', ']']) && !target.contains(['(', ')', ' ']);
        let display = Some(display).filter(|display| !display.is_empty()).map(Into::into);
        is_simple.then(|| LinkValue { target: target.into(), display, source })
    }

    /// The link that `text` means in `link("…")`: a link as a whole, or the target of one.
    pub(crate) fn of_text(text: &str, source: Option<FileId>) -> LinkValue {
        let plain = || LinkValue { target: text.trim().into(), display: None, source };
        LinkValue::whole(text, source).unwrap_or_else(plain)
    }

    /// The target without the part after `#`.
    fn path(&self) -> &str {
        self.target.split('#').next().unwrap_or_default().trim()
    }

    /// Whether the target is a URL.
    pub(crate) fn is_url(&self) -> bool {
        let scheme = self.target.split_once(':').map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
        })
    }
}

impl Context<'_> {
    /// The file that a link resolves to.
    pub(crate) fn resolve(&self, link: &LinkValue) -> Option<FileId> {
        if link.is_url() {
            return None;
        }
        let source = link.source.and_then(|source| self.vault.get(source));
        let source = source.map_or("", |file| &file.path);
        if link.path().is_empty() {
            return link.source;
        }
        let resolve = |path: &str| self.vault.resolve_path(source, path, LinkForm::Wiki).file();
        resolve(link.path()).or_else(|| resolve(&link.target))
    }

    /// The file that a value stands for: a file itself, the target of a link, or the file of a path or
    /// name.
    #[must_use]
    pub fn file_of(&self, value: &Value, source: Option<FileId>) -> Option<FileId> {
        match value {
            Value::File(file) => Some(*file),
            Value::Link(link) => self.resolve(link),
            Value::String(text) => {
                let exact = self.vault.find_file(text.trim_matches('/'));
                exact.or_else(|| self.resolve(&LinkValue::of_text(text, source)))
            }
            _ => None,
        }
    }

    /// The links of a file: its embeds, or all others.
    pub(crate) fn links_of(&self, file: FileId, embeds: bool) -> Vec<Value> {
        let Some(note) = self.vault.note(file) else { return Vec::new() };
        let links = (0u32..).zip(&note.facts.links).filter(|(_, link)| link.is_embed == embeds);
        links
            .filter_map(|(index, _)| {
                let path = self.vault.written_path(LinkRef { source: file, index })?;
                let target: Arc<str> = match note.subpath(index) {
                    Some(subpath) => format!("{path}#{subpath}").into(),
                    None => path.into(),
                };
                Some(Value::Link(Arc::new(LinkValue { target, display: None, source: Some(file) })))
            })
            .collect()
    }
}
