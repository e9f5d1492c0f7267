//! Links that lead nowhere, or not surely where they should.

use std::borrow::Cow;

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, FileId, LinkRef, MatchKind, MissingAnchor, Note, OutsideTarget, Resolution, Vault,
    VaultPreview, choose_link_path, encode_link_path,
};

use super::similar::{HeadingMatcher, SimilarNames};
use super::{DiagnosticCode, Findings, Related};

/// Checks every link of `source`.
pub(super) fn check(findings: &mut Findings<'_>, source: FileId) {
    let vault = findings.vault;
    let Some(note) = vault.note(source) else { return };
    let suggestions = SimilarNames::new(vault, source);
    let headings = HeadingMatcher::default();
    for (index, link) in (0..).zip(&note.facts.links) {
        let link = Checked { vault, note, link, at: LinkRef { source, index } };
        if link.is_template() {
            continue;
        }
        match vault.resolve(link.at) {
            Resolution::Missing => match vault.resolve_outside(link.at) {
                OutsideTarget::File(_)
                | OutsideTarget::Folder { .. }
                | OutsideTarget::SitePage(_) => {}
                // Reported, or not, when the disk was asked.
                OutsideTarget::Unknown => findings.unknown = true,
                OutsideTarget::Missing => link.missing(findings, &suggestions),
            },
            Resolution::File(file, how) => {
                match how {
                    MatchKind::Alias => link.by_alias(findings, &[file]),
                    MatchKind::Tie | MatchKind::Preferred => link.ambiguous(findings, file, how),
                    MatchKind::NotRelative => link.not_relative(findings, file),
                    MatchKind::OwnNote | MatchKind::Unique => {}
                }
                link.subpath(findings, file, &headings);
            }
        }
    }
}

/// Maximum number of other files that a finding names.
pub(super) const MAX_RELATED: usize = 3;

struct Checked<'v> {
    vault: &'v Vault,
    note: &'v Note,
    link: &'v Link,
    at: LinkRef,
}

