//! What the right answers are, worked out from the files alone and without the code under test.
//!
//! Only what needs no fine print is asked of the servers: wikilinks by a name that one note alone
//! has, outside code.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A vault as the bench sees it. Texts are read again when they are needed: of a million notes
/// they would not fit beside the server.
pub struct Corpus {
    root: PathBuf,
    /// Every note, sorted by path.
    pub notes: Vec<Note>,
    /// All bytes of the notes.
    pub bytes: u64,
}

/// One note.
pub struct Note {
    /// Relative to the root.
    pub path: String,
    /// In bytes.
    pub len: u64,
    /// Its wikilinks.
    pub links: Vec<Link>,
}

/// A wikilink.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The line, from 0.
    pub line: u32,
    /// Where the target begins, in UTF-16 units of the line.
    pub column: u32,
    /// The note that alone has the name it asks for.
    pub target: Option<u32>,
}

impl Corpus {
    /// Reads the notes below `root`, folders whose names begin with a dot left out.
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
                    let below = path.strip_prefix(root).expect("it was found below");
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
                Link { line, column, target }
            });
            Note { len: text.len() as u64, links: links.collect(), path }
        };
        let notes: Vec<Note> = paths.into_iter().map(read).collect();
        let bytes = notes.iter().map(|note| note.len).sum();
        Ok(Corpus { root: root.to_owned(), notes, bytes })
    }

    /// What a note says.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn text(&self, note: usize) -> io::Result<String> {
        fs::read_to_string(self.root.join(&self.notes[note].path))
    }

    /// The note that most links by name lead to, and where they stand: note, then link.
    #[must_use]
    pub fn hub(&self) -> (usize, Vec<(usize, Link)>) {
        let mut counts = vec![0_u32; self.notes.len()];
        for link in self.notes.iter().flat_map(|note| &note.links) {
            if let Some(target) = link.target {
                counts[target as usize] += 1;
            }
        }
        let most = counts.iter().enumerate().max_by_key(|(_, count)| **count);
        let hub = most.map_or(0, |(note, _)| note);
        let to_hub = |link: &&Link| link.target.is_some_and(|target| target as usize == hub);
        let links = self.notes.iter().enumerate().flat_map(|(note, said)| {
            said.links.iter().filter(to_hub).map(move |link| (note, *link))
        });
        (hub, links.collect())
    }
}

/// The name a link would use, in lower case.
#[must_use]
pub fn name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file).to_lowercase()
}

/// The wikilinks of a text: line and column where the target begins, and the target before any `#`
/// or `|`, trimmed.
#[must_use]
pub fn links(text: &str) -> Vec<(u32, u32, String)> {
    let mut links = Vec::new();
    let mut fenced = false;
    for (line, words) in (0..).zip(text.lines()) {
        if words.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || words.contains('`') {
            continue;
        }
        let mut from = 0;
        while let Some(open) = words[from..].find("[[") {
            let start = from + open + 2;
            let Some(length) = words[start..].find("]]") else { break };
            let body = &words[start..start + length];
            from = start + length + 2;
            let target = body.split(['|', '#']).next().unwrap_or(body).trim();
            if body.contains("[[") || target.is_empty() {
                continue;
            }
            let column = words[..start].encode_utf16().count();
            let column = u32::try_from(column).expect("a line is short");
            links.push((line, column, target.to_owned()));
        }
    }
    links
}
