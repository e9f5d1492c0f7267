//! Reading trees and files of a Git repository with the program `git`. No file is checked out.

mod environment;
mod tree;

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use self::environment::GitEnvironment;
use crate::Error;
pub(crate) use tree::{EntryKind, Tree, TreeEntry};

/// A state of the files of a repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Revision {
    /// The commit with this name: `main`, `HEAD~3`. `main...` names the last commit that both `main`
    /// and the current one come from.
    Commit(String),
    /// The index: what the next commit will contain.
    Index,
}

/// A repository, and a folder in it.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// The folder that contains all files of the repository.
    top: PathBuf,
    /// The path of the folder below it: empty, or with a slash at its end.
    pub(crate) prefix: String,
    environment: GitEnvironment,
}

impl Repository {
    /// The repository that `folder` is in.
    ///
    /// # Errors
    /// If there is none, or Git is not installed.
    pub(crate) fn of(folder: &Path) -> Result<Repository, Error> {
        let own = Repository::described(folder, GitEnvironment::default());
        let Some(environment) = GitEnvironment::named() else { return own };
        match (own, Repository::described(folder, environment)) {
            // In the work tree that the variables name, the folder may be in a repository of its own.
            (Ok(own), Ok(named)) if own.top.starts_with(&named.top) && own.top != named.top => {
                Ok(own)
            }
            (own, Err(_)) => own,
            (_, named) => named,
        }
    }

    /// The repository that Git finds for `folder`, with these variables.
    fn described(folder: &Path, mut environment: GitEnvironment) -> Result<Repository, Error> {
        let asked =
            ["--is-inside-work-tree", "--absolute-git-dir", "--show-toplevel", "--show-prefix"];
        let args = [&["rev-parse"], &asked[..]].concat();
        let output = run(folder, &environment, &args)?;
        let text = String::from_utf8_lossy(&output);
        let mut lines = text.lines();
        if lines.next() != Some("true") {
            return Err(failure(&args, "the folder is not in a work tree"));
        }
        let git_dir = PathBuf::from(lines.next().unwrap_or_default());
        let top = PathBuf::from(lines.next().unwrap_or_default());
        let prefix = lines.next().unwrap_or_default().to_owned();
        environment.add_index(&top, &git_dir);
        Ok(Repository { top, prefix, environment })
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        run(&self.top, &self.environment, args)
    }

    /// The files of `revision`.
    ///
    /// # Errors
    /// If there is no such revision.
    pub(crate) fn tree(&self, revision: &Revision) -> Result<Tree, Error> {
        match revision {
            Revision::Index => {
                let output = self.run(&["ls-files", "--stage", "-z", "--full-name"])?;
                let mut tree = Tree::of_index(&output);
                if tree.has_empty_file() {
                    for path in self.intended_to_add()? {
                        tree.files.remove(&path);
                    }
                }
                Ok(tree)
            }
            Revision::Commit(name) => {
                let Some(commit) = self.commit(name)? else { return Ok(Tree::default()) };
                let output = self.run(&["ls-tree", "-r", "-z", "--full-tree", &commit])?;
                Ok(Tree::of_commit(&output))
            }
        }
    }

    /// The files that `git add -N` announced. The index lists them as empty files, and the next
    /// commit does not contain them.
    fn intended_to_add(&self) -> Result<BTreeSet<String>, Error> {
        let added = |option: &str| -> Result<BTreeSet<String>, Error> {
            let diff = ["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=A", "-z"];
            let output = self.run(&[&diff[..], &[option]].concat())?;
            Ok(split_paths(&output).collect())
        };
        let real = added("--ita-invisible-in-index")?;
        Ok(&added("--ita-visible-in-index")? - &real)
    }

