//! Loading a vault for a command.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use linkwright_project::{Located, Project};

use crate::failure::Failure;
use crate::interrupt::INTERRUPTED;

/// Loads a vault. On a terminal, a progress bar appears if this takes long, unless `quiet`.
///
/// # Errors
/// As [`Project::open`]; Ctrl-C cancels.
pub(crate) fn load(located: &Located, quiet: bool) -> Result<Project, Failure> {
    let mut progress = LoadProgress::new(quiet);
    Ok(Project::open(located, &INTERRUPTED, |done, total| progress.show(done, total))?)
}

/// A progress bar, shown on a terminal after 400 ms.
struct LoadProgress {
    started: Instant,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl LoadProgress {
    fn new(quiet: bool) -> LoadProgress {
        let quiet = quiet || !std::io::stderr().is_terminal();
        LoadProgress { started: Instant::now(), bar: None, quiet }
    }

    fn show(&mut self, done: usize, total: usize) {
        if self.quiet || (self.bar.is_none() && self.started.elapsed() < Duration::from_millis(400))
        {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = "loading notes {bar:32.green} {human_pos}/{human_len}";
            let style = ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style)
        });
        bar.set_length(total as u64);
        bar.set_position(bar.position().max(done as u64));
    }
}

impl Drop for LoadProgress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
