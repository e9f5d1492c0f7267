//! The load bench: `linkwright-bench VAULT [NAME=COMMAND…]`, and the vault generator.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, thread};

use clap::{Parser, Subcommand};
use linkwright_bench::corpus::Corpus;
use linkwright_bench::generate::{Spec, generate};
use linkwright_bench::session::{self, Report};

#[derive(Parser)]
#[command(about = "Measures language servers on a vault", args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The vault; each server gets a copy of it.
    vault: Option<PathBuf>,
    /// The servers, each as `name=command with arguments`. Linkwright as it stands in
    /// `target/release` unless one is given.
    servers: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
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
    let arguments = Arguments::parse();
    let done = match (arguments.command, arguments.vault) {
        (Some(Command::Generate { notes, folder, seed }), _) => write_vault(notes, &folder, seed),
        (None, Some(vault)) => measure(&vault, &arguments.servers),
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

fn measure(vault: &Path, servers: &[String]) -> io::Result<()> {
    let corpus = Corpus::read(vault).map_err(named(vault))?;
    let links: usize = corpus.notes.iter().map(|note| note.links.len()).sum();
    let mut out = io::stdout().lock();
    let mib = corpus.bytes as f64 / f64::from(1 << 20);
    writeln!(out, "{} notes, {mib:.1} MiB, {links} wikilinks", corpus.notes.len())?;
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let floor = floor(vault, &corpus, threads)?;
    writeln!(out, "floor: every note read once by {threads} threads in {}\n", shown(floor))?;
    let own = ["linkwright=target/release/linkwright lsp".to_owned()];
    let servers = if servers.is_empty() { &own } else { servers };
    for server in servers {
        let (name, command) = server
            .split_once('=')
            .ok_or_else(|| io::Error::other(format!("{server}: expected name=command")))?;
        let copy = tempfile::tempdir()?;
        let root = copy.path().join("vault");
        session::copy(vault, &root).map_err(named(vault))?;
        match session::run(&absolute(command)?, &root, &corpus) {
            Ok(report) => print(&mut out, name, &report, floor)?,
            Err(error) => writeln!(out, "{name}: {error}\n")?,
        }
    }
    Ok(())
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

fn print(out: &mut impl Write, name: &str, report: &Report, floor: Duration) -> io::Result<()> {
    writeln!(out, "{name}")?;
    match report.ready {
        Some(ready) => {
            let ratio = ready.as_secs_f64() / floor.as_secs_f64();
            writeln!(
                out,
                "  ready from cold           {:>10}  ({ratio:.1} × floor)",
                shown(ready)
            )?;
        }
        None => writeln!(out, "  never gave a right definition")?,
    }
    if let Some((ready, peak)) = report.memory {
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        writeln!(out, "  memory ready / peak       {:>6.1} / {:.1} MiB", mib(ready), mib(peak))?;
    }
    if !report.asked.is_empty() {
        writeln!(out, "  {:26}{:>9} {:>9} {:>9}   right", "", "p50", "p95", "p99")?;
    }
    for asked in &report.asked {
        let time = |share| asked.percentile(share).map_or("-".to_owned(), shown);
        let count = asked.times.len();
        writeln!(
            out,
            "  {:26}{:>9} {:>9} {:>9}   {}/{count}",
            asked.what,
            time(0.5),
            time(0.95),
            time(0.99),
            asked.right
        )?;
    }
    writeln!(out)
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        1.0.. => format!("{seconds:.2} s"),
        0.001.. => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}
