//! `linkwright tour`: a demonstration of the server on a copy of a vault.

mod client;
mod copy;
mod editor;
mod scene;
mod show;
mod steps;

use std::path::PathBuf;
use std::process::ExitCode;

use linkwright_project::Located;

use crate::failure::Failure;
use crate::load::load;
use crate::{interrupt, style};
use copy::Copy;
use scene::Scene;
use show::Show;

/// Show in half a minute what the server does, on a copy of your notes.
///
/// The tour starts the real server and talks to it like an editor: it completes a link by an alias,
/// follows it, types a broken link, and renames a note with its title, its alias and every link.
/// Only the copy is edited; it is removed at the end.
///
/// Example: linkwright tour ~/notes
#[derive(clap::Args)]
pub(crate) struct TourArgs {
    /// Your vault. The default is a small example vault about psychology.
    vault: Option<PathBuf>,
}

pub(crate) fn run(args: &TourArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let copy = match &args.vault {
        Some(path) if path.is_file() => {
            return Err(Failure::new(format!("{}: not a folder", path.display())));
        }
        Some(path) => Copy::of_vault(&load(&Located::named(path)?, false)?)?,
        None => Copy::embedded()?,
    };
    // Choose from the copy: it contains exactly the files that the server will see.
    let project = load(&copy.located()?, true)?;
    let counts = project.vault.counts();
    if counts.notes == 0 {
        let path = args.vault.clone().unwrap_or_default();
        return Err(Failure::new(format!("{}: no notes in this folder", path.display())));
    }
    let scene = Scene::choose(&project.vault);
    let mut out = anstream::stdout().lock();
    let mut show = Show::new(&mut out, style::width());
    steps::run(&mut show, &copy, &project, counts, scene.as_ref())?;
    Ok(ExitCode::SUCCESS)
}
