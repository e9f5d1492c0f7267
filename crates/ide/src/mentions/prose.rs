//! Where a note's words are prose, and where a word begins and ends.

use linkwright_syntax::Facts;
use linkwright_text::Span;
use unicode_normalization::char::is_combining_mark;

/// The parts of a text where a link could be made of words.
pub(super) struct Prose {
    /// What is no prose: sorted and apart.
    other: Vec<Span>,
}

impl Prose {
    pub(super) fn of(text: &str, facts: &Facts) -> Prose {
        let with_mark = |span: Span| Span { start: span.start.saturating_sub(1), ..span };
        let frontmatter = facts.frontmatter.as_deref().map(|yaml| yaml.span);
        let mut other: Vec<Span> = frontmatter.into_iter().collect();
        other.extend(facts.links.iter().map(|link| link.span));
        other.extend(facts.headings.iter().map(|heading| heading.span));
        other.extend(facts.labels.iter().map(|label| label.span));
        other.extend(facts.footnotes.iter().map(|footnote| footnote.span));
        other.extend(facts.tags.iter().map(|tag| with_mark(tag.span)));
        other.extend(facts.block_ids.iter().map(|id| with_mark(id.span)));
        other.extend(facts.verbatim.iter().copied());
        other.extend(web_links(text));
        other.sort_unstable();
        other.dedup_by(|next, last| {
            let inside = next.start < last.end;
            last.end = if inside { last.end.max(next.end) } else { last.end };
            inside
        });
        Prose { other }
    }

    /// Whether all of `span` is prose.
    pub(super) fn holds(&self, span: Span) -> bool {
        let next = self.other.partition_point(|other| other.end <= span.start);
        self.other.get(next).is_none_or(|other| other.start >= span.end)
    }
}

/// The `[words](destination)` of a text, those that lead out of the vault among them, which are
/// no facts.
fn web_links(text: &str) -> impl Iterator<Item = Span> {
    let middles = memchr::memmem::find_iter(text.as_bytes(), b"](");
    middles.filter_map(|middle| {
        let open = matching(text[..middle].bytes().rev(), b']', b'[')?;
        let close = matching(text[middle + 2..].bytes(), b'(', b')')?;
        Some(Span::new(middle - open - 1, middle + 2 + close + 1))
    })
}

/// Maximum length of the text, or of the destination, of a link that [`web_links`] finds, in bytes.
/// Without it a line of brackets that never close would be read once for each of them.
const MAX_LINK: usize = 2_048;

/// How many bytes stand before the `close` that ends what is open already; `None` if the line ends
/// first, or if that is too far away.
fn matching(bytes: impl Iterator<Item = u8>, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in bytes.enumerate().take(MAX_LINK) {
        match byte {
            b'\n' => return None,
            _ if byte == close && depth == 0 => return Some(at),
            _ if byte == close => depth -= 1,
            _ if byte == open => depth += 1,
            _ => {}
        }
    }
    None
}

/// Whether no word goes on beyond either end of `span`.
pub(super) fn is_whole(text: &str, span: Span) -> bool {
    is_edge(text, span.range().start) && is_edge(text, span.range().end)
}

/// Whether a word could begin or end at byte `at`: not between two letters or digits, nor before a
/// combining mark. Scripts without spaces have an edge everywhere.
pub(super) fn is_edge(text: &str, at: usize) -> bool {
    if !text.is_char_boundary(at) {
        return false;
    }
    let (before, behind) = (text[..at].chars().next_back(), text[at..].chars().next());
    match (before, behind) {
        (Some(_), Some(mark)) if is_combining_mark(mark) => false,
        (Some(a), Some(b)) => {
            let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c);
            !(is_letter(a) && is_letter(b)) || is_unspaced(a) || is_unspaced(b)
        }
        _ => true,
    }
}

/// Whether the character is of a script that puts no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'     // Thai, Lao
        | '\u{1000}'..='\u{109f}'   // Burmese
        | '\u{1780}'..='\u{17ff}'   // Khmer
        | '\u{3005}'..='\u{30ff}'   // kana
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' // Han
    )
}
