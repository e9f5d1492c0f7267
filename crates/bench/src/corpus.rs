//! What the right answers are, worked out from the files alone and without the code under test.
//!
//! Only what needs no fine print is asked of the servers: wikilinks by a name that one note alone
//! has, outside code.

use std::collections::HashMap;
use std::io;
use std::path::Path;

/// A vault as the bench sees it.
pub struct Corpus {
    /// Every note, sorted by path.
    pub notes: Vec<Note>,
    /// All bytes of the notes.
    pub bytes: u64,
    by_name: HashMap<String, Option<usize>>,
}

/// One note.
pub struct Note {
    /// Relative to the root.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Its wikilinks.
    pub links: Vec<Link>,
}

/// A wikilink.
#[derive(Clone)]
pub struct Link {
    /// The line, from 0.
    pub line: u32,
    /// Where the target begins, in UTF-16 units of the line.
    pub column: u32,
    /// The target before any `#` or `|`, trimmed.
    pub target: String,
}

impl Corpus {
    /// Reads the notes below `root`, folders whose names begin with a dot left out.
    ///
    /// # Errors
    /// If a folder or a note cannot be read.
    pub fn read(root: &Path) -> io::Result<Corpus> {
        let mut notes = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                let (path, kind) = (entry.path(), entry.file_type()?);
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if kind.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "md")
                    && let Ok(text) = std::fs::read_to_string(&path)
                {
                    let below = path.strip_prefix(root).expect("it was found below");
                    let path = below.to_string_lossy().replace('\\', "/");
                    let links = links(&text);
                    notes.push(Note { path, text, links });
                }
            }
        }
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        let mut by_name: HashMap<String, Option<usize>> = HashMap::new();
        for (index, note) in notes.iter().enumerate() {
            by_name
                .entry(name(&note.path))
                .and_modify(|known| *known = None)
                .or_insert(Some(index));
        }
        let bytes = notes.iter().map(|note| note.text.len() as u64).sum();
        Ok(Corpus { notes, bytes, by_name })
    }

    /// The note that alone has this name.
    #[must_use]
    pub fn target(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_lowercase()).copied().flatten()
    }

    /// How many links by name each note gets, those to itself included.
    #[must_use]
    pub fn backlinks(&self) -> Vec<usize> {
        let mut counts = vec![0; self.notes.len()];
        for link in self.notes.iter().flat_map(|note| &note.links) {
            if let Some(target) = self.target(&link.target) {
                counts[target] += 1;
            }
        }
        counts
    }
}

/// The name a link would use, in lower case.
#[must_use]
pub fn name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file).to_lowercase()
}

fn links(text: &str) -> Vec<Link> {
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
            links.push(Link {
                line,
                column: u32::try_from(column).expect("a line is short"),
                target: target.to_owned(),
            });
        }
    }
    links
}
