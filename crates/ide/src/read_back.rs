//! Checks that edits which write links produce text that Markdown reads as those links.

use linkwright_syntax::scan;
use linkwright_text::{Edit, apply_edits};
use rustc_hash::FxHashSet;

/// What each of the edits of a note does to a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EditedLinks {
    /// It replaces a link by another link.
    Replaced,
    /// It turns plain words into a link.
    Created,
}

/// Returns the edits that work: after them the note has exactly the expected links, and each edit
/// left a link where it wrote one.
///
/// `edits` must be sorted and must not overlap. The note is scanned at most `max_scans` times; edits
/// that have not been checked by then are left out.
pub(crate) fn keep_valid_edits(
    text: &str,
    edits: Vec<Edit>,
    links: EditedLinks,
    max_scans: usize,
) -> Vec<Edit> {
    let link_count = scan(text).links.len();
    let mut checker = EditChecker { text, links, link_count, scans_left: max_scans };
    if checker.is_valid(&edits) {
        return edits;
    }
    let kept = checker.keep_valid(&edits);
    if checker.is_valid(&kept) { kept } else { Vec::new() }
}

struct EditChecker<'t> {
    text: &'t str,
    links: EditedLinks,
    /// Number of links in `text`.
    link_count: usize,
    scans_left: usize,
}

impl EditChecker<'_> {
    /// Whether the note has the expected links after `edits`. False when no scans are left.
    fn is_valid(&mut self, edits: &[Edit]) -> bool {
        let Some(left) = self.scans_left.checked_sub(1) else { return false };
        self.scans_left = left;
        let after = apply_edits(self.text, edits).unwrap_or_default();
        let links = scan(&after).links;
        let spans: FxHashSet<(i64, i64)> = links
            .iter()
            .map(|link| (i64::from(link.span.start), i64::from(link.span.end)))
            .collect();
        let created = if self.links == EditedLinks::Created { edits.len() } else { 0 };
        let mut shift = 0i64;
        links.len() == self.link_count + created
            && edits.iter().all(|edit| {
                let start = i64::from(edit.span.start) + shift;
                shift += edit.insert.len() as i64 - i64::from(edit.span.len());
                spans.contains(&(start, i64::from(edit.span.end) + shift))
            })
    }

    /// The valid ones of `edits`, found by bisection.
    fn keep_valid(&mut self, edits: &[Edit]) -> Vec<Edit> {
        if edits.is_empty() || self.is_valid(edits) {
            return edits.to_vec();
        }
        if edits.len() == 1 {
            return Vec::new();
        }
        let (left, right) = edits.split_at(edits.len() / 2);
        let mut kept = self.keep_valid(left);
        kept.extend(self.keep_valid(right));
        kept
    }
}
