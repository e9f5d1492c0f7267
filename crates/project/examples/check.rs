//! Lists the problems in a vault: `cargo run -p linkwright-project --example check -- FOLDER`
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use linkwright_project::{Error, Finding, Located, Project};

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    for finding in check(folder.as_ref())? {
        println!("{finding}");
    }
    Ok(())
}

/// The problems, one line each: `note.md:3:5 broken-link: …`.
pub(crate) fn check(folder: &Path) -> Result<Vec<String>, Error> {
    let cancel = AtomicBool::new(false);
    let mut project = Project::open(&Located::named(folder)?, &cancel, |_, _| ())?;
    let findings = project.check(|_path| true, false, &cancel)?;
    Ok(findings.iter().map(shown).collect())
}

fn shown(Finding { path, place, code, message, .. }: &Finding) -> String {
    let place = place.as_ref().map(|place| format!(":{}:{}", place.start.0, place.start.1));
    format!("{path}{} {code}: {message}", place.unwrap_or_default())
}
