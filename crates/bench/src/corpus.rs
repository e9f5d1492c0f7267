//! The expected answers, computed from the files alone and without the code under test.
//!
//! The bench checks only undisputed cases: wikilinks outside code with a name that only one note
//! has.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The notes and links of a vault. Texts are read from disk on each use, because those of a million
/// notes would not fit in memory beside the server.
pub struct Corpus {
    root: PathBuf,
    /// All notes, sorted by path.
    pub notes: Vec<CorpusNote>,
    /// Total size of the notes in bytes.
    pub bytes: u64,
}

/// A note of the corpus.
pub struct CorpusNote {
    /// The path relative to the root.
    pub path: String,
    /// The size in bytes.
    pub len: u64,
    /// The wikilinks in the note.
    pub links: Vec<CorpusLink>,
}

/// A wikilink of the corpus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CorpusLink {
    /// The line, counted from 0.
    pub line: u32,
    /// The start of the target, in UTF-16 code units of the line.
    pub column: u32,
    /// The only note with the name that the link contains; `None` if no note or several have it.
    pub target: Option<u32>,
}

impl Corpus {
    /// Reads the notes below `root`, except in folders whose names start with a dot.
    ///
    /// # Errors
    /// If a folder or a note cannot be read.
    pub fn read(root: &Path) -> io::Result<Corpus> {
        let mut paths = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let (path, kind) = (entry.path(), entry.file_type()?);
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if kind.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md") {
                    let below = path.strip_prefix(root).expect("the file is below the root");
                    paths.push(below.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        paths.sort();
        let mut by_name: HashMap<String, Option<u32>> = HashMap::new();
        for (index, path) in (0..).zip(&paths) {
            by_name.entry(name(path)).and_modify(|known| *known = None).or_insert(Some(index));
        }
        let read = |path: String| {
            let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
            let target = |target: &str| by_name.get(&target.to_lowercase()).copied().flatten();
            let links = links(&text).into_iter().map(|(line, column, name)| {
                let target = target(&name);
                CorpusLink { line, column, target }
            });
            CorpusNote { len: text.len() as u64, links: links.collect(), path }
        };
        let notes: Vec<CorpusNote> = paths.into_iter().map(read).collect();
        let bytes = notes.iter().map(|note| note.len).sum();
        Ok(Corpus { root: root.to_owned(), notes, bytes })
    }

    /// The text of a note.
    ///
    /// # Errors
    /// If the note cannot be read.
    pub fn text(&self, note: usize) -> io::Result<String> {
        fs::read_to_string(self.root.join(&self.notes[note].path))
    }

    /// The hub, which is the note with the most links by name, and those links, each with the note
    /// that contains it.
    #[must_use]
    pub fn hub(&self) -> (usize, Vec<(usize, CorpusLink)>) {
        let mut counts = vec![0_u32; self.notes.len()];
        for link in self.notes.iter().flat_map(|note| &note.links) {
            if let Some(target) = link.target {
                counts[target as usize] += 1;
            }
        }
        let most = counts.iter().enumerate().max_by_key(|(_, count)| **count);
        let hub = most.map_or(0, |(note, _)| note);
        let to_hub = |link: &&CorpusLink| link.target.is_some_and(|target| target as usize == hub);
        let links = self.notes.iter().enumerate().flat_map(|(note, source)| {
            source.links.iter().filter(to_hub).map(move |link| (note, *link))
        });
        (hub, links.collect())
    }
}

/// The name that a link to the note at `path` uses, in lowercase.
#[must_use]
pub fn name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file).to_lowercase()
}

/// The wikilinks of a text: for each, the line and column of its target, and the target before any
/// `#` or `|`, trimmed.
#[must_use]
pub fn links(text: &str) -> Vec<(u32, u32, String)> {
    let mut links = Vec::new();
    let mut is_fenced = false;
    for (line, content) in (0..).zip(text.lines()) {
        if content.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced || content.contains('`') {
            continue;
        }
        let mut searched = 0;
        while let Some(open) = content[searched..].find("[[") {
            let start = searched + open + 2;
            let Some(length) = content[start..].find("]]") else { break };
            let body = &content[start..start + length];
            searched = start + length + 2;
            let target = body.split(['|', '#']).next().unwrap_or(body).trim();
            if body.contains("[[") || target.is_empty() {
                continue;
            }
            let column = content[..start].encode_utf16().count();
            let column = u32::try_from(column).expect("a line is short");
            links.push((line, column, target.to_owned()));
        }
    }
    links
}
