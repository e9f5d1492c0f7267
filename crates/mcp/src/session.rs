//! A session: the vaults, and the calls of tools, one after the other.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use linkwright_disk::recover;
use linkwright_project::{Error, Located};
use serde_json::{Map, Value};

use crate::answer::{Fields, ToolRefusal};
use crate::arguments::parse;
use crate::check::check;
use crate::edit::edit;
use crate::links::links;
use crate::moves::move_it;
use crate::query::query;
use crate::read::read;
use crate::search::search;
use crate::undo::undo;
use crate::vault::SessionVault;

/// How a session is started.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct McpOptions {
    /// The folders of the vaults. If there is none, it is the vault of the current folder.
    pub vaults: Vec<PathBuf>,
    /// Whether tools may change files.
    pub can_write: bool,
}

/// The vaults of a session.
pub(crate) struct AgentSession {
    vaults: Vec<SessionVault>,
    can_write: bool,
}

/// The result of a call: the fields of the answer or the refusal, and the version of the vault.
pub(crate) struct CallOutcome {
    pub(crate) fields: Result<Fields, ToolRefusal>,
    /// `None` if the call names no vault.
    pub(crate) version: Option<u64>,
}

impl McpOptions {
    /// The vaults, each with a name of its own.
    ///
    /// # Errors
    /// If a folder cannot be listed.
    pub(crate) fn locate(&self) -> Result<Vec<(String, Located)>, Error> {
        let located: Vec<Located> = match &self.vaults[..] {
            [] => vec![Located::of(".".as_ref())?],
            folders => folders.iter().map(|it| Located::named(it)).collect::<Result<_, _>>()?,
        };
        let mut named: Vec<(String, Located)> = Vec::new();
        for vault in located {
            if named.iter().any(|(_, other)| other.is(&vault)) {
                continue;
            }
            let name = vault.root.path.file_name().unwrap_or_default().to_string_lossy();
            let is_free = |name: &str| named.iter().all(|(other, _)| other != name);
            let name = match is_free(&name) && !name.is_empty() {
                true => name.into_owned(),
                false => vault.root.path.display().to_string(),
            };
            named.push((name, vault));
        }
        Ok(named)
    }
}

impl AgentSession {
    /// Reads the vaults. If the session may write, interrupted changes of other processes are undone first.
    ///
    /// # Errors
    /// If a vault's folder cannot be listed.
    pub(crate) fn open(
        located: Vec<(String, Located)>,
        can_write: bool,
    ) -> Result<AgentSession, Error> {
        let open = |(name, located): (String, Located)| {
            // A write refuses if this fails.
            if can_write && let Err(error) = recover(&located.root) {
                tracing::warn!("{name}: {error}");
            }
            SessionVault::open(located, name)
        };
        Ok(AgentSession {
            vaults: located.into_iter().map(open).collect::<Result<_, _>>()?,
            can_write,
        })
    }

    /// Does a part of the work that later calls need. Returns whether there is more.
    pub(crate) fn idle_step(&mut self) -> bool {
        self.vaults.iter_mut().any(|vault| match vault.idle_step() {
            Ok(is_more) => is_more,
            Err(error) => {
                // The next call reports it.
                tracing::warn!("{}: {error}", vault.name);
                false
            }
        })
    }

    /// Reads all vaults again after a panic.
    ///
    /// # Errors
    /// If a vault's folder cannot be listed.
    pub(crate) fn reopen(&mut self) -> Result<(), Error> {
        self.vaults.iter_mut().try_for_each(SessionVault::reopen)
    }

    /// Calls a tool.
    pub(crate) fn call(
        &mut self,
        tool: &str,
        mut given: Map<String, Value>,
        cancel: &AtomicBool,
    ) -> CallOutcome {
        let vault = match given.remove("vault") {
            Some(Value::String(name)) => self.vault(Some(&name)),
            Some(_) => Err(ToolRefusal::new("`vault` must be a text")),
            None => self.vault(None),
        };
        let vault = match vault {
            Ok(at) => &mut self.vaults[at],
            Err(refusal) => return CallOutcome { fields: Err(refusal), version: None },
        };
        let may_write = self.can_write;
        let fields = run(vault, tool, given, may_write, cancel);
        CallOutcome { fields, version: Some(vault.current.version()) }
    }

    /// The vault with this name; the only one for `None`.
    fn vault(&self, name: Option<&str>) -> Result<usize, ToolRefusal> {
        let names = || {
            let names: Vec<&str> = self.vaults.iter().map(|vault| &*vault.name).collect();
            format!("`{}`", names.join("`, `"))
        };
        match name {
            None if self.vaults.len() == 1 => Ok(0),
            None => Err(ToolRefusal(format!("`vault` is missing. Give one of {}", names()))),
            Some(name) => {
                self.vaults.iter().position(|vault| vault.name == name).ok_or_else(|| {
                    ToolRefusal(format!("there is no vault `{name}`. Give one of {}", names()))
                })
            }
        }
    }
}

fn run(
    vault: &mut SessionVault,
    tool: &str,
    given: Map<String, Value>,
    may_write: bool,
    cancel: &AtomicBool,
) -> Result<Fields, ToolRefusal> {
    match tool {
        "search" => search(vault, &parse(given)?, cancel),
        "read" => read(vault, &parse(given)?, cancel),
        "links" => links(vault, &parse(given)?, cancel),
        "query" => query(vault, &parse(given)?, cancel),
        "check" => check(vault, &parse(given)?, cancel),
        "edit" | "move" | "undo" if !may_write => Err(ToolRefusal(format!(
            "`{tool}` is off: this server is read-only. Ask the user to start it with `--write`"
        ))),
        "edit" => edit(vault, &parse(given)?, cancel),
        "move" => move_it(vault, &parse(given)?, cancel),
        "undo" => undo(vault, &parse(given)?, cancel),
        _ => Err(ToolRefusal(format!("there is no tool `{tool}`"))),
    }
}
