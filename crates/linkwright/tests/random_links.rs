//! Random vaults with symbolic links, and random moves in them. After each move, every symbolic
//! link must have the same target as before, and nothing else may have changed except links in
//! notes. After an undo, every byte, name, folder and link is as before.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use fastrand::Rng;
use tempfile::TempDir;

/// Number of vaults in a normal run. `LINKWRIGHT_SEEDS` sets another number, `LINKWRIGHT_SEED` runs
/// only one.
const SEEDS: u64 = 15;

/// Number of moves in each vault.
const MOVES: usize = 4;

/// The folders at the start: `v` is the vault, and `v/w` is a link to `out/k`.
const FOLDERS: [&str; 7] = ["v", "v/d", "v/d/e", "v/f", "out", "out/k", "out/k/m"];

/// A vault and another folder next to it.
struct World {
    dir: TempDir,
    /// The state folder, with the history of the changes.
    state: TempDir,
    rng: Rng,
}

/// The folders, files and symbolic links on disk, by path. The first line of each file is unique.
#[derive(PartialEq, Debug, Default)]
struct Snapshot {
    folders: BTreeSet<PathBuf>,
    files: BTreeMap<PathBuf, String>,
    links: BTreeMap<PathBuf, PathBuf>,
}

impl World {
    fn new(seed: u64) -> World {
        let [dir, state] = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let mut world = World { dir, state, rng: Rng::with_seed(seed) };
        let rng = &mut world.rng;
        // The path of a temporary folder can contain a symbolic link.
        let root = world.dir.path().canonicalize().unwrap();
        for (number, folder) in FOLDERS.into_iter().enumerate() {
            fs::create_dir_all(root.join(folder)).unwrap();
            fs::write(root.join(folder).join("mark.txt"), format!("folder {number}")).unwrap();
        }
        let config = ["", "[files]\nexclude = [\"x*\"]\n"][rng.usize(0..2)];
        fs::write(root.join("v/.linkwright.toml"), config).unwrap();
        fs::write(root.join("v/.gitignore"), "i*\n").unwrap();
        for number in 0..7 {
            let folder = FOLDERS[rng.usize(0..FOLDERS.len())];
            let name = if number == 6 { "p6.png".to_owned() } else { format!("n{number}.md") };
            let links: String = (0..rng.usize(0..4)).map(|_| some_link(rng)).collect();
            let text = format!("file {number}\n{links}");
            fs::write(root.join(folder).join(name), text).unwrap();
        }
        let k = if rng.bool() { root.join("out/k") } else { PathBuf::from("../out/k") };
        symlink(k, root.join("v/w")).unwrap();
        for number in 0..8 {
            world.link(&root, number);
        }
        world
    }

    fn root(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap()
    }

    /// Creates a symbolic link with a random place, target and form.
    fn link(&mut self, root: &Path, number: usize) {
        let now = snapshot(root);
        let rng = &mut self.rng;
        // A `.` hides the link, an `i` is ignored, and an `x` is excluded.
        let name = ["l", ".l", "il", "xl"][rng.usize(0..4)];
        let end = ["", ".md"][rng.usize(0..2)];
        // Links outside the vault are not searched.
        let folders: Vec<&str> = FOLDERS.into_iter().filter(|it| *it != "out").collect();
        let folder = root.join(folders[rng.usize(0..folders.len())]);
        let at = folder.join(format!("{name}{number}{end}"));
        let mut targets: Vec<PathBuf> = now.files.keys().chain(now.links.keys()).cloned().collect();
        targets.extend(FOLDERS.map(PathBuf::from));
        targets.push("v/none.md".into());
        let to = &targets[rng.usize(0..targets.len())];
        let says = match rng.usize(0..4) {
            0 => root.join(to),
            1 => Path::new(".").join(way(&folder, &root.join(to))),
            // Through another folder, or a link to one.
            2 => {
                let folders = ["d", "d/e", "w", "w/m", "f/../d"];
                let around = root.join("v").join(folders[rng.usize(0..folders.len())]);
                let real = around.canonicalize().unwrap();
                way(&folder, &around).join(way(&real, &root.join(to)))
            }
            _ => way(&folder, &root.join(to)),
        };
        symlink(says, at).unwrap();
    }

