//! `linkwright graph`: the files of the vault and the links between them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use linkwright_vault::{LinkRef, Vault};
use serde_json::json;

use super::open::VaultArgs;
use crate::failure::Failure;
use crate::interrupt::{Interruptible, check_interrupted, unless_interrupted};

/// Print the graph of the vault: its notes, and the links between them.
///
/// Attachments are included if a note links to them.
///
/// Example: linkwright graph --format dot | dot -Tsvg > vault.svg
#[derive(clap::Args)]
pub(crate) struct GraphArgs {
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: GraphFormat,

    /// Include the names of files that do not exist but have links.
    #[arg(long)]
    unresolved: bool,

    #[command(flatten)]
    vault: VaultArgs,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum GraphFormat {
    /// One JSON object with `nodes` and `edges`.
    #[default]
    Json,
    /// The language of Graphviz.
    Dot,
    /// For Gephi, yEd and others.
    Graphml,
}

/// A graph. Nodes are known by their vault paths, or by the names of files that do not exist.
struct Graph {
    /// The name and the kind of each node.
    nodes: BTreeMap<String, (String, &'static str)>,
    /// The number of links from one node to another.
    edges: BTreeMap<(String, String), usize>,
}

pub(crate) fn run(args: &GraphArgs) -> Result<ExitCode, Failure> {
    let (_, mut project) = args.vault.open()?;
    project.ask_disk_for_all_links();
    let graph = Graph::of(&project.vault, args.unresolved)?;
    let mut out = BufWriter::new(Interruptible(std::io::stdout().lock()));
    let written = match args.format {
        GraphFormat::Json => graph.json(&mut out),
        GraphFormat::Dot => graph.dot(&mut out),
        GraphFormat::Graphml => graph.graphml(&mut out),
    };
    unless_interrupted(written.and_then(|()| Ok(out.flush()?)))?;
    Ok(ExitCode::SUCCESS)
}

impl Graph {
    fn of(vault: &Vault, with_unresolved: bool) -> Result<Graph, Failure> {
        let mut graph = Graph { nodes: BTreeMap::new(), edges: BTreeMap::new() };
        let mut linked = BTreeSet::new();
        for (source, file) in vault.files() {
            check_interrupted()?;
            let Some(note) = file.note.as_ref().filter(|_| file.kind.has_links()) else { continue };
            let kind = if file.as_note().is_some() { "note" } else { "canvas" };
            graph.nodes.insert(file.path.to_string(), (file.name().to_owned(), kind));
            for (index, _) in (0..).zip(&note.links) {
                let Some(target) = vault.resolve(LinkRef { source, index }).file() else {
                    continue;
                };
                if target != source {
                    linked.insert(target);
                    let ends = (file.path.to_string(), vault.file(target).path.to_string());
                    *graph.edges.entry(ends).or_default() += 1;
                }
            }
        }
        for target in linked {
            let file = vault.file(target);
            let node = (file.name().to_owned(), "attachment");
            graph.nodes.entry(file.path.to_string()).or_insert(node);
        }
        if with_unresolved {
            for target in vault.unresolved_targets() {
                let name = target.path.rsplit('/').next().unwrap_or(&target.path).to_owned();
                for link in &target.links {
                    let source = vault.file(link.source).path.to_string();
                    *graph.edges.entry((source, target.path.clone())).or_default() += 1;
                }
                graph.nodes.entry(target.path).or_insert((name, "unresolved"));
            }
        }
        Ok(graph)
    }

    fn json(&self, out: &mut impl Write) -> Result<(), Failure> {
        write!(out, "{{\"nodes\":[")?;
        for (at, (id, (name, kind))) in self.nodes.iter().enumerate() {
            let node = json!({"id": id, "name": name, "kind": kind});
            write!(out, "{}\n{node}", if at > 0 { "," } else { "" })?;
        }
        write!(out, "\n],\"edges\":[")?;
        for (at, ((source, target), links)) in self.edges.iter().enumerate() {
            let edge = json!({"source": source, "target": target, "links": links});
            write!(out, "{}\n{edge}", if at > 0 { "," } else { "" })?;
        }
        Ok(writeln!(out, "\n]}}")?)
    }

    fn dot(&self, out: &mut impl Write) -> Result<(), Failure> {
        let quote = |text: &str| {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
        };
        writeln!(out, "digraph vault {{")?;
        for (id, (name, kind)) in &self.nodes {
            let style = match *kind {
                "attachment" => ", shape=box",
                "unresolved" => ", style=dashed",
                _ => "",
            };
            writeln!(out, "  {} [label={}{style}];", quote(id), quote(name))?;
        }
        for ((source, target), links) in &self.edges {
            writeln!(out, "  {} -> {} [weight={links}];", quote(source), quote(target))?;
        }
        Ok(writeln!(out, "}}")?)
    }

    fn graphml(&self, out: &mut impl Write) -> Result<(), Failure> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
        for (key, element, name, kind) in [
            ("n", "node", "name", "string"),
            ("k", "node", "kind", "string"),
            ("l", "edge", "links", "int"),
        ] {
            writeln!(
                out,
                "  <key id=\"{key}\" for=\"{element}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            )?;
        }
        writeln!(out, "  <graph edgedefault=\"directed\">")?;
        for (id, (name, kind)) in &self.nodes {
            let (id, name) = (xml(id), xml(name));
            writeln!(
                out,
                "    <node id=\"{id}\"><data key=\"n\">{name}</data><data key=\"k\">{kind}</data></node>"
            )?;
        }
        for ((source, target), links) in &self.edges {
            let (source, target) = (xml(source), xml(target));
            writeln!(
                out,
                "    <edge source=\"{source}\" target=\"{target}\"><data key=\"l\">{links}</data></edge>"
            )?;
        }
        Ok(writeln!(out, "  </graph>\n</graphml>")?)
    }
}

/// `text` for an attribute or an element of XML. Characters that XML does not allow become spaces.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
