//! Rewrites the subpaths of links to headings that change.

use std::collections::BTreeMap;

use linkwright_syntax::Link;
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{Anchor, FileId, LinkRef, MissingAnchor};

use super::{Outline, RenameBuilder};
use crate::Refusal;

/// Maximum number of rounds in which headings change because links inside them do.
const MAX_ROUNDS: usize = 16;

impl RenameBuilder<'_> {
    /// Rewrites the subpaths that would lead elsewhere. A heading can contain links, tags and
    /// footnotes, so this repeats until no heading changes any more.
    pub(super) fn update_subpaths(&mut self) -> Result<(), Refusal> {
        let mut touched: Vec<FileId> =
            self.requested.keys().chain(self.links.keys()).copied().collect();
        for _ in 0..MAX_ROUNDS {
            touched.sort_unstable();
            touched.dedup();
            let changed: Vec<FileId> =
                touched.iter().copied().filter(|&note| self.update_outline(note)).collect();
            touched.clear();
            for file in changed {
                for at in self.vault.backlinks(file) {
                    if self.update_subpath(at, file)? {
                        touched.push(at.source);
                    }
                }
            }
            if touched.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Updates the outline of a note with the changes inside its headings. Returns whether any
    /// heading changed.
    fn update_outline(&mut self, file: FileId) -> bool {
        let Some(note) = self.vault.note(file) else { return false };
        let mut edits: Vec<Edit> = Vec::new();
        if let Some(requested) = self.requested.get(&file) {
            edits.extend(requested.edits.iter().map(|(edit, _)| edit.clone()));
        }
        let spans = edits.iter().map(|edit| edit.span).filter(|span| !span.is_empty());
        let mut replaced: Vec<Span> = spans.collect();
        replaced.sort_unstable();
        let is_replaced = |span: Span| {
            let next = replaced.partition_point(|replaced| replaced.start <= span.start);
            next > 0 && replaced[next - 1].covers(span)
        };
        let headings = &note.facts.headings;
        let heading_around = |span: Span| {
            let next = headings.partition_point(|heading| heading.text.start <= span.start);
            let index = next.checked_sub(1)?;
            headings[index].text.covers(span).then_some(index)
        };
        for (_, change) in self.links.get(&file).into_iter().flatten() {
            let span = change.link.span;
            let Some(index) = heading_around(span) else { continue };
            if is_replaced(span) {
                continue;
            }
            let base = headings[index].text.start;
            let text = &note.headings[index];
            let slice = |span: Span| &text[relative_to(span, base)];
            edits.extend(change.edits(slice).into_iter().map(|(edit, _)| edit));
        }
        edits.sort_by_key(|edit| edit.span);
        let mut by_heading: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            if let Some(index) = heading_around(edit.span) {
                let span = relative_to(edit.span, headings[index].text.start);
                by_heading.entry(index).or_default().push(Edit::new(span, edit.insert));
            }
        }
        let mut changed = false;
        for (index, edits) in by_heading {
            let Ok(text) = apply_edits(&note.headings[index], &edits) else { continue };
            let (_, outline) = self.outlines.entry(file).or_insert_with(|| {
                let outline = Outline::new(note);
                (outline.clone(), outline)
            });
            changed |= outline.set(u32::try_from(index).unwrap_or(u32::MAX), &text);
        }
        changed
    }

    /// Rewrites the subpath of a link to `file`, whose headings change. Returns whether the subpath
    /// changed.
    fn update_subpath(&mut self, at: LinkRef, file: FileId) -> Result<bool, Refusal> {
        let Some(source) = self.vault.note(at.source) else { return Ok(false) };
        let Some(subpath) = source.subpath(at.index) else { return Ok(false) };
        let link = source.facts.links[at.index as usize];
        let Some((before, after)) = self.outlines.get(&file) else { return Ok(false) };
        let path = match self.vault.resolve_anchor(file, &link, subpath) {
            Anchor::Headings(path) => path,
            Anchor::Missing(MissingAnchor::Heading) => {
                self.captured += usize::from(after.resolve(&link, subpath).is_some());
                return Ok(false);
            }
            _ => return Ok(false),
        };
        let new = self.respelled_heading(file, before, after, &link, subpath, &path)?;
        let old = self.existing_change(at).and_then(|change| change.subpath.as_deref());
        let differs = old.unwrap_or(subpath) != new;
        if differs {
            self.set_subpath(at, new);
        }
        Ok(differs)
    }

    /// The subpath with which `link` leads to the same heading of `file` as before. `path` has the headings that
    /// the old subpath resolves to.
    pub(super) fn respelled_heading(
        &self,
        file: FileId,
        before: &Outline,
        after: &Outline,
        link: &Link,
        old: &str,
        path: &[u32],
    ) -> Result<String, Refusal> {
        after.respell(before, link, old, path).ok_or_else(|| {
            let name = path.last().map_or("", |&index| after.text(index));
            let path = &self.vault.file(file).path;
            Refusal(format!(
                "{path}: another heading is named `{name}`, and links could not tell them apart: \
                 choose another name"
            ))
        })
    }
}

/// `span` relative to `base`.
fn relative_to(span: Span, base: u32) -> Span {
    Span { start: span.start - base, end: span.end - base }
}
