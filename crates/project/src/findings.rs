//! The problems in a vault, each with its place in a file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::AtomicBool;

use linkwright_disk::{Reason, TextRead};
use linkwright_ide::actions::{self, fixes};
use linkwright_ide::diagnostics::{Diagnostic, diagnose};
use linkwright_settings::{DiagnosticCode, SettingsProblem, SettingsSource, Severity};
use linkwright_text::{Edit, Text};
use linkwright_vault::{Change, FileId, Vault};

use crate::fingerprint::Fingerprints;
use crate::project::stop;
use crate::text_place::TextPlace;
use crate::texts::read_each;
use crate::{Error, Project};

/// A problem in a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The vault path of the file.
    pub path: String,
    /// The place in the file; `None` for the whole file.
    pub place: Option<TextPlace>,
    /// The severity.
    pub severity: Severity,
    /// The diagnostic code. The page of the docs and the setting of the severity have the same
    /// name.
    pub code: &'static str,
    /// The message for the user.
    pub message: String,
    /// Related places: a message, the vault path, and the place in the file.
    pub related: Vec<(String, String, Option<TextPlace>)>,
    /// Recognises the finding again when its lines have moved: it is made of the code, the vault
    /// path and the text that the finding is about.
    pub fingerprint: String,
    /// A fix that changes only this file.
    pub fix: Option<Fix>,
}

/// A fix of a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// The places to replace, with their new texts.
    pub edits: Vec<(TextPlace, String)>,
    /// Whether it is certainly what the user meant.
    pub is_safe: bool,
}

/// The codes of findings that are not diagnostics of a note.
pub const OTHER_CODES: [&str; 2] = [SETTINGS, UNREADABLE];

const SETTINGS: &str = "settings";
const UNREADABLE: &str = "unreadable";

impl Project {
    /// Turns on the diagnostics `codes`: those that the settings turn off become hints.
    pub fn turn_on(&mut self, codes: impl IntoIterator<Item = DiagnosticCode>) {
        let settings = self.vault.settings();
        let is_off = |code: &DiagnosticCode| settings.severity(*code) == Severity::Off;
        let off: Vec<_> = codes.into_iter().filter(is_off).map(|it| (it, Severity::Hint)).collect();
        if !off.is_empty() {
            let mut settings = settings.clone();
            settings.severities.extend(off);
            self.vault.load(Change::Settings(Box::new(settings)));
        }
    }

    /// The problems in the settings, then the files that cannot be read, then the problems in notes,
    /// each sorted by path. Only files for whose vault path `part` is true are checked. Looks up on the
    /// disk whether link targets outside the vault's files exist. `with_fixes` adds fixes to the
    /// findings, which takes time.
    ///
    /// # Errors
    /// [`Error::Cancelled`] after `cancel`.
    pub fn check(
        &mut self,
        part: impl Fn(&str) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
    ) -> Result<Vec<Finding>, Error> {
        let mut notes: Vec<(&str, FileId)> = self
            .vault
            .files()
            .filter(|(_, file)| file.note.is_some() && part(&file.path))
            .map(|(id, file)| (&*file.path, id))
            .collect();
        notes.sort_unstable();
        let notes: Vec<FileId> = notes.into_iter().map(|(_, id)| id).collect();
        let in_notes = self.note_findings(&notes, with_fixes, cancel)?;
        let mut findings = self.settings_findings();
        findings.extend(self.unreadable_findings(part));
        findings.extend(in_notes);
        Ok(findings)
    }

    fn settings_findings(&self) -> Vec<Finding> {
        let mut texts: BTreeMap<SettingsSource, Option<Text>> = BTreeMap::new();
        let mut fingerprints = Fingerprints::default();
        let finding = |problem: &SettingsProblem| {
            let source = problem.source;
            let text =
                texts.entry(source).or_insert_with(|| self.source_text(source).map(Text::new));
            let place =
                text.as_ref().zip(problem.span).map(|(text, span)| TextPlace::new(text, span));
            let path = problem.source.path().unwrap_or_default().to_owned();
            Finding {
                fingerprint: fingerprints.next(SETTINGS, &path, &problem.message),
                path,
                place,
                severity: Severity::Warning,
                code: SETTINGS,
                message: problem.message.clone(),
                related: Vec::new(),
                fix: None,
            }
        };
        self.problems.iter().map(finding).collect()
    }

    fn unreadable_findings(&self, part: impl Fn(&str) -> bool) -> impl Iterator<Item = Finding> {
        self.warnings.iter().filter_map(move |warning| {
            let below = warning.path.strip_prefix(&self.root.canonical).unwrap_or(&warning.path);
            let path = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            let (severity, message) = match &warning.reason {
                reason if !reason.hides_notes() => (Severity::Information, reason.to_string()),
                reason @ Reason::SymlinkNotFollowed(_) => (Severity::Warning, reason.to_string()),
                reason => (Severity::Warning, format!("{reason}; what it links to is unknown")),
            };
            part(&path).then(|| Finding {
                fingerprint: Fingerprints::default().next(UNREADABLE, &path, ""),
                path,
                place: None,
                severity,
                code: UNREADABLE,
                message,
                related: Vec::new(),
                fix: None,
            })
        })
    }

