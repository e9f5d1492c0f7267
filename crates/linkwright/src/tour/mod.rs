//! `linkwright tour`

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

/// See in half a minute what the server does, on a copy of your notes.
///
/// It starts the real server and speaks to it as an editor would: it completes a link by an alias,
/// follows it, breaks one, and renames a note with its title, its alias and every link. Only the
/// copy is edited, and removed at the end.
#[derive(clap::Args)]
pub(crate) struct TourArgs {
    /// A vault of yours. Without one, a small one about psychology is shown.
    vault: Option<PathBuf>,
}

pub(crate) fn run(args: &TourArgs) -> Result<ExitCode, Failure> {
    interrupt::watch();
    let copy = match &args.vault {
        Some(path) if path.is_file() => {
            return Err(Failure::new(format!("{}: not a folder", path.display())));
        }
        Some(path) => Copy::of_vault(&load(&Located::named(path)?, false)?)?,
        None => Copy::embedded()?,
    };
    // What is shown is chosen from the copy, which holds exactly what the server will see.
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
