//! Checks that the files of a crate do not import each other in a circle.
//!
//! Files are read as text. A file imports another if it names something that the other defines:
//! in a `use`, or in a path that begins with `crate`, `super`, `self` or a module. A name that is
//! exported again is followed to its definition. Imports from the modules that contain the file
//! do not count, because a module and its parts belong together. Tests do not count either.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

pub(super) type ModulePath = Vec<String>;

/// A file of a crate.
struct SourceFile {
    module: ModulePath,
    code: String,
    /// The imported names of its `use` items, with their paths from the crate's root.
    imports: BTreeMap<String, ModulePath>,
    /// The imported names that it exports again, which do not count as imports.
    exported: BTreeSet<String>,
}

/// The files of a crate, without tests.
pub(super) struct Crate {
    files: Vec<SourceFile>,
}

impl Crate {
    /// Reads the sources in the folder `root`.
    pub(super) fn read(root: &Path) -> Crate {
        let mut files = Vec::new();
        read_folder(root, &[], &mut files);
        let modules: BTreeSet<ModulePath> = files.iter().map(|it| it.module.clone()).collect();
        for file in &mut files {
            file.take_imports(&modules);
        }
        Crate { files }
    }

    fn file_of(&self, module: &[String]) -> Option<usize> {
        self.files.iter().position(|it| it.module == module)
    }

    /// The file that defines `path`; `None` if it is in another crate.
    fn definer(&self, path: &[String]) -> Option<usize> {
        let module = (0..=path.len()).rev().find_map(|len| self.file_of(&path[..len]))?;
        let own = &self.files[module];
        let rest = &path[own.module.len()..];
        match rest.first().and_then(|name| own.imports.get(name)) {
            Some(from) if *from != path => self.definer(&[from, &rest[1..]].concat()),
            _ => Some(module),
        }
    }

    /// For each file, the files that it imports.
    fn imports_by_file(&self) -> Vec<BTreeSet<usize>> {
        let of_file = |file: &SourceFile| {
            let own = file.imports.iter().filter(|(name, _)| !file.exported.contains(*name));
            let mut named: Vec<ModulePath> = own.map(|(_, path)| path.clone()).collect();
            for path in paths(&file.code) {
                let first = file.imports.get(&path[0]).cloned();
                let first = first.or_else(|| {
                    absolute(&path[..1], &file.module, |module| self.file_of(module).is_some())
                });
                let Some(first) = first else { continue };
                named.extend(match path[0].as_str() {
                    "crate" | "super" | "self" => absolute(&path, &file.module, |_| false),
                    _ => Some([&first, &path[1..]].concat()),
                });
            }
            let is_other = |to: &usize| !file.module.starts_with(&self.files[*to].module);
            let named = named.iter().filter(|path| self.file_of(path).is_none());
            named.filter_map(|path| self.definer(path)).filter(is_other).collect()
        };
        self.files.iter().map(of_file).collect()
    }

    /// All imports of one file by another, as the modules of the two.
    pub(super) fn imports(&self) -> Vec<(ModulePath, ModulePath)> {
        let module = |at: usize| self.files[at].module.clone();
        let by_file = self.imports_by_file().into_iter().enumerate();
        by_file
            .flat_map(|(from, to)| to.into_iter().map(move |to| (module(from), module(to))))
            .collect()
    }

    /// The circles, each as the paths of its files.
    fn circles(&self) -> Vec<String> {
        let imports_by_file = self.imports_by_file();
        let reachable: Vec<BTreeSet<usize>> = (0..imports_by_file.len())
            .map(|from| {
                let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
                while let Some(at) = next.pop() {
                    next.extend(imports_by_file[at].iter().filter(|&&to| seen.insert(to)));
                }
                seen
            })
            .collect();
        let circle = |from: usize| -> BTreeSet<usize> {
            let back = reachable[from].iter().filter(|&&to| reachable[to].contains(&from));
            back.copied().collect()
        };
        let circles: BTreeSet<_> =
            (0..imports_by_file.len()).map(circle).filter(|it| it.len() > 1).collect();
        let shown = |circle: &BTreeSet<usize>| {
            let lines = circle.iter().map(|&from| {
                let to =
                    imports_by_file[from].intersection(circle).map(|&to| self.files[to].name());
                format!("  {} -> {}\n", self.files[from].name(), to.collect::<Vec<_>>().join(", "))
            });
            lines.collect()
        };
        circles.iter().map(shown).collect()
    }
}

impl SourceFile {
    fn name(&self) -> String {
        match self.module.is_empty() {
            true => "the crate's root".to_owned(),
            false => self.module.join("::"),
        }
    }
}

