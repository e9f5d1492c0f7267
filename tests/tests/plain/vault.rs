//! A plain reading of a vault: its files, and which of them a link names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::reading::{Link, Note};

/// The target of a link: the path of a file, or a name that no file has, in lowercase.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Target {
    File(String),
    Missing(String),
}

pub(crate) struct PlainVault {
    root: PathBuf,
    /// The paths by their lowercase form.
    files: BTreeMap<String, String>,
    /// The paths of the folders in lowercase.
    folders: BTreeSet<String>,
    by_name: BTreeMap<String, Vec<String>>,
    by_alias: BTreeMap<String, BTreeSet<String>>,
    /// The notes by path.
    pub(crate) notes: BTreeMap<String, Note>,
    /// The canvases by path: their text cards, each as a note, and the paths of their file cards.
    canvases: BTreeMap<String, Note>,
}

impl PlainVault {
    pub(crate) fn read(root: &Path) -> PlainVault {
        let mut vault = PlainVault {
            root: root.to_owned(),
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
            by_name: BTreeMap::new(),
            by_alias: BTreeMap::new(),
            notes: BTreeMap::new(),
            canvases: BTreeMap::new(),
        };
        vault.add_folder("");
        for path in vault.files.values() {
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            vault.by_name.entry(name).or_default().push(path.clone());
        }
        for (path, note) in &vault.notes {
            for alias in &note.aliases {
                vault.by_alias.entry(alias.to_lowercase()).or_default().insert(path.clone());
            }
        }
        vault
    }

    /// The paths of all files.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.values().map(String::as_str)
    }

    fn add_folder(&mut self, folder: &str) {
        for entry in fs::read_dir(self.root.join(folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if name.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() {
                self.add_folder(&path);
                self.folders.insert(path.to_lowercase());
                continue;
            }
            if path.ends_with(".md") || path.ends_with(".markdown") {
                let bytes = fs::read(entry.path()).expect("a note");
                self.notes.insert(path.clone(), Note::read(&String::from_utf8_lossy(&bytes)));
            }
            if path.ends_with(".canvas") {
                let text = fs::read_to_string(entry.path()).expect("a canvas");
                self.canvases.insert(path.clone(), read_canvas(&text));
            }
            self.files.insert(path.to_lowercase(), path);
        }
    }

    /// The links of the notes and the canvases.
    pub(crate) fn links(&self) -> BTreeMap<(String, Target), usize> {
        let mut links = BTreeMap::new();
        for (path, note) in self.notes.iter().chain(&self.canvases) {
            for target in note.links.iter().filter_map(|link| self.target(path, link)) {
                *links.entry((path.clone(), target)).or_default() += 1;
            }
        }
        links
    }

    /// The target of a link in the note at `source`. `None` if it leads to the note itself, to the web,
    /// or to a folder.
    pub(crate) fn target(&self, source: &str, link: &Link) -> Option<Target> {
        let (path, is_wikilink) = match link {
            Link::Wiki(inside) => {
                (inside.split('|').next()?.trim_end_matches('\\').to_owned(), true)
            }
            // A card has the path of a file, from the root.
            Link::Card(path) => (format!("/{path}"), true),
            Link::Destination(url) => match url.strip_prefix('<') {
                Some(path) => (path.trim_end_matches('>').to_owned(), false),
                None => (decoded(url), false),
            },
        };
        let path = path.replace(['\u{a0}', '\u{202f}'], " ");
        let path = path.split('#').next()?.trim();
        let path = if is_wikilink { path } else { path.split('?').next()? };
        let scheme = path.split_once(':').map(|(scheme, _)| scheme);
        let is_scheme =
            |it: &str| it.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
        if path.is_empty()
            || (!is_wikilink && (path.starts_with("//") || scheme.is_some_and(is_scheme)))
        {
            return None;
        }
        // Empty components count for nothing, except in an address.
        let mut path = path.to_owned();
        while path.contains("//") && !path.contains("://") {
            path = path.replace("//", "/");
        }
        let path = &*path;
        let is_relative = ["./", "../", "/"].iter().any(|it| path.starts_with(it));
        let beside = || self.from(source, path);
        let by_suffix = || if is_relative { None } else { self.by_suffix(source, path) };
        let by_alias = || match self.by_alias.get(&path.to_lowercase()) {
            Some(notes) if is_wikilink && notes.len() == 1 => notes.first().cloned(),
            _ => None,
        };
        let found = match is_wikilink && !is_relative {
            true => by_suffix().or_else(by_alias),
            false => beside().or_else(by_suffix),
        };
        match found {
            Some(file) => (file != source).then_some(Target::File(file)),
            None if self.is_folder(source, path) => None,
            None => {
                let path = path.to_lowercase();
                Some(Target::Missing(path.strip_suffix(".md").unwrap_or(&path).to_owned()))
            }
        }
    }

    /// Whether the path names a folder, from the folder of `source` or from the root.
    fn is_folder(&self, source: &str, path: &str) -> bool {
        let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder).to_lowercase();
        let below = path.trim_matches('/').to_lowercase();
        let is_folder = |path: &str| self.folders.contains(path);
        is_folder(&below) || (!path.starts_with('/') && is_folder(&format!("{folder}/{below}")))
    }

    fn from(&self, source: &str, path: &str) -> Option<String> {
        let mut parts: Vec<&str> = match path.starts_with('/') {
            true => Vec::new(),
            false => source.split('/').collect(),
        };
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let path = parts.join("/").to_lowercase();
        self.files.get(&path).or_else(|| self.files.get(&format!("{path}.md"))).cloned()
    }

    fn by_suffix(&self, source: &str, path: &str) -> Option<String> {
        let folder = source.rsplit_once('/').map_or(String::new(), |(it, _)| format!("{it}/"));
        [path.to_owned(), format!("{path}.md")].iter().find_map(|path| {
            let path = path.to_lowercase();
            if let Some(exact) = self.files.get(&path) {
                return Some(exact.clone());
            }
            let name = path.rsplit('/').next().unwrap_or(&path);
            let ends =
                |file: &&String| format!("/{}", file.to_lowercase()).ends_with(&format!("/{path}"));
            let order = |file: &&String| {
                let is_below = file.starts_with(&folder);
                (!is_below, file.chars().count(), file.to_lowercase())
            };
            self.by_name.get(name)?.iter().filter(ends).min_by_key(order).cloned()
        })
    }
}

/// The links of the text cards and the file cards of a canvas.
fn read_canvas(text: &str) -> Note {
    let mut all = Note::default();
    let canvas: Value = serde_json::from_str(text).unwrap_or_default();
    for card in canvas["nodes"].as_array().into_iter().flatten() {
        let text = |key: &str| card[key].as_str().unwrap_or_default();
        match text("type") {
            "text" => all.links.extend(Note::read(text("text")).links),
            "file" => all.links.push(Link::Card(text("file").to_owned())),
            _ => {}
        }
    }
    all
}

/// The text with `%20` and so on decoded.
fn decoded(url: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = url.as_bytes();
    while let [first, after @ ..] = rest {
        let hex =
            after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| url.to_owned())
}