    /// A random command that moves something in the vault.
    fn command(&mut self, step: usize) -> Vec<String> {
        let now = snapshot(&self.root());
        let rng = &mut self.rng;
        let in_vault = |path: &&PathBuf| path.starts_with("v");
        let seen = |path: &&PathBuf| !path.iter().any(|it| it.to_string_lossy().starts_with('.'));
        let mut all: Vec<PathBuf> = now.files.keys().chain(now.links.keys()).cloned().collect();
        all.extend(all.clone().iter().filter_map(|it| Some(it.parent()?.to_owned())));
        // The files behind the link `v/w`, by their paths through it.
        let behind = |path: &PathBuf| Some(Path::new("v/w").join(path.strip_prefix("out/k").ok()?));
        all.extend(all.clone().iter().filter_map(behind));
        let mut all: Vec<PathBuf> = all.iter().filter(in_vault).filter(seen).cloned().collect();
        all.retain(|path| path != Path::new("v") && !path.ends_with("mark.txt"));
        all.sort();
        all.dedup();
        let from = all[rng.usize(0..all.len())].strip_prefix("v").unwrap().to_owned();
        let name = from.file_name().unwrap().to_str().unwrap();
        let (stem, end) = name.split_once('.').map_or((name, ""), |(stem, end)| (stem, end));
        let dot = if end.is_empty() { "" } else { "." };
        let new = match rng.usize(0..3) {
            0 => name.to_owned(),
            _ => format!("{stem}{}{dot}{end}", ["a", "b", "c", "d"][step]),
        };
        let folders = ["", "d/", "d/e/", "f/", "w/", "w/m/", "new/", "new/er/"];
        let to = format!("{}{new}", folders[rng.usize(0..folders.len())]);
        vec!["mv".to_owned(), from.to_str().unwrap().to_owned(), to]
    }

    fn run(&self, args: &[String]) -> (Option<i32>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args(args)
            .current_dir(self.root().join("v"))
            .env("XDG_STATE_HOME", self.state.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), format!("{}{said}", String::from_utf8_lossy(&output.stdout)))
    }
}

/// A random link for the text of a note.
fn some_link(rng: &mut Rng) -> String {
    let number = rng.usize(0..6);
    match rng.usize(0..3) {
        0 => format!("[[n{number}|shown]]\n"),
        1 => format!("[text](n{number}.md)\n"),
        _ => format!("[[n{number}]] and words\n"),
    }
}

/// The relative path from `folder` to `to`. Neither path contains symbolic links.
fn way(folder: &Path, to: &Path) -> PathBuf {
    let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Path::new(".."));
    let way: PathBuf =
        up.chain(to.components().skip(shared).map(|it| Path::new(it.as_os_str()))).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

fn snapshot(root: &Path) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().unwrap();
            if kind.is_symlink() {
                snapshot.links.insert(path, fs::read_link(entry.path()).unwrap());
            } else if kind.is_dir() {
                snapshot.folders.insert(path.clone());
                folders.push(path);
            } else {
                snapshot.files.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    snapshot
}

/// The unique first line of the file at `path`, or of `mark.txt` in a folder. `None` for a folder
/// that a move created.
fn number_at(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let file = if path.is_dir() { path.join("mark.txt") } else { path };
    let text = fs::read_to_string(file).ok()?;
    text.lines().next().map(str::to_owned)
}

