//! Links that are broken, ambiguous, or resolve in a way that other programs do not follow.

use std::borrow::Cow;

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{
    Anchor, FileId, LinkRef, MatchKind, MissingAnchor, Note, OutsideTarget, Resolution, Resolver,
    Vault, VaultPreview, choose_link_path, encode_link_path,
};

use super::similar::{HeadingMatcher, SimilarNames, nearest_block};
use super::{Collector, DiagnosticCode, Related};

/// Checks the links of `source` with these indexes.
pub(super) fn check(
    collector: &mut Collector<'_>,
    resolver: &Resolver<'_>,
    source: FileId,
    indexes: impl IntoIterator<Item = u32>,
) {
    let vault = collector.vault;
    let Some(note) = vault.note(source) else { return };
    let suggestions = SimilarNames::new(resolver, source);
    let headings = HeadingMatcher::default();
    for index in indexes {
        let Some(link) = note.facts.links.get(index as usize) else { continue };
        let link = CheckedLink { vault, note, link, at: LinkRef { source, index } };
        match resolver.resolve(link.at) {
            // Most links: nothing about them can be wrong.
            Resolution::File(_, MatchKind::OwnNote | MatchKind::Unique)
                if link.link.subpath.is_none() => {}
            _ if link.is_template() => {}
            Resolution::Missing => link.check_outside(collector, &suggestions),
            Resolution::File(file, how) => {
                match how {
                    MatchKind::Alias => link.report_alias(collector, &[file]),
                    MatchKind::Tie | MatchKind::Preferred => {
                        link.report_ambiguous(collector, file, how);
                    }
                    MatchKind::NotRelative => link.report_not_relative(collector, file),
                    MatchKind::OwnNote | MatchKind::Unique => {}
                }
                link.check_subpath(collector, file, &headings);
            }
        }
    }
}

/// Checks the links of `source` with these indexes, which resolve to no file of the vault, when the disk has
/// answered.
pub(super) fn check_outside(
    collector: &mut Collector<'_>,
    resolver: &Resolver<'_>,
    source: FileId,
    indexes: Vec<u32>,
) {
    let vault = collector.vault;
    let Some(note) = vault.note(source) else { return };
    let suggestions = SimilarNames::new(resolver, source);
    for index in indexes {
        let Some(link) = note.facts.links.get(index as usize) else { continue };
        let link = CheckedLink { vault, note, link, at: LinkRef { source, index } };
        link.check_outside(collector, &suggestions);
    }
}

/// Maximum number of other files that a diagnostic lists.
pub(super) const MAX_RELATED: usize = 3;

/// A link of the note that is checked.
struct CheckedLink<'v> {
    vault: &'v Vault,
    note: &'v Note,
    link: &'v Link,
    at: LinkRef,
}

