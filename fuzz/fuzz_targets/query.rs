//! Parsing searches, expressions and bases never panics; the places of mistakes and names are in the text; other
//! names can be written in their place; and every evaluation ends.
#![no_main]

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use linkwright_query::expr::parse;
use linkwright_query::{
    Base, Context, FileData, FileStamp, Problem, Properties, Search, base_names, check, evaluate,
    read_properties, rename_base_names, unfinished_base,
};
use linkwright_settings::Settings;
use linkwright_text::{Span, apply_edits};
use linkwright_vault::{Change, FileId, Vault};

const NOTE: &str = "---\nstatus: done\ntags: [a/b]\nlist: [1, x, 2026-11-29, '[[n]]']\n---\n# H #t\n\n- [ ] x\n";

struct Disk(Arc<Properties>);

impl FileData for Disk {
    fn stamp(&self, _: FileId) -> Option<FileStamp> {
        None
    }

    fn properties(&self, _: FileId) -> Option<Arc<Properties>> {
        Some(self.0.clone())
    }
}

fn is_sliced(text: &str, problem: &Problem) {
    assert!(text.get(problem.span.range()).is_some(), "{problem:?}");
}

fuzz_target!(|text: &str| {
    let mut vault = Vault::new(Settings::default());
    vault.apply(Change::Note { path: "n.md", text: NOTE });
    let note = vault.find_file("n.md").expect("it was just added");
    let yaml = vault.note(note).and_then(|note| note.facts.frontmatter.as_deref());
    let disk = Disk(Arc::new(read_properties(NOTE, yaml)));
    let context = Context::new(&vault, &disk, Timestamp::UNIX_EPOCH, TimeZone::UTC, Some(note));
    match Search::parse(text, false) {
        Ok(search) => {
            let _ = search.decide(&vault, note);
            let _ = search.matches_text(&vault, note, NOTE);
        }
        Err(problem) => is_sliced(text, &problem),
    }
    match parse(text) {
        Ok(expr) => {
            check(&expr, &[]).iter().for_each(|problem| is_sliced(text, problem));
            match evaluate(&expr, &context, note) {
                Ok(value) => drop(context.text(&value)),
                Err(problem) => is_sliced(text, &problem),
            }
        }
        Err(problem) => is_sliced(text, &problem),
    }
    let base = Base::parse(text, Span::new(0, text.len()));
    base.problems.iter().for_each(|problem| is_sliced(text, problem));
    for view in base.views.iter().take(3) {
        match base.run(view, &context) {
            Ok(table) => {
                table.problems.iter().for_each(|problem| is_sliced(text, problem));
                let _ = table.to_markdown(&context);
            }
            Err(problem) => is_sliced(text, &problem),
        }
    }
    let names = base_names(text, Span::new(0, text.len()));
    for new in ["it's \"new\": [x]", "y"] {
        let renamed: Vec<_> = names.iter().map(|name| (name, new)).collect();
        let after = apply_edits(text, &rename_base_names(&renamed)).expect("edits do not overlap");
        let _ = base_names(&after, Span::new(0, after.len()));
    }
    let _ = unfinished_base(&text[..text.floor_char_boundary(text.len() / 2)]);
    let _ = unfinished_base(text);
});