impl<'v> Checked<'v> {
    /// The path as written; of one that is relative what it means from the root, behind a `/`. A
    /// destination that names no file of the vault stays as it is written.
    fn asked(&self) -> Cow<'v, str> {
        match self.vault.candidates(self.at, 1).is_empty() {
            true => Cow::Borrowed(self.written()),
            false => self.vault.expected_path(self.at).unwrap_or_default(),
        }
    }

    /// The path as written, except of `./x` and `../x`.
    fn written(&self) -> &'v str {
        self.vault.target_path(self.note.links[self.at.index as usize])
    }

    /// The same, without the `/`.
    fn path(&self) -> &'v str {
        self.written().trim_start_matches('/')
    }

    fn subpath_text(&self) -> &'v str {
        self.note.subpath(self.at.index).unwrap_or_default()
    }

    fn is_template(&self) -> bool {
        [self.path(), self.subpath_text()]
            .iter()
            .any(|part| part.contains("{{") || part.contains("<%"))
    }

    fn missing(&self, findings: &mut Findings<'_>, suggestions: &SimilarNames<'v>) {
        if self.link.form == LinkForm::Wiki {
            let claimants = self.vault.claimants(self.path());
            if !claimants.is_empty() {
                self.by_alias(findings, &claimants);
                return;
            }
        }
        let code = if self.link.is_embed {
            DiagnosticCode::BrokenEmbed
        } else {
            DiagnosticCode::BrokenLink
        };
        if !findings.wants(code) {
            return;
        }
        let (path, asked) = (self.path(), &*self.asked());
        let kind = if is_note_path(path) { "note" } else { "file" };
        let what = if asked.contains('/') { "has the path" } else { "is named" };
        let mend = match suggestions.nearest(asked) {
            Some(name) => format!("Did you mean `{name}`?"),
            None => "Create it, or correct the link.".to_owned(),
        };
        let outside = asked.strip_prefix('/').filter(|path| path.starts_with("../"));
        let asked = outside.unwrap_or(asked);
        findings.add(code, self.span(), format!("No {kind} {what} `{asked}`. {mend}"), Vec::new());
    }

    /// The link names no file, but these notes claim its path as an alias.
    fn by_alias(&self, findings: &mut Findings<'_>, claimants: &[FileId]) {
        let path = self.path();
        let (code, message) = match claimants {
            [only] => (
                DiagnosticCode::AliasLink,
                format!(
                    "`{path}` is an alias of `{name}`; Obsidian does not follow a link by alias. \
                     Write `[[{name}|{path}]]`.",
                    name = self.vault.file(*only).name()
                ),
            ),
            _ => (
                if self.link.is_embed {
                    DiagnosticCode::BrokenEmbed
                } else {
                    DiagnosticCode::BrokenLink
                },
                format!(
                    "No note is named `{path}`, and {count} notes claim it as an alias. \
                     Link to one of them by its name.",
                    count = claimants.len()
                ),
            ),
        };
        let shown = claimants.iter().take(MAX_RELATED);
        let related = shown.filter_map(|file| claim(self.vault, *file, path)).collect();
        findings.add(code, self.span(), message, related);
    }

    fn ambiguous(&self, findings: &mut Findings<'_>, chosen: FileId, how: MatchKind) {
        let path = self.path();
        if !findings.wants(DiagnosticCode::AmbiguousLink)
            || (how == MatchKind::Preferred && path.contains('/'))
            || self.is_beside(chosen)
        {
            return;
        }
        let file_path = |file: FileId| &self.vault.file(file).path;
        let mut others = self.vault.candidates(self.at, MAX_RELATED + 1);
        others.retain(|file| *file != chosen);
        others.truncate(MAX_RELATED);
        let Some(other) = others.first() else { return };
        let message = format!(
            "`{path}` is taken to be `{chosen}`, but could be `{other}`{more}. \
             Write the path to be sure.",
            chosen = file_path(chosen),
            other = file_path(*other),
            more = if others.len() > 1 { " or others" } else { "" },
        );
        let related = others
            .iter()
            .map(|file| Related {
                file: *file,
                span: Span::empty(0),
                message: "could be meant as well".to_owned(),
            })
            .collect();
        findings.add(DiagnosticCode::AmbiguousLink, self.span(), message, related);
    }

    fn not_relative(&self, findings: &mut Findings<'_>, file: FileId) {
        if !findings.wants(DiagnosticCode::NotRelative) {
            return;
        }
        let (source, form) = (self.at.source, self.link.form);
        let fix = match choose_link_path(&VaultPreview::new(self.vault), source, file, form, None) {
            Ok(path) => format!("Write `{}`.", encode_link_path(&path, form)),
            Err(_) => "Write the path from the note's folder.".to_owned(),
        };
        let path = self.path();
        let message = format!(
            "`{path}` is not the path from this note to `{}`. {fix}",
            self.vault.file(file).path
        );
        findings.add(DiagnosticCode::NotRelative, self.span(), message, Vec::new());
    }

    /// A Markdown link to a file where every Markdown reader looks for it: nobody is in doubt.
    fn is_beside(&self, file: FileId) -> bool {
        let folder = self.vault.file(self.at.source).folder();
        let path = &*self.vault.file(file).path;
        let beside = match folder {
            "" => Some(path),
            _ => path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')),
        };
        self.link.form.is_url() && beside.is_some_and(|beside| fold(beside) == fold(self.path()))
    }

    fn subpath(&self, findings: &mut Findings<'_>, file: FileId, headings: &HeadingMatcher<'v>) {
        let Some(span) = self.link.subpath else { return };
        let Some((_, Anchor::Missing(missing))) = self.vault.resolve_with_anchor(self.at) else {
            return;
        };
        let name = match file == self.at.source {
            true => "This note",
            false => &format!("`{}`", self.vault.file(file).name()),
        };
        let subpath = self.subpath_text();
        let label = subpath.trim_start_matches("[^").trim_end_matches(']');
        let (code, message) = match missing {
            MissingAnchor::Heading => {
                let mend = match headings.nearest(self.vault, file, subpath) {
                    // A wikilink ends at the first `]]` (`docs/semantics.md §1`).
                    _ if subpath.starts_with("[^") => {
                        format!("Write `[[{}#{subpath}]|words]]` for the footnote.", self.path())
                    }
                    Some(heading) => format!("Did you mean `{heading}`?"),
                    None => "Add it, or correct the link.".to_owned(),
                };
                (
                    DiagnosticCode::BrokenHeading,
                    format!("{name} has no heading `{subpath}`. {mend}"),
                )
            }
            MissingAnchor::Block => (
                DiagnosticCode::BrokenBlock,
                format!("{name} has no block `{subpath}`. Write the id behind the block it means."),
            ),
            MissingAnchor::Footnote => (
                DiagnosticCode::UndefinedFootnote,
                format!("{name} does not define the footnote `{label}`."),
            ),
        };
        findings.add(code, span, message, Vec::new());
    }

    fn span(&self) -> Span {
        if self.link.path.is_empty() { self.link.span } else { self.link.path }
    }
}

/// Whether `path` can only mean a note: it has no extension, or `.md`.
pub(crate) fn is_note_path(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => extension.eq_ignore_ascii_case("md") || extension.contains(' '),
        None => true,
    }
}

/// Where `file` claims `alias`.
pub(super) fn claim(vault: &Vault, file: FileId, alias: &str) -> Option<Related> {
    let frontmatter = vault.note(file)?.facts.frontmatter.as_deref()?;
    let claim = frontmatter.find_alias(&fold(alias), vault.settings().aliases)?;
    let message = format!("`{alias}` is an alias here");
    Some(Related { file, span: claim.scalar.span, message })
}
