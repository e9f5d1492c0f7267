//! `docs/features.md` runs: each block that begins with the word `vault` is a small vault, and the
//! word behind it says what is asked of it ([`CLAIMS`]), with what the line before the block gives; the
//! next block, ` ```result ` or, where that is files, ` ```vault result `, is what comes out.

use std::fmt::Write as _;
use std::path::Path;

use linkwright_fixture::page::{Example, examples};
use linkwright_syntax::{blocks as blocks_of, scan};
use linkwright_text::Span;
use linkwright_vault::FileId;

use crate::fixture::Vaulted;
use crate::{
    Texts, actions, completion, definition, diagnostics, document_links, folding_ranges,
    highlights, hints, hover, lenses, mentions, outgoing, references, selection_ranges, symbols,
    tokens,
};

type Show = fn(&Vaulted, &str) -> String;

/// What can be asked of a vault: the claim, and how the answer is shown, with what is given. What is
/// under the cursor is asked about, or the note that holds it.
const CLAIMS: &[(&str, Show)] = &[
    ("action", actions::tests::page::show),
    ("completion", completion::tests::show),
    ("definition", show_definition),
    ("findings", show_findings),
    ("mentions", show_mentions),
    ("references", show_references),
    ("backlinks", show_backlinks),
    ("outgoing", show_outgoing),
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
fn the_page_runs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/features.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    let mut asked = Vec::new();
    let mut examples = examples(&page).into_iter();
    while let Some(Example { info, argument, text, line }) = examples.next() {
        let Some(claim) = info.strip_prefix("vault ") else { continue };
        let known = CLAIMS.iter().find(|(known, _)| *known == claim);
        let (word, show) = known.unwrap_or_else(|| panic!("line {line}: no claim is `{claim}`"));
        let result = examples.next().expect("the last example has a result");
        assert!(matches!(&*result.info, "result" | "vault result"), "line {}", result.line);
        let shown = show(&Vaulted::parse(&text), &argument.unwrap_or_default());
        assert_eq!(shown.trim_end(), result.text.trim_end(), "line {line}: `{claim}`");
        asked.push(word);
    }
    for (word, _) in CLAIMS {
        assert!(asked.contains(&word), "the page does not show `{word}`");
    }
}

/// What is wrong in each note: the place, the kind, and in parentheses what is related.
fn show_findings(vaulted: &Vaulted, _: &str) -> String {
    let mut shown = String::new();
    for file in &vaulted.fixture.files {
        let note = vaulted.file(&file.path);
        for found in diagnostics::diagnostics(&vaulted.vault, note) {
            let _ = write!(shown, "{}: {}", location(vaulted, note, found.span), found.code.name());
            for related in &found.related {
                let _ = write!(shown, " ({})", location(vaulted, related.file, related.span));
            }
            shown.push('\n');
        }
    }
    shown
}

/// The mentions of the note that holds the cursor in the others, and which of its names they are.
fn show_mentions(vaulted: &Vaulted, _: &str) -> String {
    let (note, ..) = vaulted.cursor();
    let mentions = mentions::MentionFinder::new(&vaulted.vault, note).expect("the note has a name");
    let mut shown = String::new();
    for file in &vaulted.fixture.files {
        let other = vaulted.file(&file.path);
        for mention in mentions.find(&file.text).into_iter().filter(|_| other != note) {
            let _ =
                writeln!(shown, "{} ({})", location(vaulted, other, mention.span), mention.name);
        }
    }
    shown
}

/// A place: its file, its line and its words, `note.md:3: words`; of a file as a whole `note.md`.
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
            let made = if found.definition { " (made here)" } else { "" };
            let at = (vaulted.path(found.file).to_owned(), found.span);
            (at, format!("{}{made}", location(vaulted, found.file, found.span)))
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
        let leads = link.target.as_ref().map(|target| location(vaulted, target.file, target.focus));
        let leads = leads.map(|place| format!(" → {place}")).unwrap_or_default();
        format!("{}{leads}{}", link.display_text(text), if link.broken { " (broken)" } else { "" })
    }))
}

fn show_highlights(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let found = highlights(&vaulted.vault, note, text, offset);
    lines(found.into_iter().map(|(span, _)| location(vaulted, note, span)))
}

fn show_hover(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let Some(plan) = hover::plan(&vaulted.vault, note, text, offset) else { return String::new() };
    let texts = texts(vaulted, plan.notes());
    let address = |image| Some(vaulted.path(image).to_owned());
    hover::finish(plan, &texts, &address).markdown()
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

fn show_symbols(vaulted: &Vaulted, typed: &str) -> String {
    let found = symbols::vault_symbols(&vaulted.vault, typed, 10);
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
    let found = folding_ranges(&scan(text), text, &blocks_of(text));
    lines(found.iter().map(|fold| location(vaulted, note, fold.span)))
}

fn show_selection(vaulted: &Vaulted, _: &str) -> String {
    let (_, text, offset) = vaulted.cursor();
    let found = selection_ranges(&scan(text), text, &blocks_of(text), offset);
    lines(found.iter().map(|span| text[*span].replace('\n', "↵")))
}