    /// The files and folders of the folder that Git ignores, and the repositories in it that are not
    /// submodules. They are paths from the top folder. One is the folder itself if Git ignores it.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn never_tracked(&self) -> Result<Vec<String>, Error> {
        let others = ["ls-files", "--others", "--exclude-standard", "-z"];
        let folder = if self.prefix.is_empty() { "." } else { &self.prefix };
        let list = |more: &[&str]| self.run(&[&others[..], more, &["--", folder]].concat());
        let ignored = list(&["--ignored", "--directory"])?;
        let untracked = list(&[])?;
        // Of another repository, Git lists the folder and not its files.
        let repositories = split_paths(&untracked).filter(|path| path.ends_with('/'));
        let found = split_paths(&ignored).chain(repositories);
        Ok(found.map(|path| path.trim_end_matches('/').to_owned()).collect())
    }

    /// A file of the folder that the index has and a sparse checkout leaves out; `None` if there is none. It is
    /// a path from the top folder.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn not_checked_out(&self) -> Result<Option<String>, Error> {
        // Git fails if it is not set.
        let setting = self.run(&["config", "--bool", "core.sparseCheckout"]);
        if setting.is_err() || setting.is_ok_and(|value| !value.starts_with(b"true")) {
            return Ok(None);
        }
        let folder = if self.prefix.is_empty() { "." } else { &self.prefix };
        let listed = self.run(&["ls-files", "-t", "-z", "--full-name", "--", folder])?;
        let mut skipped =
            split_paths(&listed).filter_map(|line| Some(line.strip_prefix("S ")?.to_owned()));
        Ok(skipped.find(|path| !self.top.join(path).exists()))
    }

    /// The id of the commit `name`. `None` for `HEAD` before the first commit.
    fn commit(&self, name: &str) -> Result<Option<String>, Error> {
        let id = |output: Vec<u8>| String::from_utf8_lossy(&output).trim().to_owned();
        let verify = |name: &str| {
            let commit = format!("{name}^{{commit}}");
            self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
        };
        let missing = |name: &str| {
            Error::Refused(format!(
                "no commit `{name}` in {}. In a shallow clone, fetch it first: git fetch \
                 --unshallow",
                self.top.display()
            ))
        };
        match name.strip_suffix("...") {
            Some(other) => {
                let other_id = id(verify(other).map_err(|_| missing(other))?);
                let base = self.run(&["merge-base", &other_id, "HEAD"]);
                base.map(|base| Some(id(base))).map_err(|_| {
                    Error::Refused(format!(
                        "`{other}` and `HEAD` have no commit in common. In a shallow clone, fetch \
                         their history first: git fetch --unshallow"
                    ))
                })
            }
            None => match verify(name) {
                Ok(output) => Ok(Some(id(output))),
                Err(_) if name == "HEAD" => Ok(None),
                Err(_) => Err(missing(name)),
            },
        }
    }

    /// Calls `each` with the index and the content of every file, given by their ids.
    ///
    /// # Errors
    /// If Git does not have one of them.
    pub(crate) fn read(
        &self,
        ids: &[&str],
        mut each: impl FnMut(usize, Vec<u8>),
    ) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let args = ["cat-file", "--batch"];
        let failed = |error: &io::Error| failure(&args, &error.to_string());
        let mut command = command(&self.top, &self.environment, &args);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = child.spawn().map_err(|error| not_started(&error))?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failure(&args, "it has no pipes"));
        };
        let mut output = BufReader::new(output);
        let read = std::thread::scope(|scope| {
            // Git answers while it is asked, and would wait if nobody read.
            scope.spawn(move || {
                let mut all = ids.join("\n");
                all.push('\n');
                // If Git ends early, reading its answers says so.
                let _ = input.write_all(all.as_bytes());
            });
            for (index, id) in ids.iter().enumerate() {
                let mut header = String::new();
                output.read_line(&mut header).map_err(|error| failed(&error))?;
                let length = header.trim_end().rsplit_once(' ').map(|(_, length)| length);
                let Some(length) = length.and_then(|length| length.parse::<usize>().ok()) else {
                    return Err(failure(&args, &format!("the content `{id}` is missing")));
                };
                let mut content = vec![0; length];
                output.read_exact(&mut content).map_err(|error| failed(&error))?;
                output.read_exact(&mut [0]).map_err(|error| failed(&error))?;
                each(index, content);
            }
            Ok(())
        });
        if read.is_err() {
            let _ = child.kill();
        }
        let _ = child.wait();
        read
    }

    /// Those of `paths`, from the top folder, that Git ignores.
    ///
    /// # Errors
    /// If Git fails.
    pub(crate) fn ignored(&self, paths: &[String]) -> Result<Vec<String>, Error> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let args = ["check-ignore", "-z", "--stdin"];
        let mut command = command(&self.top, &self.environment, &args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| not_started(&error))?;
        let input = child.stdin.take();
        let all = paths.join("\0");
        let output = std::thread::scope(|scope| {
            scope.spawn(move || input.map(|mut input| input.write_all(all.as_bytes())));
            child.wait_with_output()
        });
        let output = output.map_err(|error| failure(&args, &error.to_string()))?;
        Ok(split_paths(&output.stdout).collect())
    }
}

/// The paths in a list that ends each with a null byte.
fn split_paths(output: &[u8]) -> impl Iterator<Item = String> {
    let paths = output.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    paths.map(|path| String::from_utf8_lossy(path).into_owned())
}

fn command(folder: &Path, environment: &GitEnvironment, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args).env("GIT_OPTIONAL_LOCKS", "0");
    environment.set(&mut command);
    command
}

fn run(folder: &Path, environment: &GitEnvironment, args: &[&str]) -> Result<Vec<u8>, Error> {
    let output = command(folder, environment, args).stdin(Stdio::null()).output();
    let Output { status, stdout, stderr } = output.map_err(|error| not_started(&error))?;
    match status.success() {
        true => Ok(stdout),
        false => Err(failure(args, String::from_utf8_lossy(&stderr).trim())),
    }
}

fn failure(args: &[&str], reason: &str) -> Error {
    Error::Refused(format!("git {}: {reason}", args.first().unwrap_or(&"")))
}

fn not_started(error: &io::Error) -> Error {
    Error::Refused(match error.kind() {
        io::ErrorKind::NotFound => {
            "the program `git` was not found: install Git, or add its folder to PATH".to_owned()
        }
        _ => format!("the program `git` cannot be started: {error}"),
    })
}
