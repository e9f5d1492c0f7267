//! Links that were written into a note, read back: Markdown may read them as something else.

use linkwright_syntax::scan;
use linkwright_text::{Edit, apply_edits};
use rustc_hash::FxHashSet;

/// What the edits of a note write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Writes {
    /// Each replaces a link by another one.
    OtherLinks,
    /// Each makes a link of words.
    NewLinks,
}

/// Those of `edits`, which are sorted and apart, after which the note has the links that it should,
/// one of them where each edit wrote it. The note is scanned at most `max_scans` times; edits that
/// are not checked by then are left out.
pub(crate) fn readable(
    text: &str,
    edits: Vec<Edit>,
    writes: Writes,
    max_scans: usize,
) -> Vec<Edit> {
    let mut reader = Reader { text, writes, count: scan(text).links.len(), scans: max_scans };
    if reader.reads_back(&edits) {
        return edits;
    }
    let kept = reader.readable(&edits);
    if reader.reads_back(&kept) { kept } else { Vec::new() }
}

struct Reader<'t> {
    text: &'t str,
    writes: Writes,
    /// Number of links in `text`.
    count: usize,
    /// Scans that are left.
    scans: usize,
}

impl Reader<'_> {
    /// Whether the note is read as it should be after `edits`. False when no scans are left.
    fn reads_back(&mut self, edits: &[Edit]) -> bool {
        let Some(left) = self.scans.checked_sub(1) else { return false };
        self.scans = left;
        let after = apply_edits(self.text, edits).unwrap_or_default();
        let links = scan(&after).links;
        let spans: FxHashSet<(i64, i64)> = links
            .iter()
            .map(|link| (i64::from(link.span.start), i64::from(link.span.end)))
            .collect();
        let new = if self.writes == Writes::NewLinks { edits.len() } else { 0 };
        let mut grown = 0i64;
        links.len() == self.count + new
            && edits.iter().all(|edit| {
                let start = i64::from(edit.span.start) + grown;
                grown += edit.insert.len() as i64 - i64::from(edit.span.len());
                spans.contains(&(start, i64::from(edit.span.end) + grown))
            })
    }

    /// Those of `edits` that read back, found by halving.
    fn readable(&mut self, edits: &[Edit]) -> Vec<Edit> {
        if edits.is_empty() || self.reads_back(edits) {
            return edits.to_vec();
        }
        if edits.len() == 1 {
            return Vec::new();
        }
        let (left, right) = edits.split_at(edits.len() / 2);
        let mut kept = self.readable(left);
        kept.extend(self.readable(right));
        kept
    }
}
