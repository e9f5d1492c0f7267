//! The measured features: each on every note of a vault, or at many positions in the first note.

use std::hint::black_box;

use jiff::civil::date;
use linkwright_ide as ide;
use linkwright_ide::call_hierarchy::{self, ItemKey};
use linkwright_ide::completion::SessionInfo;
use linkwright_ide::{actions, hover, mentions, references, rename};
use linkwright_settings::Settings;
use linkwright_syntax::Block;
use linkwright_text::Span;
use linkwright_vault::{Change, FileId, Vault};

use crate::loaded::Loaded;

/// A feature and its name.
pub(crate) type Feature = (&'static str, fn(&Loaded));

/// All features. What a vault or note computes once counts for the first feature that
/// needs it.
pub(crate) const FEATURES: &[Feature] = &[
    ("build the vault", |it| {
        let mut vault = Vault::new(Settings::default());
        for (file, text, _) in &it.notes {
            let path = &*it.vault.file(*file).path;
            black_box(vault.apply(Change::for_file(path, text, it.vault.settings())));
        }
    }),
    ("change every note", |it| {
        let mut vault = Vault::new(Settings::default());
        for _ in 0..2 {
            for (file, text, _) in &it.notes {
                let path = &*it.vault.file(*file).path;
                let text = format!("{text}\nmore");
                black_box(vault.apply(Change::for_file(path, &text, it.vault.settings())));
            }
        }
        for (file, _, _) in &it.notes {
            black_box(vault.apply(Change::Remove { path: &it.vault.file(*file).path }));
        }
    }),
    ("names, made once", Loaded::make_names),
    ("diagnostics", |it| {
        for (note, _, _) in &it.notes {
            black_box(ide::diagnostics(&it.vault, *note));
        }
    }),
    ("document links", |it| {
        for (note, _, _) in &it.notes {
            black_box(ide::document_links(&it.vault, *note));
        }
    }),
    ("semantic tokens", |it| {
        for (note, text, _) in &it.notes {
            black_box(ide::tokens::tokens(&it.vault, *note, text, Span::new(0, text.len())));
        }
    }),
    ("links as tokens", |it| {
        for (note, _, _) in &it.notes {
            black_box(ide::tokens::link_tokens(&it.vault, *note));
        }
    }),
    ("inlay hints", |it| {
        for (note, text, _) in &it.notes {
            black_box(ide::hints::title_hints(&it.vault, *note, text, Span::new(0, text.len())));
        }
    }),
    ("code lenses", |it| {
        let (note, _, _) = it.first();
        black_box(ide::lenses::lenses(&it.vault, note));
    }),
    ("outgoing links", |it| {
        for (note, _, _) in &it.notes {
            black_box(ide::outgoing::outgoing_links(&it.vault, *note));
        }
    }),
    ("incoming calls", |it| {
        for (note, _, _) in &it.notes {
            black_box(call_hierarchy::incoming(&it.vault, *note, &ItemKey::default()));
        }
    }),
    ("outgoing calls", |it| {
        for (note, _, _) in &it.notes {
            black_box(call_hierarchy::outgoing(&it.vault, *note, &ItemKey::default()));
        }
    }),
    ("outline", |it| {
        for (note, text, _) in &it.notes {
            black_box(ide::symbols::outline(&it.vault, *note, text));
        }
    }),
    ("symbols of the vault", |it| {
        black_box(ide::symbols::vault_symbols(&it.vault, "a", 100));
    }),
    ("folding", |it| {
        for (_, text, blocks) in &it.notes {
            black_box(ide::folding_ranges(text, blocks));
        }
    }),
    ("selection", |it| {
        let (_, text, blocks) = it.first();
        black_box(ide::selection_ranges(text, blocks, &it.places()));
    }),
    ("highlights", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            black_box(ide::highlights(&it.vault, note, text, at));
        }
    }),
    ("definition", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            black_box(ide::definition(&it.vault, note, text, at));
        }
    }),
    ("hover", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            if let Some(plan) = hover::plan(&it.vault, note, text, at, false) {
                let texts = it.texts(plan.notes());
                black_box(hover::finish(plan, &texts, &|_| None));
            }
        }
    }),
    ("references", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            if let Some(plan) = references::plan(&it.vault, note, text, at) {
                for (file, text, _) in &it.notes {
                    black_box(plan.references_in(*file, text));
                }
            }
        }
    }),
    ("backlinks", |it| {
        for (note, _, _) in it.notes.iter().take(8) {
            black_box(references::backlinks(&it.vault, *note));
        }
    }),
    ("completion", |it| {
        let (note, text, _) = it.first();
        let session = SessionInfo { recent: &[], today: date(2026, 1, 2) };
        for typed in
            ["[[a", "[[#a", "[[a|", "[[##a", "[a](a", "[a](#", "#a", "[^", "[a][", "> [!", "[[^^a"]
        {
            let text = format!("{text}\n\n{typed}");
            black_box(ide::completion(&it.vault, note, &text, text.len() as u32, &session));
        }
        for at in it.places() {
            black_box(ide::completion(&it.vault, note, text, at, &session));
        }
    }),
    ("completion of paths", |it| {
        let (note, text, _) = it.first();
        let session = SessionInfo { recent: &[], today: date(2026, 1, 2) };
        for typed in ["[[./", "[[./n", "[[../n", "[[/n", "[a](./n", "[a](/", "[[n/", "[[d/n"] {
            let text = format!("{text}\n\n{typed}");
            black_box(ide::completion(&it.vault, note, &text, text.len() as u32, &session));
        }
    }),
    ("rename", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            black_box(rename::prepare(&it.vault, note, text, at).ok());
            if let Ok(plan) = rename::plan(&it.vault, note, text, at, "Other") {
                for (file, text, _) in &it.notes {
                    black_box(plan.edits_in(*file, text).ok());
                }
            }
        }
    }),
    ("rename of a file", |it| {
        for (note, _, _) in it.notes.iter().take(2) {
            if let Ok(plan) = rename::plan_file(&it.vault, *note, "Other") {
                for (file, text, _) in &it.notes {
                    black_box(plan.edits_in(*file, text).ok());
                }
            }
        }
    }),
    ("move of all notes", |it| {
        let moved = |(note, _, _): &(FileId, String, Vec<Block>)| {
            let path = it.vault.file(*note).path.to_string();
            let to = format!("moved/{path}");
            (path, to)
        };
        let moves: Vec<_> = it.notes.iter().map(moved).collect();
        if let Ok(plan) = rename::plan_moves(&it.vault, &moves, rename::Mover::Editor) {
            for (file, text, _) in &it.notes {
                black_box(plan.edits_in(*file, text).ok());
            }
        }
    }),
    ("code actions on a place", |it| {
        let (note, text, _) = it.first();
        for at in it.places() {
            black_box(actions::actions(&it.vault, note, text, Span::empty(at)));
        }
    }),
    ("code actions on the whole note", |it| {
        let (note, text, _) = it.first();
        black_box(actions::actions(&it.vault, note, text, it.whole()));
    }),
    ("conversion to Markdown links", |it| {
        let notes: Vec<FileId> = it.notes.iter().map(|(note, _, _)| *note).collect();
        for to in
            [linkwright_settings::LinkStyle::Markdown, linkwright_settings::LinkStyle::Wikilink]
        {
            let plan = actions::plan_conversion(&it.vault, &notes, to);
            let texts = it.texts(plan.notes());
            black_box(actions::finish(plan, &texts).ok());
        }
    }),
    ("mentions", |it| {
        for (note, _, _) in it.notes.iter().take(2) {
            if let Some(mentions) = mentions::MentionFinder::new(&it.vault, *note) {
                for (_, text, _) in &it.notes {
                    black_box(mentions.find(text));
                }
            }
        }
    }),
    ("blocks without an id", |it| {
        for (_, text, _) in &it.notes {
            black_box(ide::blocks::blocks_without_id(text));
        }
    }),
];
