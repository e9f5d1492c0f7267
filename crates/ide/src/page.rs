//! Runs the examples of `docs/features.md`.
//!
//! A code block whose info string starts with the word `vault` is a small vault. The next word names
//! the feature to run ([`FEATURES`]); the line before the block can give it an argument. The next
//! block has the expected result: ` ```result `, or ` ```vault result ` if the result is files.

use std::fmt::Write as _;
use std::path::Path;

use linkwright_fixture::page::{Example, examples};
use linkwright_syntax::blocks as blocks_of;
use linkwright_text::Span;
use linkwright_vault::FileId;

use crate::definition::NavigationTarget;
use crate::fixture::Vaulted;
use crate::{
    Texts, actions, call_hierarchy, completion, definition, diagnostics, document_links,
    folding_ranges, highlights, hints, hover, lenses, mentions, outgoing, references,
    selection_ranges, symbols, tokens,
};

/// Runs a feature with the argument from the page, and returns the result as the page shows it.
type RunFeature = fn(&Vaulted, &str) -> String;

/// The features by the names that the page uses. Each is run at the cursor, or for the note that
/// contains the cursor.
const FEATURES: &[(&str, RunFeature)] = &[
    ("action", actions::tests::page::show),
    ("completion", completion::tests::show),
    ("definition", show_definition),
    ("diagnostics", show_diagnostics),
    ("mentions", show_mentions),
    ("references", show_references),
    ("backlinks", show_backlinks),
    ("outgoing", show_outgoing),
    ("calls", call_hierarchy::tests::show),
    ("highlights", show_highlights),
    ("hover", show_hover),
    ("outline", show_outline),
    ("symbols", show_symbols),
    ("links", show_links),
    ("lenses", show_lenses),
    ("hints", show_hints),
    ("tokens", show_tokens),
    ("folds", show_folds),
    ("selection", show_selection),
];

#[test]
fn examples_give_their_results() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/features.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    let mut tested = Vec::new();
    let mut examples = examples(&page).into_iter();
    while let Some(Example { info, argument, text, line }) = examples.next() {
        let Some(name) = info.strip_prefix("vault ") else { continue };
        let feature = FEATURES.iter().find(|(feature, _)| *feature == name);
        let (_, run) = feature.unwrap_or_else(|| panic!("line {line}: unknown feature `{name}`"));
        let expected = examples.next().expect("the last example has a result");
        assert!(matches!(&*expected.info, "result" | "vault result"), "line {}", expected.line);
        let result = run(&Vaulted::parse(&text), &argument.unwrap_or_default());
        assert_eq!(result.trim_end(), expected.text.trim_end(), "line {line}: `{name}`");
        tested.push(name.to_owned());
    }
    for (feature, _) in FEATURES {
        assert!(tested.iter().any(|name| name == feature), "no example of `{feature}`");
    }
}

/// The diagnostics of each note: the place, the code, and the related places in parentheses.
fn show_diagnostics(vaulted: &Vaulted, _: &str) -> String {
    let mut shown = String::new();
    for file in &vaulted.fixture.files {
        let note = vaulted.file(&file.path);
        for diagnostic in diagnostics::diagnostics(&vaulted.vault, note) {
            let at = location(vaulted, note, diagnostic.span);
            let _ = write!(shown, "{at}: {}", diagnostic.code.name());
            for related in &diagnostic.related {
                let _ = write!(shown, " ({})", location(vaulted, related.file, related.span));
            }
            shown.push('\n');
        }
    }
    shown
}

/// The mentions of the note with the cursor in the other notes, with the names that match.
fn show_mentions(vaulted: &Vaulted, _: &str) -> String {
    let (note, ..) = vaulted.cursor();
    let finder = mentions::MentionFinder::new(&vaulted.vault, note).expect("the note has a name");
    let mut shown = String::new();
    for file in &vaulted.fixture.files {
        let other = vaulted.file(&file.path);
        for mention in finder.find(&file.text).into_iter().filter(|_| other != note) {
            let _ =
                writeln!(shown, "{} ({})", location(vaulted, other, mention.span), mention.name);
        }
    }
    shown
}

/// Shows a place as its path, line and text: `note.md:3: text`. A whole file is shown as `note.md`.
pub(crate) fn location(vaulted: &Vaulted, file: FileId, span: Span) -> String {
    let path = vaulted.path(file);
    if span.end == 0 {
        return path.to_owned();
    }
    let text = vaulted.text(file);
    let line = text[..span.range().start].matches('\n').count() + 1;
    format!("{path}:{line}: {}", text[span].replace('\n', "↵"))
}

