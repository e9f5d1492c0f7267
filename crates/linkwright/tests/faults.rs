//! Moves a folder of thirty files with `linkwright mv`, and makes each system call that changes
//! something fail, or kills the process before it. After the next command, all files must be as
//! they were or as they should be, and nothing may be lost. An undo, a merge and a conversion are killed
//! in the same way.
//!
//! strace injects the faults, on Linux. Without strace the tests are skipped, with a message.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

/// The system calls that change something, by strace's names. `openat` both creates and reads
/// files.
const CHANGING: &[&str] = &[
    "openat",
    "creat",
    "write",
    "pwrite64",
    "writev",
    "ftruncate",
    "truncate",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "chmod",
    "fchmod",
    "fchmodat",
    "chown",
    "fchown",
    "fchownat",
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "removexattr",
    "utimensat",
    "flock",
    "copy_file_range",
    "sendfile",
];

/// A vault with a folder of thirty notes, some of them unusual, and with other notes that link to
/// them.
fn vault() -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: String| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(".obsidian/app.json", r#"{ "newLinkFormat": "relative" }"#.to_owned());
    write("hub.md", (0..30).map(|n| format!("[{n}](sub/n{n}.md)\n")).collect());
    write("other.md", "[[n3]] and [it](sub/n3.md), [[sub/n4]]\n".to_owned());
    for n in 0..30 {
        let next = (n + 1) % 30;
        write(&format!("sub/n{n}.md"), format!("# {n}\n[hub](../hub.md) [next](n{next}.md)\n"));
    }
    symlink("sub/n2.md", dir.path().join("link.md")).unwrap();
    // A hidden link is updated too.
    symlink("../hub.md", dir.path().join("sub/.up.md")).unwrap();
    fs::hard_link(dir.path().join("sub/n0.md"), dir.path().join("second name.txt")).unwrap();
    let tagged = dir.path().join("sub/n1.md");
    // With extended attributes, one more call can fail.
    let set = Command::new("setfattr").args(["-n", "user.tag", "-v", "blue"]).arg(tagged).output();
    drop(set);
    dir
}

/// Quiet, because each printed line would be one more call.
const COMMAND: &[&str] = &["mv", "-q", "sub", "deep/er/moved"];

/// Other commands, each with the one before it.
const OTHERS: [(&[&str], &[&str]); 3] = [
    (COMMAND, &["undo", "-q"]),
    (&[], &["merge", "-q", "n5", "n6"]),
    (&[], &["convert", "-q", "--to", "wikilink"]),
];

/// All files with their bytes, all symbolic links with their targets, and all folders, including
/// hidden ones.
fn snapshot(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_owned();
            if path.is_symlink() {
                let says = fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes();
                all.insert(name, Some([b"link to ", &*says].concat()));
            } else if path.is_dir() {
                all.insert(name, None);
                folders.push(path);
            } else {
                all.insert(name, Some(fs::read(&path).unwrap()));
            }
        }
    }
    all
}

fn program(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkwright"));
    command.args(args).current_dir(root).env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

/// Runs the program under strace, which follows only the first thread: the one that changes files.
fn traced(root: &Path, options: &[&str], args: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command.args(["-qq", "-o", "/dev/null"]).args(options);
    command.arg(env!("CARGO_BIN_EXE_linkwright")).args(args).current_dir(root);
    command.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.env_remove("CLICOLOR_FORCE").stdin(Stdio::null()).output().unwrap()
}

/// Whether strace is installed and allowed. Prints a message if not.
fn can_trace() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        eprintln!("skipped: strace is missing, or may not trace here");
    }
    can
}

/// A system call: its name, and its number among the calls with this name.
type Call = (String, usize);

