//! The load bench: `linkwright-bench VAULT [NAME=COMMAND…]`, its curve over generated vaults, and
//! the vault generator.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use clap::{Args, Parser, Subcommand};
use linkwright_bench::corpus::Corpus;
use linkwright_bench::features::features;
use linkwright_bench::generate::{Spec, generate};
use linkwright_bench::load::load;
use linkwright_bench::measures::measure;
use linkwright_bench::report::{Report, compare, mib, print, shown};
use linkwright_bench::session::Session;

#[derive(Parser)]
#[command(about = "Measures language servers on a vault", args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The vault; each server gets a copy of it.
    vault: Option<PathBuf>,
    #[command(flatten)]
    servers: Servers,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Servers {
    /// The servers, each as `name=command with arguments`. Linkwright as it stands in
    /// `target/release` unless one is given.
    servers: Vec<String>,
    /// Put them under load instead: bursts of keys, changes of thousands of files, a large note.
    #[arg(long)]
    load: bool,
    /// Ask for each feature instead, Linkwright's own commands among them.
    #[arg(long, conflicts_with = "load")]
    features: bool,
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
    /// Measure on generated vaults of different sizes, and print one table.
    Scale {
        /// How many notes, of each vault.
        #[arg(long, value_delimiter = ',', default_value = "1700,10000,100000")]
        notes: Vec<usize>,
        #[command(flatten)]
        servers: Servers,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match (arguments.command, arguments.vault) {
        (Some(Command::Generate { notes, folder, seed }), _) => write_vault(notes, &folder, seed),
        (Some(Command::Scale { notes, servers }), _) => scale(&notes, &servers),
        (None, Some(vault)) => run(&vault, &arguments.servers),
        (None, None) => Err(io::Error::other("name a vault; --help says more")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn named<'p>(path: &'p Path) -> impl Fn(io::Error) -> io::Error + 'p {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn write_vault(notes: usize, folder: &Path, seed: u64) -> io::Result<()> {
    fs::create_dir(folder).map_err(named(folder))?;
    for note in generate(Spec::new(notes, seed)) {
        let path = folder.join(&note.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(named(parent))?;
        }
        fs::write(&path, &note.text).map_err(named(&path))?;
    }
    Ok(())
}

/// Every server on copies of one vault, and a table of them all.
fn run(vault: &Path, servers: &Servers) -> io::Result<()> {
    let corpus = Corpus::read(vault).map_err(named(vault))?;
    let mut out = io::stdout().lock();
    let floor = introduce(&mut out, vault, &corpus)?;
    let mut reports = Vec::new();
    for (name, command) in servers.commands()? {
        let copied = tempfile::tempdir()?;
        let folder = copied.path().join("vault");
        copy(vault, &folder).map_err(named(vault))?;
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

/// Every server on generated vaults, and for each a table with a column for each size.
fn scale(sizes: &[usize], servers: &Servers) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, command) in servers.commands()? {
        let mut reports = Vec::new();
        for &notes in sizes {
            let generated = tempfile::tempdir()?;
            let folder = generated.path().join("vault");
            write_vault(notes, &folder, 1)?;
            let corpus = Corpus::read(&folder).map_err(named(&folder))?;
            let floor = introduce(&mut out, &folder, &corpus)?;
            let report = servers.measure(&command, &folder, &corpus)?;
            print(&mut out, &name, &report, floor)?;
            reports.push((format!("{notes} notes"), report));
        }
        compare(&mut out, &reports)?;
    }
    Ok(())
}

impl Servers {
    /// Names and commands.
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
        let ask = match (self.load, self.features) {
            (true, _) => load,
            (_, true) => features,
            _ => measure,
        };
        ask(&mut session, &mut report.asked)?;
        session.end(&mut report);
        Ok(report)
    }
}

/// The command with its program made absolute: servers start in their vault.
fn absolute(command: &str) -> io::Result<String> {
    let (program, rest) = command.split_once(' ').unwrap_or((command, ""));
    if !program.contains('/') {
        return Ok(command.to_owned());
    }
    let program = fs::canonicalize(program).map_err(named(Path::new(program)))?;
    Ok(format!("{} {rest}", program.display()))
}

/// Says what the vault is, and measures the floor.
fn introduce(out: &mut impl Write, vault: &Path, corpus: &Corpus) -> io::Result<Duration> {
    let links: usize = corpus.notes.iter().map(|note| note.links.len()).sum();
    let (hub, to_hub) = corpus.hub();
    let hub = corpus.notes.get(hub).map_or("", |note| &note.path);
    let size = mib(corpus.bytes);
    writeln!(out, "{} notes, {size} MiB, {links} wikilinks", corpus.notes.len())?;
    writeln!(out, "hub: {hub}, {} links by name", to_hub.len())?;
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let floor = floor(vault, corpus, threads)?;
    writeln!(out, "floor: every note read once by {threads} threads in {}\n", shown(floor))?;
    Ok(floor)
}

/// How long it takes to read every note once, the best of three.
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
