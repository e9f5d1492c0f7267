//! The load bench (`linkwright-bench VAULT [NAME=COMMAND…]`), the same on generated vaults of
//! several sizes, and the vault generator.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use clap::{Args, Parser, Subcommand};
use linkwright_bench::check::measure_check;
use linkwright_bench::corpus::Corpus;
use linkwright_bench::features::measure_features;
use linkwright_bench::generate::{VaultSpec, generate};
use linkwright_bench::load::measure_load;
use linkwright_bench::measures::measure_defaults;
use linkwright_bench::report::{Report, compare, format_mib, format_time, print};
use linkwright_bench::session::Session;

#[derive(Parser)]
#[command(about = "Measures language servers on a vault", args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The vault. Each server gets a copy of it.
    vault: Option<PathBuf>,
    #[command(flatten)]
    servers: Servers,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Servers {
    /// The servers, each as `name=command with arguments`. Default: `target/release/linkwright`.
    servers: Vec<String>,
    /// Measure under load instead: bursts of keys, thousands of changed files, a large note.
    #[arg(long)]
    load: bool,
    /// Measure each feature instead, including Linkwright's own commands.
    #[arg(long, conflicts_with = "load")]
    features: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Generate a vault of NOTES notes in FOLDER, which must not exist yet.
    Generate {
        /// Number of notes.
        notes: usize,
        /// Folder to create.
        folder: PathBuf,
        /// Seed of the random choices.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Measure on generated vaults of different sizes, and print one table.
    Scale {
        /// Number of notes of each vault.
        #[arg(long, value_delimiter = ',', default_value = "1700,10000,100000")]
        notes: Vec<usize>,
        #[command(flatten)]
        servers: Servers,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match (arguments.command, arguments.vault) {
        (Some(Command::Generate { notes, folder, seed }), _) => write_vault(notes, &folder, seed),
        (Some(Command::Scale { notes, servers }), _) => scale(&notes, &servers),
        (None, Some(vault)) => run(&vault, &arguments.servers),
        (None, None) => Err(io::Error::other("no vault given; see --help")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Adds `path` to the message of an error.
fn with_path<'p>(path: &'p Path) -> impl Fn(io::Error) -> io::Error + 'p {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn write_vault(notes: usize, folder: &Path, seed: u64) -> io::Result<()> {
    fs::create_dir(folder).map_err(with_path(folder))?;
    for note in generate(VaultSpec::new(notes, seed)) {
        let path = folder.join(&note.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(with_path(parent))?;
        }
        fs::write(&path, &note.text).map_err(with_path(&path))?;
    }
    Ok(())
}

/// Measures every server on a copy of one vault, and prints a table that compares them.
fn run(vault: &Path, servers: &Servers) -> io::Result<()> {
    let corpus = Corpus::read(vault).map_err(with_path(vault))?;
    let mut out = io::stdout().lock();
    let floor = print_vault(&mut out, vault, &corpus)?;
    let mut reports = Vec::new();
    for (name, command) in servers.commands()? {
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().join("vault");
        copy(vault, &folder).map_err(with_path(vault))?;
        match servers.measure(&command, &folder, &corpus) {
            Ok(report) => {
                print(&mut out, &name, &report, floor)?;
                reports.push((name, report));
            }
            Err(error) => writeln!(out, "{name}: {error}\n")?,
        }
    }
    if reports.len() > 1 {
        compare(&mut out, &reports)?;
    }
    Ok(())
}

/// Measures every server on generated vaults, and prints a table for each with a column per size.
fn scale(sizes: &[usize], servers: &Servers) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, command) in servers.commands()? {
        let mut reports = Vec::new();
        for &notes in sizes {
            let temporary = tempfile::tempdir()?;
            let folder = temporary.path().join("vault");
            write_vault(notes, &folder, 1)?;
            let corpus = Corpus::read(&folder).map_err(with_path(&folder))?;
            let floor = print_vault(&mut out, &folder, &corpus)?;
            let report = servers.measure(&command, &folder, &corpus)?;
            print(&mut out, &name, &report, floor)?;
            reports.push((format!("{notes} notes"), report));
        }
        compare(&mut out, &reports)?;
    }
    Ok(())
}

impl Servers {
    /// The name and command of each server.
    fn commands(&self) -> io::Result<Vec<(String, String)>> {
        if self.servers.is_empty() {
            let own = absolute("target/release/linkwright lsp")?;
            return Ok(vec![("linkwright".to_owned(), own)]);
        }
        let split = |server: &String| {
            let (name, command) = server
                .split_once('=')
                .ok_or_else(|| io::Error::other(format!("{server}: expected name=command")))?;
            Ok((name.to_owned(), absolute(command)?))
        };
        self.servers.iter().map(split).collect()
    }

    fn measure(&self, command: &str, folder: &Path, corpus: &Corpus) -> io::Result<Report> {
        let mut report = Report::default();
        let Some(mut session) = Session::start(command, folder, corpus, &mut report)? else {
            return Ok(report);
        };
        let measure = match (self.load, self.features) {
            (true, _) => measure_load,
            (_, true) => measure_features,
            _ => measure_defaults,
        };
        measure(&mut session, &mut report.measurements)?;
        session.record_peak_memory(&mut report);
        drop(session);
        if !self.load && !self.features {
            report.measurements.extend(measure_check(command, folder)?);
        }
        Ok(report)
    }
}

/// The command with the absolute path of its program, because servers start in the vault's folder.
fn absolute(command: &str) -> io::Result<String> {
    let (program, rest) = command.split_once(' ').unwrap_or((command, ""));
    if !program.contains('/') {
        return Ok(command.to_owned());
    }
    let program = fs::canonicalize(program).map_err(with_path(Path::new(program)))?;
    Ok(format!("{} {rest}", program.display()))
}

/// Prints the size of the vault, and measures and prints the floor.
fn print_vault(out: &mut impl Write, vault: &Path, corpus: &Corpus) -> io::Result<Duration> {
    let links: usize = corpus.notes.iter().map(|note| note.links.len()).sum();
    let (hub, to_hub) = corpus.hub();
    let hub = corpus.notes.get(hub).map_or("", |note| &note.path);
    let size = format_mib(corpus.bytes);
    writeln!(out, "{} notes, {size} MiB, {links} wikilinks", corpus.notes.len())?;
    writeln!(out, "hub: {hub}, {} links by name", to_hub.len())?;
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let floor = floor(vault, corpus, threads)?;
    writeln!(out, "floor: every note read once by {threads} threads in {}\n", format_time(floor))?;
    Ok(floor)
}

/// The time to read every note once: the best of three runs.
fn floor(vault: &Path, corpus: &Corpus, threads: usize) -> io::Result<Duration> {
    let once = || {
        let start = Instant::now();
        thread::scope(|scope| {
            for first in 0..threads {
                scope.spawn(move || {
                    for note in corpus.notes.iter().skip(first).step_by(threads) {
                        std::hint::black_box(fs::read(vault.join(&note.path)).ok());
                    }
                });
            }
        });
        start.elapsed()
    };
    (0..3).map(|_| once()).min().ok_or_else(|| io::Error::other("nothing was read"))
}

/// Copies the vault at `from` to `to`, which does not exist yet.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&path, &target)?;
        } else if kind.is_file() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