/// The calls of the first thread that change something in a run without faults: of each step the
/// first, the last and some between, or all with `LINKWRIGHT_FAULTS=all`. Checks that no other
/// thread changes anything, because the faults would miss it.
fn calls(options: &[&str], args: &[&str], prepare: impl Fn(&Path)) -> Vec<Call> {
    let dir = vault();
    prepare(dir.path());
    let log = TempDir::new().unwrap();
    let log = log.path().join("log");
    let trace = format!("trace={}", CHANGING.join(","));
    let own = ["-f", "-o", log.to_str().unwrap(), "-e", &trace];
    let output = traced(dir.path(), &[&own, options].concat(), args);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut counts = BTreeMap::new();
    let mut steps: BTreeMap<String, Vec<Call>> = BTreeMap::new();
    let mut first = None;
    for line in fs::read_to_string(log).unwrap().lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, arguments)) = call.trim_start().split_once('(') else { continue };
        if first.get_or_insert_with(|| thread.to_owned()) == thread {
            let number = counts.entry(name.to_owned()).or_insert(0);
            *number += 1;
            steps.entry(step(name, arguments)).or_default().push((name.to_owned(), *number));
        } else {
            // Threads wake each other by writing to an eventfd or a pipe.
            let reads = name == "openat" && !arguments.contains("O_CREAT");
            // The process ended while the thread began a call, so strace never saw which.
            let is_unseen = name == "???";
            let wakes = name == "write" && !arguments.contains('/');
            assert!(reads || wakes || is_unseen, "{line}");
        }
    }
    let all = std::env::var("LINKWRIGHT_FAULTS").is_ok_and(|it| it == "all");
    let chosen = |calls: Vec<Call>| {
        let last = calls.len() - 1;
        let is_chosen = move |at: usize| all || at == 0 || at == last || at % 16 == 9;
        calls.into_iter().enumerate().filter(move |(at, _)| is_chosen(*at)).map(|(_, call)| call)
    };
    steps.into_values().flat_map(chosen).collect()
}

/// The kind of a call, without names of files and numbers.
fn step(name: &str, arguments: &str) -> String {
    let arguments = if name == "write" { arguments.split(',').next().unwrap() } else { arguments };
    let arguments = arguments.split(" = ").next().unwrap();
    let mut step = name.to_owned();
    for part in arguments.split('/') {
        // Random names of folders, and numbers of files.
        let part =
            if part.starts_with(".tmp") || part.starts_with(".linkwright-") { "." } else { part };
        step.extend(part.chars().filter(|c| !c.is_ascii_digit()));
    }
    step
}

