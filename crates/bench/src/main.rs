//! `linkwright-bench generate NOTES FOLDER`: writes a generated vault.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use clap::{Parser, Subcommand};
use linkwright_bench::generate::{Spec, generate};

#[derive(Parser)]
#[command(about = "Generates vaults and measures language servers on them")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a vault of NOTES notes into FOLDER, which must not exist yet.
    Generate {
        /// How many notes.
        notes: usize,
        /// Where to.
        folder: PathBuf,
        /// What the random choices start from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> io::Result<()> {
    let Command::Generate { notes, folder, seed } = command;
    let named = |error: io::Error, path: &PathBuf| {
        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
    };
    fs::create_dir(&folder).map_err(|error| named(error, &folder))?;
    for note in generate(Spec::new(notes, seed)) {
        let path = folder.join(&note.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| named(error, &path))?;
        }
        fs::write(&path, &note.text).map_err(|error| named(error, &path))?;
    }
    Ok(())
}
