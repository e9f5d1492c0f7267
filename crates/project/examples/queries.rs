//! Times queries of a vault: each the first time, with all that it reads, and the median of ten more:
//! `cargo run --release -p linkwright-project --example queries -- FOLDER [NAME]`. With a name, only queries that
//! have it in theirs.
#![allow(clippy::print_stdout)]

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_project::{Error, Located, Project, QuerySource};
use linkwright_query::{Base, Context, Search};
use linkwright_text::Span;

/// Searches: one that names decide, and some that read every text.
const SEARCHES: &[&str] =
    &["tag:status -path:a", "quiet focus", "line:(the of)", "block:(the of)", "[tags]"];

/// Bases, each with what it is about.
const BASES: &[(&str, &str)] = &[
    ("a tag", "filters: file.hasTag(\"status\")\n"),
    (
        "properties, sorted",
        "filters: file-created > \"2023-01-01\"\nviews:\n  - order: [file.name, aliases]\n    sort: [aliases]\n",
    ),
    (
        "all backlinks, counted",
        "formulas:\n  n: file.backlinks.length\nviews:\n  - order: [file.name, formula.n]\n    sort: [{property: formula.n, direction: DESC}]\n    summaries: {formula.n: Sum}\n",
    ),
    (
        "links to a note, by time",
        "filters: file.hasLink(\"Belonging\")\nviews:\n  - sort: [file.mtime]\n",
    ),
];

fn main() -> Result<(), Error> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(Error::Refused("usage: queries FOLDER".to_owned()));
    };
    let wanted = std::env::args().nth(2).unwrap_or_default();
    let cancel = AtomicBool::new(false);
    let started = Instant::now();
    let located = Located::named(folder.as_ref())?;
    let project = Project::open(&located, &cancel, |_, _| ())?;
    println!("{:9.1?} to open {} files", started.elapsed(), project.vault.counts().files);
    for query in SEARCHES.iter().filter(|query| query.contains(&wanted)) {
        let search = Search::parse(query, false).map_err(|it| Error::Refused(it.to_string()))?;
        report(query, || Ok(project.search(&search, &cancel)?.len()))?;
    }
    for (name, text) in BASES.iter().filter(|(name, _)| name.contains(&wanted)) {
        let text = text.replace("file-created", "note[\"file-created\"]");
        let base = Base::parse(&text, Span::new(0, text.len()));
        if let Some(problem) = base.problems.first() {
            return Err(Error::Refused(format!("{name}: {problem}")));
        }
        let started = Instant::now();
        let source = project.query_source(base.needs(&base.views[0]), &cancel)?;
        println!("{:9.1?} to read what is needed for:", started.elapsed());
        report(name, || rows(&project, &source, &base))?;
    }
    Ok(())
}

fn rows(project: &Project, source: &QuerySource, base: &Base) -> Result<usize, Error> {
    let context = Context::new(&project.vault, source, Timestamp::now(), TimeZone::UTC, None);
    let table = base.run(&base.views[0], &context);
    Ok(table.map_err(|it| Error::Refused(it.to_string()))?.rows.len())
}

/// Runs a query, and prints its times and the number of its results.
fn report(name: &str, run: impl Fn() -> Result<usize, Error>) -> Result<(), Error> {
    let mut results = 0;
    let mut time = || -> Result<Duration, Error> {
        let started = Instant::now();
        results = run()?;
        Ok(started.elapsed())
    };
    let first = time()?;
    let mut more = (0..10).map(|_| time()).collect::<Result<Vec<_>, _>>()?;
    more.sort();
    println!("{first:9.1?} first, {:9.1?} then: {name} ({results} results)", more[more.len() / 2]);
    Ok(())
}