    fn note_findings(
        &mut self,
        notes: &[FileId],
        with_fixes: bool,
        cancel: &AtomicBool,
    ) -> Result<Vec<Finding>, Error> {
        let mut diagnosed = Vec::with_capacity(notes.len());
        for &note in notes {
            stop(cancel)?;
            diagnosed.push(diagnose(&self.vault, note));
        }
        if self.ask_disk() {
            for (note, found) in notes.iter().zip(&mut diagnosed).filter(|(_, it)| it.1) {
                stop(cancel)?;
                *found = diagnose(&self.vault, *note);
            }
        }
        let vault = &self.vault;
        let mut found = Vec::new();
        let mut shown = BTreeSet::new();
        for (&note, (diagnostics, _)) in notes.iter().zip(diagnosed) {
            for diagnostic in diagnostics {
                shown.insert(note);
                shown.extend(diagnostic.related.iter().map(|related| related.file));
                found.push((note, diagnostic));
            }
        }

        // Places are computed from these texts. A text that changed since it was scanned is left
        // out, because its spans are no longer valid.
        let files: Vec<FileId> =
            shown.into_iter().filter(|file| vault.file(*file).note.is_some()).collect();
        let digest = |file| vault.file(file).note.as_ref().map_or(0, |note| note.facts.digest);
        let expected: Vec<_> =
            files.iter().map(|&file| (&*vault.file(file).path, digest(file))).collect();
        let make = |index: usize, read: TextRead<'_>| {
            (!read.is_changed).then(|| NoteText {
                text: Text::new(read.text),
                fixes: match with_fixes {
                    true => fixes(vault, files[index], read.text),
                    false => Vec::new(),
                },
            })
        };
        let texts: HashMap<FileId, NoteText> = files
            .iter()
            .zip(read_each(&*self.disk, &self.root, &expected, make))
            .filter_map(|(file, text)| Some((*file, text.ok()??)))
            .collect();
        stop(cancel)?;

        let place = |file, span| Some(TextPlace::new(&texts.get(&file)?.text, span));
        let path = |file| vault.file(file).path.to_string();
        let mut fingerprints = Fingerprints::default();
        let finding = |(note, diagnostic): (FileId, Diagnostic)| {
            let (text, path_of_note) = (texts.get(&note), path(note));
            let subject = text.map(|text| subject(vault, note, &diagnostic, &text.text));
            let subject = subject.unwrap_or_default();
            let code = diagnostic.code.name();
            Finding {
                fingerprint: fingerprints.next(code, &path_of_note, &subject),
                path: path_of_note,
                place: place(note, diagnostic.span),
                severity: diagnostic.severity,
                code,
                fix: text.and_then(|text| text.fix(&diagnostic)),
                message: diagnostic.message,
                related: diagnostic
                    .related
                    .into_iter()
                    .map(|related| {
                        (related.message, path(related.file), place(related.file, related.span))
                    })
                    .collect(),
            }
        };
        Ok(found.into_iter().map(finding).collect())
    }
}

/// A note's text, and fixes of its diagnostics.
struct NoteText {
    text: Text,
    fixes: Vec<actions::Fix>,
}

impl NoteText {
    fn fix(&self, diagnostic: &Diagnostic) -> Option<Fix> {
        let is_of =
            |fix: &&actions::Fix| (fix.code, fix.span) == (diagnostic.code, diagnostic.span);
        let actions::Fix { title, edits, is_safe, .. } = self.fixes.iter().find(is_of)?;
        let edit =
            |edit: &Edit| (TextPlace::new(&self.text, edit.span), edit.insert.as_str().to_owned());
        let edits = edits.iter().map(edit).collect();
        Some(Fix { title: title.clone(), edits, is_safe: *is_safe })
    }
}

/// The text that a diagnostic is about, for its fingerprint. For a link, this is the path and the
/// subpath, so that the display text and the rest of the line can change.
fn subject(vault: &Vault, note: FileId, diagnostic: &Diagnostic, text: &Text) -> String {
    let span = diagnostic.span;
    if diagnostic.code == DiagnosticCode::OrphanNote {
        return String::new();
    }
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let before = links.partition_point(|link| link.span.start <= span.start);
    let link = links[..before].iter().rev().take(4).find(|link| link.span.covers(span));
    match link.filter(|link| link.path.covers(span) || link.subpath == Some(span)) {
        Some(link) => {
            let subpath = link.subpath.map(|span| text.slice(span)).unwrap_or_default();
            format!("{}#{subpath}", text.slice(link.path))
        }
        None => text.slice(span).into_owned(),
    }
}