/// The texts of `notes`.
pub(crate) fn texts(vaulted: &Vaulted, notes: &[FileId]) -> Texts {
    notes.iter().map(|note| (*note, vaulted.text(*note).into())).collect()
}

fn lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

fn show_definition(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let found = definition(&vaulted.vault, note, text, offset);
    let targets = found.map(|found| found.targets).unwrap_or_default();
    lines(targets.iter().map(|target| location(vaulted, target.file, target.focus)))
}

fn show_references(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let Some(plan) = references::plan(&vaulted.vault, note, text, offset) else {
        return String::new();
    };
    let mut files: Vec<_> = plan.candidates().map(|(file, _)| file).collect();
    files.dedup();
    let mut shown: Vec<_> = files
        .into_iter()
        .flat_map(|file| plan.references_in(file, vaulted.text(file)))
        .map(|found| {
            let suffix = if found.is_definition { " (definition)" } else { "" };
            let at = (vaulted.path(found.file).to_owned(), found.span);
            (at, format!("{}{suffix}", location(vaulted, found.file, found.span)))
        })
        .collect();
    shown.sort();
    lines(shown.into_iter().map(|(_, line)| line))
}

fn show_backlinks(vaulted: &Vaulted, _: &str) -> String {
    let (note, ..) = vaulted.cursor();
    let found = references::backlinks(&vaulted.vault, note);
    lines(found.iter().map(|found| location(vaulted, found.file, found.span)))
}

fn show_outgoing(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    lines(outgoing::outgoing_links(&vaulted.vault, note).iter().map(|link| {
        let target = link.target.as_ref();
        let target = target.map(|target| location(vaulted, target.file, target.focus));
        let target = target.map(|target| format!(" → {target}")).unwrap_or_default();
        format!(
            "{}{target}{}",
            link.display_text(text),
            if link.is_broken { " (broken)" } else { "" }
        )
    }))
}

fn show_highlights(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let found = highlights(&vaulted.vault, note, text, offset);
    lines(found.into_iter().map(|(span, _)| location(vaulted, note, span)))
}

fn show_hover(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let Some(plan) = hover::plan(&vaulted.vault, note, text, offset, false) else {
        return String::new();
    };
    let texts = texts(vaulted, plan.notes());
    let url = |target: &NavigationTarget| Some(vaulted.path(target.file).to_owned());
    hover::finish(plan, &texts, &url).markdown()
}

fn show_outline(vaulted: &Vaulted, _: &str) -> String {
    fn add(symbols: &[symbols::Symbol], depth: usize, shown: &mut String) {
        for symbol in symbols {
            let _ = writeln!(shown, "{}{}", "  ".repeat(depth), symbol.name);
            add(&symbol.children, depth + 1, shown);
        }
    }
    let (note, text, _) = vaulted.cursor();
    let mut shown = String::new();
    add(&symbols::outline(&vaulted.vault, note, text), 0, &mut shown);
    shown
}

fn show_symbols(vaulted: &Vaulted, query: &str) -> String {
    let found = symbols::vault_symbols(&vaulted.vault, query, 10);
    lines(found.iter().map(|it| format!("{} → {}", it.name, location(vaulted, it.file, it.span))))
}

fn show_lenses(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    let lenses = lenses::lenses(&vaulted.vault, note);
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    lines(lenses.iter().map(|lens| format!("line {}: {}", line(lens.span.start), lens.backlinks)))
}

fn show_hints(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    let mut shown = text.to_owned();
    let all = Span::new(0, text.len());
    for hint in hints::title_hints(&vaulted.vault, note, text, all).into_iter().rev() {
        shown.insert_str(hint.offset as usize, &format!(" ‹{}›", hint.title));
    }
    shown
}

fn show_tokens(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    let found = tokens::tokens(&vaulted.vault, note, text, Span::new(0, text.len()));
    lines(found.iter().map(|token| format!("{:?}: {}", token.kind, &text[token.span])))
}

fn show_links(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    let found = document_links(&vaulted.vault, note);
    lines(found.iter().map(|link| format!("{} → {}", &text[link.span], link.tooltip)))
}

fn show_folds(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, _) = vaulted.cursor();
    let found = folding_ranges(text, &blocks_of(text));
    lines(found.iter().map(|fold| location(vaulted, note, fold.span)))
}

fn show_selection(vaulted: &Vaulted, _: &str) -> String {
    let (_, text, offset) = vaulted.cursor();
    let found = selection_ranges(text, &blocks_of(text), &[offset]);
    lines(found[0].iter().map(|span| text[*span].replace('\n', "↵")))
}
