//! The problems in notes. They are found on all cores, and each text is read once for all its places.

use std::sync::atomic::AtomicBool;

use linkwright_disk::TextRead;
use linkwright_ide::actions::{self, FixLevel, fixes};
use linkwright_ide::diagnostics::{Diagnosis, Diagnostic};
use linkwright_settings::DiagnosticCode;
use linkwright_text::Span;
use linkwright_vault::{FileId, Resolver, Vault};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::finding::{Finding, FindingFix};
use crate::fingerprint::Fingerprints;
use crate::known_findings::KnownFindings;
use crate::project::stop;
use crate::text_place::{TextPlace, TextPlaces};
use crate::texts::read_each;
use crate::{Error, Project};

impl Project {
    /// The findings in `notes` that are not `known`, sorted by path.
    pub(crate) fn note_findings(
        &mut self,
        notes: &[FileId],
        known: Option<&KnownFindings>,
        with_fixes: bool,
        cancel: &AtomicBool,
    ) -> Result<Vec<Finding>, Error> {
        let mut diagnosed = self.diagnose_all(notes, cancel)?;
        if let Some(known) = known {
            for (note, found) in &mut diagnosed {
                *found = known.split(&self.vault, *note, std::mem::take(found)).0;
            }
            diagnosed.retain(|(_, found)| !found.is_empty());
        }
        let vault = &self.vault;
        let path = |file| &*vault.file(file).path;
        diagnosed.sort_unstable_by_key(|(note, _)| path(*note));
        let (wanted, index) = WantedText::of_all(vault, &diagnosed);
        let digest = |file| vault.note(file).map_or(0, |note| note.facts.digest);
        let files: Vec<_> = wanted.iter().map(|it| (path(it.file), digest(it.file))).collect();
        // A text that changed since it was scanned is left out, because its spans are no longer valid.
        let make = |index: usize, read: TextRead<'_>| {
            (!read.is_changed).then(|| wanted[index].read(vault, read.text, with_fixes))
        };
        let read = read_each(&*self.disk, &self.root, &files, make).into_iter();
        let texts = read.map(|text| text.ok().flatten().unwrap_or_default());
        let (mut own, related): (Vec<_>, Vec<_>) = texts.map(|it| (it.own, it.related)).unzip();
        stop(cancel)?;

        // The notes with diagnostics are the first of the texts.
        own.truncate(diagnosed.len());
        // There can be very many findings: none is copied to a larger list.
        let mut findings = Vec::with_capacity(diagnosed.iter().map(|(_, found)| found.len()).sum());
        for ((note, found), own) in diagnosed.into_iter().zip(own) {
            let mut own = own.into_iter();
            let mut fingerprints = Fingerprints::default();
            findings.extend(found.into_iter().map(|diagnostic| {
                let OwnPlace { place, subject, fix } = own.next().unwrap_or_default();
                let code = diagnostic.code.name();
                let related = diagnostic.related.into_iter().map(|it| {
                    let places = index.get(&it.file).map(|&index| &related[index][..]);
                    let place = places.and_then(|places| place_of(places, it.span));
                    (it.message, path(it.file).to_owned(), place)
                });
                Finding {
                    fingerprint: fingerprints.next(code, path(note), &subject),
                    path: path(note).to_owned(),
                    place,
                    severity: diagnostic.severity,
                    code,
                    related: related.collect(),
                    message: diagnostic.message,
                    fix,
                }
            }));
        }
        Ok(findings)
    }

    /// The notes with diagnostics, after the disk was asked for what these depend on.
    fn diagnose_all(
        &mut self,
        notes: &[FileId],
        cancel: &AtomicBool,
    ) -> Result<Vec<(FileId, Vec<Diagnostic>)>, Error> {
        let resolver = Resolver::for_all_notes(&self.vault);
        let first = notes.par_iter().map(|&note| {
            stop(cancel)?;
            Ok((note, Diagnosis::of(&resolver, note)))
        });
        let first: Vec<(FileId, Diagnosis)> = first.collect::<Result<_, Error>>()?;
        drop(resolver);
        self.ask_disk();
        let vault = &self.vault;
        let second = first.into_par_iter().map(|(note, diagnosis)| (note, diagnosis.finish(vault)));
        let found = second.filter(|(_, found)| !found.is_empty()).collect();
        stop(cancel)?;
        Ok(found)
    }
}

