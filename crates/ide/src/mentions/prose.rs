//! Finds the prose of a note, and the boundaries of words.

use linkwright_syntax::Facts;
use linkwright_text::Span;
use unicode_normalization::char::is_combining_mark;

/// The parts of a text in which words can become links.
pub(super) struct Prose {
    /// The parts that are not prose, sorted and without overlaps.
    excluded: Vec<Span>,
}

impl Prose {
    pub(super) fn new(text: &str, facts: &Facts) -> Prose {
        let with_sigil = |span: Span| Span { start: span.start.saturating_sub(1), ..span };
        let frontmatter = facts.frontmatter.as_deref().map(|yaml| yaml.span);
        let mut excluded: Vec<Span> = frontmatter.into_iter().collect();
        excluded.extend(facts.links.iter().map(|link| link.span));
        excluded.extend(facts.headings.iter().map(|heading| heading.span));
        excluded.extend(facts.labels.iter().map(|label| label.span));
        excluded.extend(facts.footnotes.iter().map(|footnote| footnote.span));
        excluded.extend(facts.tags.iter().map(|tag| with_sigil(tag.span)));
        excluded.extend(facts.block_ids.iter().map(|id| with_sigil(id.span)));
        excluded.extend(facts.verbatim.iter().copied());
        excluded.extend(web_links(text));
        excluded.sort_unstable();
        excluded.dedup_by(|next, last| {
            let inside = next.start < last.end;
            last.end = if inside { last.end.max(next.end) } else { last.end };
            inside
        });
        Prose { excluded }
    }

    /// Whether the whole of `span` is prose.
    pub(super) fn covers(&self, span: Span) -> bool {
        let next = self.excluded.partition_point(|excluded| excluded.end <= span.start);
        self.excluded.get(next).is_none_or(|excluded| excluded.start >= span.end)
    }
}

/// The `[text](destination)` links of a text. Links to web pages, which the facts do not contain, are
/// among them.
fn web_links(text: &str) -> impl Iterator<Item = Span> {
    let middles = memchr::memmem::find_iter(text.as_bytes(), b"](");
    middles.filter_map(|middle| {
        let text_len = distance_to_closing(text[..middle].bytes().rev(), b']', b'[')?;
        let destination_len = distance_to_closing(text[middle + 2..].bytes(), b'(', b')')?;
        Some(Span::new(middle - text_len - 1, middle + 2 + destination_len + 1))
    })
}

/// Maximum length of the text, or of the destination, of a link that [`web_links`] finds, in bytes.
/// Without a limit, a line of brackets that never close would be read once for each bracket.
const MAX_LINK_PART: usize = 2_048;

/// The number of bytes before the `close` that matches a bracket opened before `bytes`. `None` if the
/// line ends first, or if it is more than [`MAX_LINK_PART`] bytes away.
fn distance_to_closing(bytes: impl Iterator<Item = u8>, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in bytes.enumerate().take(MAX_LINK_PART) {
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

/// Whether `span` starts and ends at word boundaries.
pub(super) fn is_whole_words(text: &str, span: Span) -> bool {
    is_word_boundary(text, span.range().start) && is_word_boundary(text, span.range().end)
}

/// Whether a word can start or end at byte `at`. This is not the case between two letters or digits, or
/// before a combining mark. Scripts without spaces have a boundary at every character.
pub(super) fn is_word_boundary(text: &str, at: usize) -> bool {
    if !text.is_char_boundary(at) {
        return false;
    }
    let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
    match (before, after) {
        (Some(_), Some(mark)) if is_combining_mark(mark) => false,
        (Some(a), Some(b)) => {
            let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c);
            !(is_letter(a) && is_letter(b)) || is_unspaced(a) || is_unspaced(b)
        }
        _ => true,
    }
}

/// Whether the character belongs to a script that puts no spaces between words.
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
