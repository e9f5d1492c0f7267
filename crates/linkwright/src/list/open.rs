//! The vault and the notes that a listing command is about.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use linkwright_project::{Located, Project};
use linkwright_text::{ColumnCounting, PositionEncoding, Positions};
use linkwright_vault::FileId;

use super::table::{Table, TableFormat};
use crate::failure::Failure;
use crate::find::{FileArg, PlaceArg};
use crate::interrupt::{self, check_interrupted};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::warn_of_interrupted;
use crate::style::WARNING;

/// Maximum number of texts that are in memory at once.
const TEXTS_AT_ONCE: usize = 256;

/// The vault of a command.
#[derive(clap::Args)]
pub(crate) struct VaultArgs {
    /// The vault. The default is the nearest parent folder that contains .obsidian or
    /// .linkwright.toml, else the current folder.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
}

/// The options that all listing commands share.
#[derive(clap::Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(super) vault: VaultArgs,

    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: TableFormat,

    /// Print only the number of results.
    #[arg(long)]
    total: bool,
}

impl VaultArgs {
    /// Loads the vault. Warns about notes that could not be read.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(super) fn open(&self) -> Result<(Located, LoadedProject), Failure> {
        let located = match &self.vault {
            Some(folder) => Located::named(folder)?,
            None => Located::of(Path::new("."))?,
        };
        let project = load_with_warnings(&located)?;
        Ok((located, project))
    }

    /// Loads the vault of the file that the user named, and finds the file: by its path from the current
    /// folder or from the vault's folder, or by its name or alias.
    ///
    /// # Errors
    /// If there is no such file, or several.
    pub(super) fn open_with(&self, name: &str) -> Result<(LoadedProject, FileId), Failure> {
        let argument = FileArg::new(name);
        let located = argument.locate(self.vault.as_deref())?;
        let project = load_with_warnings(&located)?;
        let file = argument.find(&located, &project, Located::vault_path)?;
        Ok((project, file))
    }

    /// As [`open_with`](Self::open_with), for `NOTE` or `NOTE#HEADING`: also returns the part after the `#`.
    ///
    /// # Errors
    /// As for [`open_with`](Self::open_with).
    pub(super) fn open_at<'a>(
        &self,
        given: &'a str,
    ) -> Result<(LoadedProject, FileId, Option<&'a str>), Failure> {
        let argument = PlaceArg::new(given);
        let located = argument.locate(self.vault.as_deref())?;
        let project = load_with_warnings(&located)?;
        let (note, subpath) = argument.split(&project.vault);
        let file = note.find(&located, &project, Located::vault_path)?;
        Ok((project, file, subpath))
    }
}

impl ListArgs {
    /// A table with these columns on standard output.
    pub(super) fn table(&self, columns: &'static [&'static str]) -> Result<Table, Failure> {
        Table::new(self.format, self.total, columns)
    }
}

/// A project that is not dropped: when the command ends, the end of the process frees it faster.
pub(super) type LoadedProject = ManuallyDrop<Project>;

fn load_with_warnings(located: &Located) -> Result<LoadedProject, Failure> {
    interrupt::install_handler();
    print_notice(located);
    warn_of_interrupted(&located.root);
    let project = load(located, false)?;
    for unread in &project.read_errors {
        anstream::eprintln!("{WARNING}warning{WARNING:#}: {unread}");
    }
    Ok(ManuallyDrop::new(project))
}

/// Calls `each` with every file and its text, in the order of `files`.
///
/// # Errors
/// Those of `each`; if a file cannot be read or has changed; after Ctrl-C.
pub(super) fn each_text(
    project: &Project,
    files: &[FileId],
    mut each: impl FnMut(FileId, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for files in files.chunks(TEXTS_AT_ONCE) {
        check_interrupted()?;
        for (file, text) in project.texts(files)? {
            each(file, &text)?;
        }
    }
    Ok(())
}

/// Converts offsets in `text` to lines and columns, both counted from 1; columns in characters.
pub(super) fn line_and_column(text: &str) -> impl FnMut(u32) -> (u32, u32) {
    let mut positions = Positions::new(text, ColumnCounting::of_file(PositionEncoding::Utf32));
    move |offset| {
        let position = positions.at(offset);
        (position.line + 1, position.column + 1)
    }
}