/// For each symbolic link, by the number in its name: whether its text is absolute, and its target.
fn led(root: &Path, snapshot: &Snapshot) -> BTreeMap<char, (bool, Option<String>)> {
    let numbered = |(path, says): (&PathBuf, &PathBuf)| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let number = name.chars().find(char::is_ascii_digit)?;
        Some((number, (says.is_absolute(), number_at(&root.join(path)))))
    };
    snapshot.links.iter().filter_map(numbered).collect()
}

/// The text without the targets of its links, which a move can change.
fn without_targets(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let line = match line.split_once("](") {
            Some((before, rest)) => format!("{before}]({}", rest.trim_start_matches(|c| c != ')')),
            None => line.to_owned(),
        };
        let line = match (line.find("[["), line.find(['|', ']'])) {
            (Some(start), Some(end)) if start < end => {
                format!("{}{}", &line[..start + 2], &line[end..])
            }
            _ => line,
        };
        kept.push_str(&line);
        kept.push('\n');
    }
    kept
}

/// The texts of all files, without link targets.
fn texts(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.files.values().map(|text| without_targets(text)).collect()
}

/// The files outside the vault that no symbolic link of the vault contains.
fn outside(root: &Path, snapshot: &Snapshot) -> BTreeMap<PathBuf, String> {
    let led: Vec<PathBuf> =
        snapshot.links.keys().filter_map(|path| root.join(path).canonicalize().ok()).collect();
    let is_outside = |path: &Path| {
        !path.starts_with("v") && !led.iter().any(|to| root.join(path).starts_with(to))
    };
    let files = snapshot.files.iter().filter(|(path, _)| is_outside(path));
    files.map(|(path, text)| (path.clone(), text.clone())).collect()
}

/// Runs the moves of `seed`. Returns the number of moves, or a description of the failure.
fn fault(seed: u64) -> Result<usize, String> {
    let mut world = World::new(seed);
    let root = world.root();
    let (mut log, mut made) = (String::new(), 0);
    for step in 0..MOVES {
        let before = snapshot(&root);
        let (led_before, outside_before) = (led(&root, &before), outside(&root, &before));
        let args = world.command(step);
        let (status, said) = world.run(&args);
        let after = snapshot(&root);
        log += &format!("{args:?}: {status:?}\n{said}\n");
        let fail =
            |what: String| Err(format!("{what}\n{log}before: {before:#?}\nafter: {after:#?}"));
        if status != Some(0) {
            if before != after || !matches!(status, Some(1 | 2)) {
                return fail("it is refused, and something changed".to_owned());
            }
            continue;
        }
        made += usize::from(before != after);
        let led_after = led(&root, &after);
        for (number, (is_absolute, to)) in &led_before {
            match led_after.get(number) {
                Some((now, it)) if now == is_absolute && (to.is_none() || it == to) => {}
                other => return fail(format!("link {number} led to {to:?}, now {other:?}")),
            }
        }
        if texts(&before) != texts(&after) || before.files.len() != after.files.len() {
            return fail("more than links in notes changed".to_owned());
        }
        if outside_before != outside(&root, &after) {
            return fail("a file outside the vault changed".to_owned());
        }
        if before == after {
            continue;
        }
        let (status, said) = world.run(&["undo".to_owned()]);
        if status != Some(0) || snapshot(&root) != before {
            return fail(format!("the undo is not the state before it: {status:?} {said}"));
        }
        world.run(&args);
        if snapshot(&root) != after {
            return fail("the same move after an undo has another result".to_owned());
        }
    }
    Ok(made)
}

#[test]
fn symbolic_links_keep_their_targets_and_nothing_else_changes() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seeds = match number("LINKWRIGHT_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LINKWRIGHT_SEEDS").unwrap_or(SEEDS),
    };
    let mut made = 0;
    for seed in seeds {
        match fault(seed) {
            Ok(moves) => made += moves,
            Err(fault) => panic!("LINKWRIGHT_SEED={seed}\n{fault}"),
        }
    }
    println!("{made} moves were made");
    assert!(made > 0, "nothing was ever moved");
}