/// Runs `work` for every fault, on a few threads.
fn each(faults: &[String], work: impl Fn(&str) + Sync) {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |it| it.get().min(8)) {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let run = || work(fault);
                    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err() {
                        failed.lock().unwrap().push(fault.clone());
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {}: {failed:?}", failed.len(), faults.len());
}

/// The two valid end states of a change.
struct Ends {
    old: BTreeMap<PathBuf, Option<Vec<u8>>>,
    new: BTreeMap<PathBuf, Option<Vec<u8>>>,
}

impl Ends {
    fn new() -> Ends {
        let Ends { old, new } = Ends::of(&[], COMMAND);
        assert_eq!(new.len(), old.len() + 2, "two folders more");
        let changed = new.iter().filter(|(path, text)| old.get(*path) != Some(text)).count();
        assert!(changed > 30, "{changed}");
        Ends { old, new }
    }

    /// The end states of `command`, which is run after `before`.
    fn of(before: &[&str], command: &[&str]) -> Ends {
        let dir = vault();
        run(dir.path(), before);
        let old = snapshot(dir.path());
        run(dir.path(), command);
        let new = snapshot(dir.path());
        assert_ne!(new, old, "{command:?}");
        Ends { old, new }
    }

    /// The end state of the files in `root`. `None` if they are neither as before the change nor as
    /// after it.
    fn reached(&self, root: &Path) -> Option<End> {
        let mut now = snapshot(root);
        now.retain(|path, _| !path.to_str().unwrap().starts_with(".linkwright-"));
        let end = match &now {
            now if *now == self.old => End::Old,
            now if *now == self.new => End::New,
            _ => return None,
        };
        let folder = ["sub", "deep/er/moved"].map(|path| root.join(path).join("n0.md"));
        let inode = |path: &Path| path.metadata().unwrap().ino();
        let note = folder.iter().find(|path| path.exists()).unwrap();
        assert_eq!(inode(note), inode(&root.join("second name.txt")));
        Some(end)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Old,
    New,
}

/// Runs a command that succeeds; nothing for an empty list.
fn run(root: &Path, args: &[&str]) {
    if !args.is_empty() {
        let output = program(root, args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    }
}

/// Runs a further command, which itself writes nothing.
fn next_command(root: &Path) -> Output {
    let name = if root.join("hub.md").exists() { "hub.md" } else { "other.md" };
    program(root, &["mv", name, name]).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checks the state after a fault: it is one of the end states, or the next command restores one
/// and reports it.
fn settle(root: &Path, ends: &Ends, fault: &str, output: &Output) {
    let (said, reached) = (stderr(output), ends.reached(root));
    // If writing fails, no message can be printed.
    let may_speak = !fault.contains("=write:");
    match (reached, output.status.code()) {
        // A process that was not killed leaves an end state, or reports that it could not.
        (None, Some(_)) => assert!(said.contains("could not be undone"), "{fault}: {said}"),
        (Some(End::Old), Some(code)) if may_speak => {
            assert!(code != 0 && said.contains("error"), "{fault}: {said}");
        }
        _ => {}
    }
    let next = stderr(&next_command(root));
    let names = || snapshot(root).into_keys().collect::<Vec<_>>();
    assert!(ends.reached(root).is_some(), "{fault}: mixed\n{said}{next}{:#?}", names());
    let left = names().into_iter().find(|it| it.to_str().unwrap().starts_with(".linkwright-"));
    assert_eq!(left, None, "{fault}: {next}");
    let says_so = next.contains("An interrupted change was undone first: ");
    assert!(reached.is_some() || says_so, "{fault}: {next}");
}

/// The faults of these kinds at these calls, in strace's syntax. A kind that ends in `+` also
/// applies to all later calls.
fn faults(calls: &[Call], kinds: &[&str]) -> Vec<String> {
    let of_call = |(name, number): &Call| {
        let fault = |kind: &&str| {
            let on = if kind.ends_with('+') { "+" } else { "" };
            format!("inject={name}:{}:when={number}{on}", kind.trim_end_matches('+'))
        };
        kinds.iter().map(fault).collect::<Vec<_>>()
    };
    calls.iter().flat_map(of_call).collect()
}

#[test]
fn a_failure_of_any_call_leaves_all_or_nothing() {
    if !can_trace() {
        return;
    }
    let ends = Ends::new();
    let calls = calls(&[], COMMAND, |_| {});
    // One failure, and a lasting one, as on a full disk.
    let faults = faults(&calls, &["error=EIO", "error=ENOSPC+"]);
    each(&faults, |fault| {
        let dir = vault();
        let output = traced(dir.path(), &["-e", fault], COMMAND);
        settle(dir.path(), &ends, fault, &output);
    });
}

#[test]
fn a_kill_before_any_call_leaves_all_or_nothing() {
    if !can_trace() {
        return;
    }
    let ends = Ends::new();
    each(&faults(&calls(&[], COMMAND, |_| {}), &["signal=KILL"]), |fault| {
        let dir = vault();
        let output = traced(dir.path(), &["-e", fault], COMMAND);
        settle(dir.path(), &ends, fault, &output);
    });
}

#[test]
fn a_kill_of_another_command_leaves_all_or_nothing_and_it_can_be_undone() {
    if !can_trace() {
        return;
    }
    for (before, command) in OTHERS {
        let ends = Ends::of(before, command);
        let calls = calls(&[], command, |root| run(root, before));
        assert!(calls.iter().any(|(name, _)| name == "renameat2"), "{command:?}: {calls:?}");
        each(&faults(&calls, &["signal=KILL"]), |fault| {
            let dir = vault();
            run(dir.path(), before);
            let output = traced(dir.path(), &["-e", fault], command);
            settle(dir.path(), &ends, fault, &output);
            // Whether it was made or not, the next undo finds out.
            let undone = if before.is_empty() { End::Old } else { End::New };
            let undo = program(dir.path(), &["undo", "-q"]).output().unwrap();
            let said = stderr(&undo);
            assert_eq!(ends.reached(dir.path()), Some(undone), "{command:?} {fault}: {said}");
            let nothing = said.contains("there is nothing to undo");
            assert!(undo.status.success() || nothing, "{command:?} {fault}: {said}");
        });
    }
}

/// Simulates a file system that cannot exchange two files or rename without replacing.
const OLD_SYSTEM: [&str; 2] = ["-e", "inject=renameat2:error=EINVAL"];

#[test]
fn an_old_file_system_leaves_all_or_nothing_too() {
    if !can_trace() {
        return;
    }
    let ends = Ends::new();
    let mut calls = calls(&OLD_SYSTEM, COMMAND, |_| {});
    // The other calls are the same as on a new system.
    let only =
        |name: &str| ["link", "linkat", "unlink", "rename", "mkdir", "rmdir"].contains(&name);
    calls.retain(|(name, _)| only(name));
    assert!(calls.iter().any(|(name, number)| name == "linkat" && *number > 30), "{calls:?}");
    each(&faults(&calls, &["error=EIO", "error=EIO+", "signal=KILL"]), |fault| {
        let dir = vault();
        let options = [&OLD_SYSTEM[..], &["-e", fault]].concat();
        let output = traced(dir.path(), &options, COMMAND);
        settle(dir.path(), &ends, fault, &output);
    });
}

/// Kills the program in the middle of its change.
fn cut_short(root: &Path, options: &[&str], at: &str) {
    let output = traced(root, &[options, &["-e", at]].concat(), COMMAND);
    assert_eq!(output.status.code(), None, "{}", stderr(&output));
}

#[test]
fn undoing_an_interrupted_change_can_be_interrupted() {
    if !can_trace() {
        return;
    }
    let ends = Ends::new();
    let next = &["mv", "hub.md", "hub.md"];
    // At the second call of `rename`, the change is complete but the journal does not say so yet.
    for (options, at) in [
        (&[][..], "inject=renameat2:signal=KILL:when=20"),
        (&[], "inject=rename:signal=KILL:when=2"),
        (&OLD_SYSTEM, "inject=linkat:signal=KILL:when=42"),
        (&OLD_SYSTEM, "inject=unlink:signal=KILL:when=12"),
    ] {
        let calls = calls(options, next, |root| cut_short(root, options, at));
        let options = if options.is_empty() { &[][..] } else { &OLD_SYSTEM };
        let calls: Vec<_> = calls
            .into_iter()
            .filter(|(name, _)| options.is_empty() || name != "renameat2")
            .filter(|(name, _)| !["write", "openat"].contains(&name.as_str()))
            .collect();
        each(&faults(&calls, &["error=EIO", "signal=KILL"]), |fault| {
            let dir = vault();
            cut_short(dir.path(), options, at);
            traced(dir.path(), &[options, &["-e", fault]].concat(), next);
            let said = stderr(&next_command(dir.path()));
            assert_eq!(ends.reached(dir.path()), Some(End::Old), "{fault} after {at}: {said}");
            let left = fs::read_dir(dir.path()).unwrap();
            let left = left.filter(|it| {
                it.as_ref().unwrap().file_name().to_str().unwrap().starts_with(".linkwright-")
            });
            assert_eq!(left.count(), 0, "{fault} after {at}: {said}");
        });
    }
}
