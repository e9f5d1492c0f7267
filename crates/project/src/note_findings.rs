//! The problems in notes. They are found on all cores, and each text is read once for all its places.

use std::sync::atomic::AtomicBool;

use linkwright_disk::TextRead;
use linkwright_ide::actions::{self, FixLevel, fixes};
use linkwright_ide::diagnostics::{Diagnosis, Diagnostic, Related};
use linkwright_settings::{DiagnosticCode, Severity};
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
    /// What `make` makes of the findings in `notes` that are not `known` and that `is_wanted` lets through,
    /// sorted by path.
    pub(crate) fn note_findings<T: Send>(
        &mut self,
        notes: &[FileId],
        known: Option<&KnownFindings>,
        mut is_wanted: impl FnMut(&'static str, Severity) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
        make: impl Fn(&Project, Finding) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        let diagnosed = self.diagnose_all(notes, cancel)?;
        let (project, vault) = (&*self, &self.vault);
        let resolver = &Resolver::for_all_notes(vault);
        let finish = |(note, diagnosis): (_, Diagnosis)| (note, diagnosis.finish(resolver));
        let diagnosed = diagnosed.into_par_iter().map(finish);
        let mut diagnosed: Vec<(FileId, Vec<Diagnostic>)> =
            diagnosed.filter(|(_, found)| !found.is_empty()).collect();
        stop(cancel)?;
        let make = |finding| make(project, finding);
        for (note, found) in &mut diagnosed {
            if let Some(known) = known {
                *found = known.split(vault, *note, std::mem::take(found)).0;
            }
            found.retain(|diagnostic| is_wanted(diagnostic.code.name(), diagnostic.severity));
        }
        diagnosed.retain(|(_, found)| !found.is_empty());
        let path = |file| &*vault.file(file).path;
        diagnosed.par_sort_unstable_by_key(|(note, _)| path(*note));
        let (wanted, index) = WantedText::of_all(vault, &diagnosed);
        let digest = |file| vault.note(file).map_or(0, |note| note.facts.digest);
        let files: Vec<_> = wanted.iter().map(|it| (path(it.file), digest(it.file))).collect();
        // A text that changed since it was scanned is left out, because its spans are no longer valid.
        let read = |index: usize, read: TextRead<'_>| {
            (!read.is_changed).then(|| wanted[index].read(resolver, read.text, with_fixes, make))
        };
        let read = read_each(&*self.disk, &self.root, &files, read).into_iter();
        let texts = read.zip(&wanted).map(|(text, wanted)| {
            text.ok().flatten().unwrap_or_else(|| wanted.unread(vault, make))
        });
        let (own, related): (Vec<_>, Vec<_>) = texts.map(|it| (it.own, it.related)).unzip();
        stop(cancel)?;

        let complete = |found: FoundInNote<'_, T>| match found {
            FoundInNote::Made(made) => made,
            FoundInNote::WithRelated(mut finding, others) => {
                let place = |it: &Related| {
                    let places = index.get(&it.file).map(|&index| &related[index][..]);
                    let place = places.and_then(|places| place_of(places, it.span));
                    (it.message.clone(), path(it.file).to_owned(), place)
                };
                finding.related = others.iter().map(place).collect();
                make(*finding)
            }
        };
        let made = own.into_par_iter().flat_map_iter(|own| own.into_iter().map(complete)).collect();
        stop(cancel)?;
        Ok(made)
    }

    /// What is found in each note before the disk was asked for what else depends on it, and asks the disk.
    fn diagnose_all(
        &mut self,
        notes: &[FileId],
        cancel: &AtomicBool,
    ) -> Result<Vec<(FileId, Diagnosis)>, Error> {
        let resolver = Resolver::for_all_notes(&self.vault);
        let diagnosed = notes.par_iter().map(|&note| {
            stop(cancel)?;
            Ok((note, Diagnosis::of(&resolver, note)))
        });
        let diagnosed = diagnosed.collect::<Result<_, Error>>()?;
        drop(resolver);
        self.ask_disk();
        Ok(diagnosed)
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
    /// index of each file with related places.
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
        let diagnostics = diagnosed.iter().flat_map(|(_, found)| found);
        let mut related = diagnostics.flat_map(|diagnostic| &diagnostic.related).peekable();
        if related.peek().is_none() {
            return (wanted, FxHashMap::default());
        }
        let mut index: FxHashMap<FileId, usize> =
            wanted.iter().enumerate().map(|(index, it)| (it.file, index)).collect();
        for related in related {
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

    fn read<T>(
        &self,
        resolver: &Resolver<'_>,
        text: &str,
        with_fixes: bool,
        make: impl Fn(Finding) -> T,
    ) -> FoundInText<'d, T> {
        let vault = resolver.vault();
        let fixes = match with_fixes {
            true => fixes(resolver, self.file, text, self.own, FixLevel::Unsafe),
            false => Vec::new(),
        };
        let mut fixes = fixes.into_iter().peekable();
        let (mut places, mut edited) = (TextPlaces::new(text), TextPlaces::new(text));
        let in_text = |diagnostic: &Diagnostic| {
            let is_of =
                |fix: &actions::Fix| (fix.code, fix.span) == (diagnostic.code, diagnostic.span);
            let fix = fixes.next_if(is_of).map(|fix| {
                let edits = fix.edits.into_iter();
                let edits = edits.map(|edit| (edited.at(edit.span), edit.insert));
                FindingFix { title: fix.title, edits: edits.collect(), is_safe: fix.is_safe }
            });
            let subject = subject(vault, self.file, diagnostic, text);
            OwnPlace { place: Some(places.at(diagnostic.span)), subject, fix }
        };
        let own = self.findings(vault, in_text, make);
        let mut related = self.related.clone();
        related.sort_unstable();
        related.dedup();
        let mut places = TextPlaces::new(text);
        FoundInText { own, related: related.into_iter().map(|span| places.at(span)).collect() }
    }

    /// What is known without the text, which could not be read.
    fn unread<T>(&self, vault: &Vault, make: impl Fn(Finding) -> T) -> FoundInText<'d, T> {
        let own = self.findings(vault, |_| OwnPlace::default(), make);
        FoundInText { own, related: Vec::new() }
    }

    fn findings<T>(
        &self,
        vault: &Vault,
        mut in_text: impl FnMut(&Diagnostic) -> OwnPlace,
        make: impl Fn(Finding) -> T,
    ) -> Vec<FoundInNote<'d, T>> {
        let path = &*vault.file(self.file).path;
        let mut fingerprints = Fingerprints::default();
        let found = self.own.iter().map(|diagnostic| {
            let OwnPlace { place, subject, fix } = in_text(diagnostic);
            let code = diagnostic.code.name();
            let finding = Finding {
                fingerprint: fingerprints.next(code, path, &subject),
                path: path.to_owned(),
                place,
                severity: diagnostic.severity,
                code,
                related: Vec::new(),
                message: diagnostic.message.clone(),
                fix,
            };
            match &diagnostic.related[..] {
                [] => FoundInNote::Made(make(finding)),
                related => FoundInNote::WithRelated(Box::new(finding), related),
            }
        });
        found.collect()
    }
}

/// What a text says about the findings with places in it.
struct FoundInText<'d, T> {
    /// For each diagnostic of the note.
    own: Vec<FoundInNote<'d, T>>,
    /// The related places, sorted by span.
    related: Vec<TextPlace>,
}

/// A finding that needs only the text of its note, or one with related places, which can be in others.
enum FoundInNote<'d, T> {
    Made(T),
    WithRelated(Box<Finding>, &'d [Related]),
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
