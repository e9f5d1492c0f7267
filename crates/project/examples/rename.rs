//! Renames a note with its title, its alias and every link to it:
//! `cargo run -p linkwright-project --example rename -- FOLDER NOTE NEW`
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use linkwright_ide::rename::plan_file;
use linkwright_project::{Error, Located, Project};

fn main() -> Result<(), Error> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [folder, note, new] = &given[..] else {
        return Err(Error::Refused("usage: rename FOLDER NOTE NEW".to_owned()));
    };
    println!("{} files changed", rename(folder.as_ref(), note, new)?);
    Ok(())
}

/// The number of files whose text changed.
pub(crate) fn rename(folder: &Path, note: &str, new: &str) -> Result<usize, Error> {
    let cancel = AtomicBool::new(false);
    let project = Project::open(&Located::named(folder)?, &cancel, |_, _| ())?;
    let plan = plan_file(&project.vault, project.named(note)?, new)?;
    let pending = project.pending(project.finish(plan)?, &cancel)?;
    project.apply(&pending, &cancel)?;
    Ok(pending.rewrites.len())
}