/// A text with the places of some findings.
struct WantedText<'d> {
    file: FileId,
    /// The diagnostics of this note, sorted by position.
    own: &'d [Diagnostic],
    /// The related places of the diagnostics of all notes.
    related: Vec<Span>,
}

impl<'d> WantedText<'d> {
    /// The texts for the diagnostics of notes, first those of the notes themselves in their order; and the
    /// index of each file.
    fn of_all(
        vault: &Vault,
        diagnosed: &'d [(FileId, Vec<Diagnostic>)],
    ) -> (Vec<WantedText<'d>>, FxHashMap<FileId, usize>) {
        let with_own = diagnosed.iter().map(|(file, own)| WantedText {
            file: *file,
            own,
            related: Vec::new(),
        });
        let mut wanted: Vec<WantedText<'_>> = with_own.collect();
        let mut index: FxHashMap<FileId, usize> =
            wanted.iter().enumerate().map(|(index, it)| (it.file, index)).collect();
        let diagnostics = diagnosed.iter().flat_map(|(_, found)| found);
        for related in diagnostics.flat_map(|diagnostic| &diagnostic.related) {
            let file = related.file;
            if vault.note(file).is_none() {
                continue;
            }
            let index = *index.entry(file).or_insert_with(|| {
                wanted.push(WantedText { file, own: &[], related: Vec::new() });
                wanted.len() - 1
            });
            wanted[index].related.push(related.span);
        }
        (wanted, index)
    }

    fn read(&self, vault: &Vault, text: &str, with_fixes: bool) -> FoundInText {
        let fixes = match with_fixes {
            true => fixes(vault, self.file, text, self.own, FixLevel::Unsafe),
            false => Vec::new(),
        };
        let mut fixes = fixes.into_iter().peekable();
        let (mut places, mut edited) = (TextPlaces::new(text), TextPlaces::new(text));
        let own = self.own.iter().map(|diagnostic| {
            let is_of =
                |fix: &actions::Fix| (fix.code, fix.span) == (diagnostic.code, diagnostic.span);
            let fix = fixes.next_if(is_of).map(|fix| {
                let edits = fix.edits.into_iter();
                let edits = edits.map(|edit| (edited.at(edit.span), edit.insert));
                FindingFix { title: fix.title, edits: edits.collect(), is_safe: fix.is_safe }
            });
            let subject = subject(vault, self.file, diagnostic, text);
            OwnPlace { place: Some(places.at(diagnostic.span)), subject, fix }
        });
        let own = own.collect();
        let mut related = self.related.clone();
        related.sort_unstable();
        related.dedup();
        let mut places = TextPlaces::new(text);
        FoundInText { own, related: related.into_iter().map(|span| places.at(span)).collect() }
    }
}

/// What a text says about the findings with places in it. Empty if it could not be read.
#[derive(Default)]
struct FoundInText {
    /// For each diagnostic of the note.
    own: Vec<OwnPlace>,
    /// The related places, sorted by span.
    related: Vec<TextPlace>,
}

/// The place with this span; `places` are sorted by span.
fn place_of(places: &[TextPlace], span: Span) -> Option<TextPlace> {
    let index = places.binary_search_by_key(&span, |place| place.span).ok()?;
    places.get(index).cloned()
}

/// What a text says about one of its own diagnostics.
#[derive(Default)]
struct OwnPlace {
    place: Option<TextPlace>,
    subject: String,
    fix: Option<FindingFix>,
}

/// The text that a diagnostic is about, for its fingerprint. For a link, this is the path and the
/// subpath, so that the display text and the rest of the line can change.
fn subject(vault: &Vault, note: FileId, diagnostic: &Diagnostic, text: &str) -> String {
    let span = diagnostic.span;
    if diagnostic.code == DiagnosticCode::OrphanNote {
        return String::new();
    }
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let before = links.partition_point(|link| link.span.start <= span.start);
    let link = links[..before].iter().rev().take(4).find(|link| link.span.covers(span));
    match link.filter(|link| link.path.covers(span) || link.subpath == Some(span)) {
        Some(link) => {
            let subpath = link.subpath.map(|span| &text[span]).unwrap_or_default();
            [&text[link.path], "#", subpath].concat()
        }
        None => text[span].to_owned(),
    }
}