impl<'v> CheckedLink<'v> {
    /// The path that is looked up: as written, or for a relative path its meaning from the root,
    /// with a leading `/`. A destination that matches no file of the vault stays as written.
    fn searched_path(&self) -> Cow<'v, str> {
        match self.vault.candidates(self.at, 1).is_empty() {
            true => Cow::Borrowed(self.written_path()),
            false => self.vault.expected_path(self.at).unwrap_or_default(),
        }
    }

    /// The path as written; for `./x` and `../x` the path from the root, with a leading `/`.
    fn written_path(&self) -> &'v str {
        self.vault.target_path(self.note.links[self.at.index as usize])
    }

    /// The same, without a leading `/`.
    fn path(&self) -> &'v str {
        self.written_path().trim_start_matches('/')
    }

    fn subpath_text(&self) -> &'v str {
        self.note.subpath(self.at.index).unwrap_or_default()
    }

    fn is_template(&self) -> bool {
        let is_opening = |pair: &[u8]| matches!(pair, b"{{" | b"<%");
        [self.path(), self.subpath_text()]
            .iter()
            .any(|part| part.as_bytes().windows(2).any(is_opening))
    }

    /// Checks a link that resolves to no file of the vault.
    fn check_outside(&self, collector: &mut Collector<'_>, suggestions: &SimilarNames<'_>) {
        match self.vault.resolve_outside(self.at) {
            OutsideTarget::File(_) | OutsideTarget::Folder { .. } | OutsideTarget::SitePage(_) => {}
            // The next check decides, when the disk has answered.
            OutsideTarget::Unknown if !collector.unknown_is_missing => {
                collector.unknown.push(self.at.index);
            }
            OutsideTarget::Missing | OutsideTarget::Unknown => {
                self.report_missing(collector, suggestions);
            }
        }
    }

    fn report_missing(&self, collector: &mut Collector<'_>, suggestions: &SimilarNames<'_>) {
        if self.link.form == LinkForm::Wiki {
            let notes = self.vault.claimants(self.path());
            if !notes.is_empty() {
                self.report_alias(collector, &notes);
                return;
            }
        }
        let code = if self.link.is_embed {
            DiagnosticCode::BrokenEmbed
        } else {
            DiagnosticCode::BrokenLink
        };
        if !collector.is_enabled(code) {
            return;
        }
        let (path, searched) = (self.path(), &*self.searched_path());
        let kind = if is_note_path(path) { "note" } else { "file" };
        let what = if searched.contains('/') { "has the path" } else { "is named" };
        let fix = match suggestions.nearest(searched, self.link.is_embed) {
            Some(name) => format!("Did you mean `{name}`?"),
            None => "Create it, or fix the link.".to_owned(),
        };
        let outside = searched.strip_prefix('/').filter(|path| path.starts_with("../"));
        let searched = outside.unwrap_or(searched);
        collector.add(
            code,
            self.span(),
            format!("No {kind} {what} `{searched}`. {fix}"),
            Vec::new(),
        );
    }

    /// Reports a link whose path is not the name of a file but an alias of `notes`.
    fn report_alias(&self, collector: &mut Collector<'_>, notes: &[FileId]) {
        let path = self.path();
        let (code, message) = match notes {
            [only] => (
                DiagnosticCode::AliasLink,
                format!(
                    "`{path}` is an alias of `{name}`, and Obsidian does not resolve aliases. \
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
                    "No note is named `{path}`, and {count} notes have it as an alias. \
                     Link to one of them by name.",
                    count = notes.len()
                ),
            ),
        };
        let shown = notes.iter().take(MAX_RELATED);
        let related = shown.filter_map(|file| alias_definition(self.vault, *file, path)).collect();
        collector.add(code, self.span(), message, related);
    }

    fn report_ambiguous(&self, collector: &mut Collector<'_>, chosen: FileId, how: MatchKind) {
        let path = self.path();
        if !collector.is_enabled(DiagnosticCode::AmbiguousLink)
            || (how == MatchKind::Preferred && path.contains('/'))
            || self.is_relative_to(chosen)
        {
            return;
        }
        let file_path = |file: FileId| &self.vault.file(file).path;
        let mut others = self.vault.candidates(self.at, MAX_RELATED + 1);
        others.retain(|file| *file != chosen);
        others.truncate(MAX_RELATED);
        let Some(other) = others.first() else { return };
        let message = format!(
            "`{path}` is ambiguous: it resolves to `{chosen}`, but `{other}` {have} the same name. \
             Add the folder.",
            chosen = file_path(chosen),
            other = file_path(*other),
            have = if others.len() > 1 { "and others have" } else { "has" },
        );
        let related = others
            .iter()
            .map(|file| Related {
                file: *file,
                span: Span::empty(0),
                message: "also matches".to_owned(),
            })
            .collect();
        collector.add(DiagnosticCode::AmbiguousLink, self.span(), message, related);
    }

    fn report_not_relative(&self, collector: &mut Collector<'_>, file: FileId) {
        if !collector.is_enabled(DiagnosticCode::NotRelative) {
            return;
        }
        let (source, form) = (self.at.source, self.link.form);
        let fix = match choose_link_path(&VaultPreview::new(self.vault), source, file, form, None) {
            Ok(path) => format!("write `{}`", encode_link_path(&path, form)),
            Err(_) => "write its path from this note's folder".to_owned(),
        };
        let path = self.path();
        let message = format!(
            "`{path}` is not relative to this note. To link to `{}`, {fix}.",
            self.vault.file(file).path
        );
        collector.add(DiagnosticCode::NotRelative, self.span(), message, Vec::new());
    }

    /// Whether this is a Markdown link whose path is that of `file` from the note's folder. Every
    /// Markdown program resolves it so: it is not ambiguous.
    fn is_relative_to(&self, file: FileId) -> bool {
        let folder = self.vault.file(self.at.source).folder();
        let path = &*self.vault.file(file).path;
        let beside = match folder {
            "" => Some(path),
            _ => path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')),
        };
        self.link.form.is_url() && beside.is_some_and(|beside| fold(beside) == fold(self.path()))
    }

    fn check_subpath(
        &self,
        collector: &mut Collector<'_>,
        file: FileId,
        headings: &HeadingMatcher<'v>,
    ) {
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
                let fix = match headings.nearest(self.vault, file, subpath) {
                    // A wikilink ends at the first `]]` (`docs/semantics.md §1`).
                    _ if subpath.starts_with("[^") => {
                        let path = self.path();
                        format!("To link to the footnote, write `[[{path}#{subpath}]|words]]`.")
                    }
                    Some(heading) => format!("Did you mean `{heading}`?"),
                    None => "Add it, or fix the link.".to_owned(),
                };
                (DiagnosticCode::BrokenHeading, format!("{name} has no heading `{subpath}`. {fix}"))
            }
            MissingAnchor::Block => {
                let fix = match nearest_block(self.vault, file, subpath) {
                    Some(id) => format!("Did you mean `^{id}`?"),
                    None => {
                        format!("Add `{subpath}` at the end of the block, or fix the link.")
                    }
                };
                (DiagnosticCode::BrokenBlock, format!("{name} has no block `{subpath}`. {fix}"))
            }
            MissingAnchor::Footnote => (
                DiagnosticCode::UndefinedFootnote,
                format!(
                    "{name} does not define the footnote `[^{label}]`. \
                     Define it there, or fix the link."
                ),
            ),
        };
        collector.add(code, span, message, Vec::new());
    }

    fn span(&self) -> Span {
        if self.link.path.is_empty() { self.link.span } else { self.link.path }
    }
}

/// Whether `path` can only be the path of a note: it has no extension, or `.md`.
pub(crate) fn is_note_path(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => extension.eq_ignore_ascii_case("md") || extension.contains(' '),
        None => true,
    }
}

/// The place in the frontmatter of `file` that lists `alias`.
pub(super) fn alias_definition(vault: &Vault, file: FileId, alias: &str) -> Option<Related> {
    let frontmatter = vault.note(file)?.facts.frontmatter.as_deref()?;
    let claim = frontmatter.find_alias(&fold(alias), vault.settings().aliases)?;
    let message = format!("`{alias}` is an alias here");
    Some(Related { file, span: claim.scalar.span, message })
}