fn read_folder(folder: &Path, module: &[String], files: &mut Vec<SourceFile>) {
    let entries = fs::read_dir(folder).expect("the sources can be read");
    for path in entries.map(|entry| entry.expect("a file").path()) {
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let inner = || [module, std::slice::from_ref(&name)].concat();
        if name == "tests" {
        } else if path.is_dir() {
            read_folder(&path, &inner(), files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let is_face = ["lib", "main", "mod"].contains(&name.as_str());
            let module = if is_face { module.to_vec() } else { inner() };
            let code = code_of(&fs::read_to_string(&path).expect("a source is UTF-8"));
            files.push(SourceFile {
                module,
                code,
                imports: BTreeMap::new(),
                exported: BTreeSet::new(),
            });
        }
    }
}

/// The source without comments and without its test module.
fn code_of(text: &str) -> String {
    let (text, _) = text.split_once("#[cfg(test)]\nmod tests {").unwrap_or((text, ""));
    text.lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .fold(String::new(), |code, line| code + line + "\n")
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths in `code` of more than one part: `crate::a::B`.
fn paths(code: &str) -> Vec<ModulePath> {
    let tokens = code.split(|c: char| !is_word(c) && c != ':');
    let of_token = |token: &str| token.split("::").map(str::to_owned).collect::<ModulePath>();
    let is_path = |path: &ModulePath| path.len() > 1 && !path[0].is_empty();
    tokens
        .map(of_token)
        .filter(is_path)
        .map(|mut path| {
            path.retain(|part| !part.is_empty());
            path
        })
        .collect()
}

/// `path`, as written in `module`, from the crate's root; `None` if it does not start with a module.
fn absolute(
    path: &[String],
    module: &[String],
    is_module: impl Fn(&[String]) -> bool,
) -> Option<ModulePath> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => {
            let (_, above) = module.split_last()?;
            match rest.first().is_some_and(|it| it == "super") {
                true => absolute(rest, above, is_module),
                false => Some([above, rest].concat()),
            }
        }
        _ => Some([module, path].concat()).filter(|_| is_module(&[module, &path[..1]].concat())),
    }
}

impl SourceFile {
    /// Moves the `use` items from the code to the imports.
    fn take_imports(&mut self, modules: &BTreeSet<ModulePath>) {
        let text = std::mem::take(&mut self.code);
        let mut rest = text.as_str();
        while let Some(at) = rest.find("use ") {
            let line = rest[..at].rfind('\n').map_or(0, |end| end + 1);
            let visibility = rest[line..at].trim();
            if !(visibility.is_empty() || visibility.starts_with("pub")) {
                self.code += &rest[..at + 4];
                rest = &rest[at + 4..];
                continue;
            }
            self.code += &rest[..line];
            let (item, after) = rest[at + 4..].split_once(';').unwrap_or_default();
            let item: String = item.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut leaves = Vec::new();
            flatten("", &item, &mut leaves);
            for (name, path) in leaves {
                let path: ModulePath = path.split("::").map(str::to_owned).collect();
                if let Some(path) = absolute(&path, &self.module, |it| modules.contains(it)) {
                    if !visibility.is_empty() {
                        self.exported.insert(name.clone());
                    }
                    self.imports.insert(name, path);
                }
            }
            rest = after;
        }
        self.code += rest;
    }
}

/// The leaves of a `use` tree, each with the imported name and its path.
fn flatten(prefix: &str, tree: &str, leaves: &mut Vec<(String, String)>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let group = group.trim_end().strip_suffix('}').unwrap_or(group);
        let (mut depth, mut start) = (0, 0);
        for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if c == ',' && depth == 0 {
                flatten(&format!("{prefix}{head}"), &group[start..at], leaves);
                start = (at + 1).min(group.len());
            }
        }
    } else if !tree.is_empty() && !tree.ends_with('*') {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
        let path = format!("{prefix}{path}");
        let path = path.strip_suffix("::self").unwrap_or(&path);
        let last = path.rsplit("::").next().unwrap_or(path);
        let name = if alias.is_empty() { last } else { alias };
        leaves.push((name.to_owned(), path.to_owned()));
    }
}

#[test]
fn files_of_a_crate_do_not_import_each_other() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut wrong = String::new();
    for entry in fs::read_dir(crates).expect("the crates can be listed") {
        let root = entry.expect("a folder").path();
        let name = root.file_name().expect("it has a name").to_string_lossy().into_owned();
        let source = root.join("src");
        if !source.is_dir() {
            continue;
        }
        let circles = Crate::read(&source).circles();
        if !circles.is_empty() {
            wrong += &format!("{name}: files that import each other:\n{}\n", circles.join("\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_circle_through_an_exported_name_is_found() {
    let folder = tempfile::tempdir().expect("a folder of our own");
    let write =
        |name: &str, code: &str| fs::write(folder.path().join(name), code).expect("written");
    write("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\n");
    write("a.rs", "use crate::b::{B, self};\npub struct A(B);\n");
    write("b.rs", "pub struct B;\n// crate::c::C\nfn f(_: crate::A) {}\n");
    write("c.rs", "use crate::{A, b as other};\nfn f() -> A { other::f() }\n");
    let circles = Crate::read(folder.path()).circles();
    assert_eq!(circles, ["  a -> b\n  b -> a\n"]);
    write("b.rs", "pub struct B;\n#[cfg(test)]\nmod tests {\n    use crate::A;\n}\n");
    assert!(Crate::read(folder.path()).circles().is_empty());
}
