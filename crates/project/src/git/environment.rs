//! The variables that Git sets for hooks: `GIT_DIR`, `GIT_WORK_TREE` and `GIT_INDEX_FILE`.
//!
//! A hook may run in another folder than the one in which Git has set them, and check a vault of another
//! repository. So they count only as far as they fit the vault's repository.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variables that Git gets.
#[derive(Clone, Default, Debug)]
pub(super) struct GitEnvironment {
    /// `GIT_WORK_TREE`, as an absolute path.
    work_tree: Option<PathBuf>,
    /// `GIT_DIR`, as an absolute path. Alone, it would make any folder the top folder. Git sets it so for
    /// the hooks of a linked worktree, whose repository is found without it.
    git_dir: Option<PathBuf>,
    /// `GIT_INDEX_FILE`. A relative path starts at the top folder.
    index: Option<OsString>,
}

impl GitEnvironment {
    /// The repository that the variables of this process name. `None` if they do not name one.
    pub(super) fn named() -> Option<GitEnvironment> {
        let absolute = |name| std::path::absolute(env::var_os(name)?).ok();
        let work_tree = absolute("GIT_WORK_TREE")?;
        Some(GitEnvironment {
            work_tree: Some(work_tree),
            git_dir: absolute("GIT_DIR"),
            index: None,
        })
    }

    /// Adds the variable `GIT_INDEX_FILE` of this process, unless it names the index of another repository than
    /// the one with this top folder and `git_dir`, as in a hook of that repository.
    pub(super) fn add_index(&mut self, top: &Path, git_dir: &Path) {
        let Some(index) = env::var_os("GIT_INDEX_FILE") else { return };
        let path = top.join(&index);
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let is_own = folder.is_some_and(|folder| {
            git_dir.canonicalize().is_ok_and(|own| own == folder)
                || folder.is_dir() && !folder.join("HEAD").exists()
        });
        self.index = is_own.then_some(index);
    }

    /// Sets the variables for `command`.
    pub(super) fn set(&self, command: &mut Command) {
        let variables = [
            ("GIT_WORK_TREE", self.work_tree.as_ref().map(|it| it.as_os_str())),
            ("GIT_DIR", self.git_dir.as_ref().map(|it| it.as_os_str())),
            ("GIT_INDEX_FILE", self.index.as_deref()),
        ];
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
    }
}
