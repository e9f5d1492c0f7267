//! Vaults in temporary folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use linkwright_fixture::Fixture;
use tempfile::{NamedTempFile, TempDir};

/// A vault in a temporary folder, which is removed when this value is dropped.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    /// Writes the vault in `source`: files under `//- /path` headers.
    #[must_use]
    pub fn new(source: &str) -> Folder {
        Folder::new_in(&std::env::temp_dir(), source)
    }

    /// As [`Folder::new`], in a folder in `base`.
    #[must_use]
    pub fn new_in(base: &Path, source: &str) -> Folder {
        let folder = Folder { dir: TempDir::new_in(base).expect("a temporary folder") };
        for file in Fixture::parse(source).files {
            folder.write(&file.path, &file.text);
        }
        folder
    }

    /// The path of the file or folder `name`, or of the vault itself if `name` is empty.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.dir.path().to_owned() } else { self.dir.path().join(name) }
    }

    /// The URI of the file or folder `name`, or of the vault itself if `name` is empty.
    #[must_use]
    pub fn uri(&self, name: &str) -> String {
        uri(&self.path(name))
    }

    /// Writes a file, and creates its folders.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        write(&path, text.as_ref());
    }

    /// Reads a file.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file that can be read")
    }

    /// The texts of all files outside hidden folders, by path.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.path(&folder)).expect("a folder") {
                let entry = entry.expect("an entry");
                let name = entry.file_name().into_string().expect("a name in UTF-8");
                if name.starts_with('.') {
                    continue;
                }
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if entry.file_type().expect("a type").is_dir() {
                    folders.push(path);
                } else {
                    let text = self.read(&path);
                    files.insert(path, text);
                }
            }
        }
        files
    }
}

/// The texts of the files in `source`, by path, to compare with [`Folder::files`].
#[must_use]
pub fn files(source: &str) -> BTreeMap<String, String> {
    let files = Fixture::parse(source).files;
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

/// The URI of the absolute path `path`, as the server writes it: `file:///C:/x` for `C:\x`, and
/// `file://server/share` for `\\server\share`.
#[must_use]
pub fn uri(path: &Path) -> String {
    let path = path.to_str().expect("a path in UTF-8");
    let (mut uri, path) = if cfg!(windows) {
        let path = path.strip_prefix(r"\\?\").unwrap_or(path).replace('\\', "/");
        let start = if path.starts_with("//") {
            "file:"
        } else if path.starts_with('/') {
            "file://"
        } else {
            "file:///"
        };
        (start.to_owned(), path)
    } else {
        ("file://".to_owned(), path.to_owned())
    };
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            b':' if cfg!(windows) && at == 1 => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The path of the file URI `uri`.
#[must_use]
pub fn path_of(uri: &str) -> PathBuf {
    let encoded = uri.strip_prefix("file://").expect("the URI of a file");
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits: String = rest.by_ref().take(2).map(char::from).collect();
            bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
        } else {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8(bytes).expect("a path in UTF-8");
    if !cfg!(windows) {
        return PathBuf::from(path);
    }
    let path = path.replace('/', r"\");
    // `\C:\x`, or `server\share`.
    PathBuf::from(path.strip_prefix('\\').map_or_else(|| format!(r"\\{path}"), str::to_owned))
}

/// Writes a file atomically, so that a watching server never sees it empty.
pub(crate) fn write(path: &Path, text: &[u8]) {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(text).expect("a file that can be written");
    if file.persist(path).is_err() {
        // On another file system. The name is hidden, so the server ignores it.
        let folder = path.parent().expect("a file is in a folder");
        let mut file = NamedTempFile::new_in(folder).expect("a temporary file");
        file.write_all(text).expect("a file that can be written");
        file.persist(path).expect("a file that can be moved");
    }
}
