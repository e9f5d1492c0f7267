//! The parts of a text that the operators `line:`, `block:`, `section:` and `task:` search one by one.

use std::cell::OnceCell;

use linkwright_syntax::{BlockKind, Facts, blocks};
use linkwright_text::Span;

use super::tree::{Matcher, Place};

/// The parts of a text, each kind found on first use.
pub(super) struct Units<'t> {
    text: &'t str,
    facts: &'t Facts,
    blocks: OnceCell<Vec<Span>>,
    tasks: OnceCell<Vec<NoteTask>>,
}

/// A task of a list: `- [ ] text`, with the lines that go on with its text.
#[derive(Clone, Copy)]
struct NoteTask {
    span: Span,
    is_done: bool,
}

impl<'t> Units<'t> {
    pub(super) fn new(text: &'t str, facts: &'t Facts) -> Units<'t> {
        Units { text, facts, blocks: OnceCell::new(), tasks: OnceCell::new() }
    }

    /// The parts of this kind in `within`, in order.
    pub(super) fn of(&self, place: Place, within: Span) -> Box<dyn Iterator<Item = Span> + '_> {
        let text = self.text;
        match place {
            Place::Line => Box::new(lines(text, within)),
            Place::Block => {
                let blocks = self.blocks.get_or_init(|| find_blocks(text));
                Box::new(blocks.iter().copied().filter(move |block| within.covers(*block)))
            }
            Place::Section => Box::new(self.sections().filter(move |it| within.covers(*it))),
            _ => {
                let tasks = self.tasks.get_or_init(|| find_tasks(text, self.facts));
                let tasks = tasks.iter().filter(move |task| {
                    within.covers(task.span)
                        && match place {
                            Place::OpenTask => !task.is_done,
                            Place::DoneTask => task.is_done,
                            _ => true,
                        }
                });
                Box::new(tasks.map(|task| task.span))
            }
        }
    }

    /// The lines in `within` where a match of `matcher` starts. Its matches must not depend on the ends of the
    /// text, see [`Matcher::looks_at_ends`].
    pub(super) fn lines_with<'a>(
        &'a self,
        matcher: &'a Matcher,
        within: Span,
    ) -> impl Iterator<Item = Span> + 'a {
        let (mut at, end) = (within.range().start, within.range().end);
        std::iter::from_fn(move || {
            let rest = self.text.get(at..end).filter(|rest| !rest.is_empty())?;
            let found = matcher.pattern.regex().find(rest)?.start();
            let start = rest[..found].rfind('\n').map_or(0, |before| before + 1);
            let line_end = rest[found..].find('\n').map_or(rest.len(), |len| found + len);
            let line = rest[start..line_end].trim_end_matches('\r');
            let span = Span::new(at + start, at + start + line.len());
            at += line_end + 1;
            Some(span)
        })
    }

    /// The lines between empty lines, joined. An empty line in code, HTML or the frontmatter ends none.
    pub(super) fn passages(&self, within: Span) -> impl Iterator<Item = Span> + '_ {
        let (text, facts) = (self.text, self.facts);
        let yaml = facts.frontmatter.as_ref().map(|yaml| yaml.span);
        let is_inside = move |line: Span| {
            let at = facts.verbatim.partition_point(|span| span.end < line.end);
            let verbatim = facts.verbatim.get(at).is_some_and(|span| span.start < line.start);
            verbatim || yaml.is_some_and(|yaml| yaml.covers(line))
        };
        let mut lines = lines(text, within);
        std::iter::from_fn(move || {
            let mut open: Option<Span> = None;
            for line in lines.by_ref() {
                let is_empty = text[line].trim_matches([' ', '\t', '>', '\r']).is_empty();
                if is_empty && !is_inside(line) {
                    if open.is_some() {
                        break;
                    }
                    continue;
                }
                open = Some(Span { start: open.map_or(line.start, |it| it.start), end: line.end });
            }
            open
        })
    }

    /// The text before the first heading, and each heading with the text up to the next one.
    fn sections(&self) -> impl Iterator<Item = Span> + '_ {
        let starts = self.facts.headings.iter().map(|heading| heading.span.range().start);
        let ends = starts.clone().chain([self.text.len()]);
        [0].into_iter().chain(starts).zip(ends).map(|(start, end)| Span::new(start, end))
    }
}

/// The lines of a part of the text, without line endings.
fn lines(text: &str, within: Span) -> impl Iterator<Item = Span> + '_ {
    let mut start = within.range().start;
    text[within].split_inclusive('\n').map(move |line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(start, start + content.len());
        start += line.len();
        span
    })
}

/// Paragraphs, headings, tables, code and so on; of a list or quote, the blocks in it. A text without a
/// block tree is divided at its empty lines.
fn find_blocks(text: &str) -> Vec<Span> {
    let found = blocks(text);
    if found.is_empty() {
        let mut spans = Vec::new();
        let mut open: Option<Span> = None;
        for line in lines(text, Span::new(0, text.len())) {
            if text[line].trim().is_empty() {
                spans.extend(open.take());
            } else {
                open = Some(Span { start: open.map_or(line.start, |it| it.start), end: line.end });
            }
        }
        spans.extend(open);
        return spans;
    }
    let is_container = |kind: BlockKind| {
        matches!(kind, BlockKind::Section | BlockKind::List | BlockKind::Item | BlockKind::Quote)
    };
    found.iter().filter(|block| !is_container(block.kind)).map(|block| block.span).collect()
}

fn find_tasks(text: &str, facts: &Facts) -> Vec<NoteTask> {
    let mut tasks: Vec<NoteTask> = Vec::new();
    let mut goes_on = false;
    for line in lines(text, Span::new(0, text.len())) {
        let is_code = {
            let at = facts.verbatim.partition_point(|span| span.end <= line.start);
            facts.verbatim.get(at).is_some_and(|span| {
                span.start <= line.start + 3 && line.end <= span.end && !line.is_empty()
            })
        };
        let content = text[line].trim_start_matches([' ', '\t', '>']);
        let item = after_list_marker(content);
        if let Some(is_done) = item.filter(|_| !is_code).and_then(check_box) {
            let span = Span::new(line.range().end - content.len(), line.range().end);
            tasks.push(NoteTask { span, is_done });
            goes_on = true;
        } else if item.is_some() || content.trim().is_empty() || content.starts_with('#') {
            goes_on = false;
        } else if goes_on && let Some(task) = tasks.last_mut() {
            task.span.end = line.end;
        }
    }
    tasks
}

/// The text after the marker of a list item: `-`, `*`, `+`, `1.` or `1)`.
fn after_list_marker(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '+'])?,
        1..=9 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let content = rest.trim_start_matches([' ', '\t']);
    (content.len() < rest.len()).then_some(content)
}

/// Whether the box `[ ]` or `[x]` at the start of an item is checked: any character but a blank counts.
/// `None` if there is no box.
fn check_box(item: &str) -> Option<bool> {
    let mut chars = item.strip_prefix('[')?.chars();
    let mark = chars.next()?;
    let rest = chars.as_str().strip_prefix(']')?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(mark != ' ')
}
