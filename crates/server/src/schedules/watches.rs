//! Watches that fail, and changes before the client watches.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc;

use linkwright_project::live::{Incomplete, VaultOwner as _};

use super::check::settle;
use super::disk::{Memory, SETTINGS, Setting};
use super::server::{Server, Step};
use super::threads::{clear_interleave, set_interleave};
use crate::vaults::state::State;

fn holds(server: &Server, path: &str) -> bool {
    server
        .state
        .borrow()
        .vaults
        .get(server.roots[0])
        .is_some_and(|open_vault| open_vault.has_file(path))
}

/// The same as [`settle`], with a client that does not respond yet.
fn settle_without_client(server: &Server) {
    let is_own = |step: &Step| !matches!(step, Step::ClientResponds(_));
    while let Some(step) = server.steps().into_iter().find(is_own) {
        server.take(step);
    }
}

#[test]
fn changes_during_a_failed_watch_are_seen_afterwards() {
    let disk = Memory::default();
    disk.files().write("a.md", "[[b]]\n".to_owned());
    let server = Server::new(&disk);
    settle(&server);
    assert!(holds(&server, "a.md"));

    // The watcher lost events, and cannot be started again.
    disk.files().unwatchable = true;
    disk.files().write("b.md", String::new());
    disk.deliver(0, Vec::new(), true);
    settle_without_client(&server);
    assert!(holds(&server, "b.md"), "the vault was not read again after the failed watch");

    // Nobody watches now.
    disk.files().write("c.md", String::new());
    settle_without_client(&server);
    assert!(!holds(&server, "c.md"));
    settle(&server);
    assert!(holds(&server, "c.md"), "the vault was not read again when the client watched");
}

#[test]
fn after_a_panic_between_two_watches_the_vault_is_watched() {
    let disk = Memory::default();
    disk.files().write("a.md", String::new());
    let server = Server::new(&disk);
    settle(&server);
    // Other files are notes now, so the vault is read and watched again.
    let settings = Setting { texts: true, ..Setting::default() };
    disk.files().set(0, settings);
    disk.deliver(0, vec![SETTINGS.to_owned()], false);
    server.make_reread_panic(0);
    settle(&server);
    disk.files().write("b.md", String::new());
    assert!(disk.files().vaults[0].seen.contains("b.md"), "the vault is not watched");
}

#[test]
fn a_folder_that_is_missing_while_it_is_read_is_looked_for_again() {
    let disk = Memory::default();
    for name in ["a", "b", "c"] {
        disk.files().write(&format!("s/{name}.md"), String::new());
    }
    let server = Server::new(&disk);
    settle(&server);
    let (know, known) = mpsc::channel();
    let vault_id = server.roots[0];
    server.handle.send(move |state| {
        let job = move |state: &mut State, outcome: Result<(), Incomplete>| {
            let notes =
                state.vaults.get(vault_id).map_or(0, |open_vault| open_vault.vault.notes().count());
            know.send((notes, outcome)).expect("the test listens");
        };
        state.after_reread_all(vault_id, Box::new(job));
    });
    // The folder disappears after its files are listed, and is back after the first file was not found.
    // No event reports this.
    let (there, calls) = (disk.clone(), Cell::new(0));
    set_interleave(Some(Rc::new(move || {
        calls.set(calls.get() + 1);
        match calls.get() {
            3 => drop(there.files().away.insert("s/")),
            5 => drop(there.files().away.remove("s/")),
            _ => {}
        }
    })));
    settle(&server);
    clear_interleave();
    assert_eq!(known.try_recv(), Ok((3, Ok(()))));
}
