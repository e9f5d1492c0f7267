//! Lists the notes that link to a note:
//! `cargo run -p linkwright-project --example backlinks -- FOLDER NOTE`
#![allow(clippy::print_stdout)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use linkwright_project::{Error, Located, Project};

fn main() -> Result<(), Error> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [folder, note] = &given[..] else {
        return Err(Error::Refused("usage: backlinks FOLDER NOTE".to_owned()));
    };
    for path in backlinks(folder.as_ref(), note)? {
        println!("{path}");
    }
    Ok(())
}

/// The vault paths of the notes that link to `note`, which is named as in a link.
pub(crate) fn backlinks(folder: &Path, note: &str) -> Result<BTreeSet<String>, Error> {
    let project = Project::open(&Located::named(folder)?, &AtomicBool::new(false), |_, _| ())?;
    let note = project.named(note)?;
    let sources = project.vault.backlinks(note).into_iter().map(|link| link.source);
    Ok(sources.map(|source| project.vault.file(source).path.to_string()).collect())
}
