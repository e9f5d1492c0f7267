//! Bases: `.base` files, and `base` code blocks in quotes and lists. What they name is in their text; here they are
//! only found.

use std::borrow::Cow;

use linkwright_text::{Span, bom_len};

use crate::comments::suppressions;
use crate::{Facts, digest};

/// Scans a `.base` file. It has no facts except its one base, and the comments in it that silence findings.
#[must_use]
pub(crate) fn scan_base(text: &str) -> Facts {
    let mut facts = Facts { digest: digest(text), ..Facts::default() };
    if u32::try_from(text.len()).is_ok() {
        facts.bases.push(Span::new(bom_len(text), text.len()));
        facts.suppressions = suppressions(text, &facts);
    }
    facts
}

/// Returns `text` with spaces in place of the marks of quotes, and of tabs, before the lines of the base `yaml`, if
/// that is in a quote or list: YAML allows neither there. Nothing moves.
#[must_use]
pub fn base_text(text: &str, yaml: Span) -> Cow<'_, str> {
    let Some(depth) = quote_depth(text, yaml) else { return Cow::Borrowed(text) };
    let mut masked = String::with_capacity(text.len());
    masked.push_str(&text[..yaml.range().start]);
    for line in text[yaml].split_inclusive('\n') {
        let end = marks_end(line, depth);
        let blank = line[..end].bytes().map(|_| ' ');
        masked.extend(blank);
        masked.push_str(&line[end..]);
    }
    masked.push_str(&text[yaml.range().end..]);
    Cow::Owned(masked)
}

/// Whether the lines of the base `yaml` have equally long marks of quotes before them. Others could not be
/// masked so that their indents mean the same.
pub(crate) fn has_even_marks(text: &str, yaml: Span) -> bool {
    let Some(depth) = quote_depth(text, yaml) else { return true };
    let lines = text[yaml].lines().filter(|line| !line[marks_end(line, depth)..].trim().is_empty());
    if depth == 0 {
        return true;
    }
    let mut widths = lines.map(|line| {
        let last = line.match_indices('>').nth(depth - 1).map_or(0, |(at, _)| at + 1);
        last + usize::from(line[last..].starts_with([' ', '\t']))
    });
    let first = widths.next();
    widths.all(|width| Some(width) == first)
}

/// The number of quotes around a code block with the lines `yaml`; `None` if its fence is not in a quote or
/// list.
fn quote_depth(text: &str, yaml: Span) -> Option<usize> {
    let above = text[..yaml.range().start].trim_end_matches(['\n', '\r']);
    let fence = &above[above.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    let marks = &fence[..fence.find(['`', '~'])?];
    let has_marks = marks.contains(|c| !matches!(c, ' ' | '\u{feff}'));
    has_marks.then(|| marks.matches('>').count())
}

/// The end of the marks of `depth` quotes and of the blanks at the start of `line`.
fn marks_end(line: &str, depth: usize) -> usize {
    let mut left = depth;
    let is_mark = |c: char| match c {
        '>' if left > 0 => {
            left -= 1;
            true
        }
        c => matches!(c, ' ' | '\t'),
    };
    line.len() - line.trim_start_matches(is_mark).len()
}

#[cfg(test)]
mod tests {
    use super::base_text;
    use crate::scan_file;

    #[test]
    fn all_of_a_base_file_is_its_base() {
        let text = "\u{feff}filters: a";
        let facts = scan_file("x/a.BASE", text);
        assert_eq!((&text[facts.bases[0]], facts.links.len()), ("filters: a", 0));
    }

    #[test]
    fn blocks_in_quotes_and_lists_are_bases() {
        for (text, expected) in [
            (
                "> ```base\n> a: b\n>\n> c:\n>   d: > e\n> ```\n> x\n",
                "  a: b\n \n  c:\n    d: > e\n",
            ),
            (">> ~~~base\n> > a: b\n>> c: d", ""),
            (">> ~~~base\n>> a: b\n>>c: d", ""),
            (">> ~~~base\n>> a: |\n>>   > b\n", "   a: |\n     > b"),
            ("- ```base\n  a: b\n\n  c: d\n  ```\n", "  a: b\n\n  c: d\n"),
            ("- x\n\n\t```base\n\ta:\n\t  b: c\n", " a:\n   b: c"),
            ("- > ```base\n  > a: b\n  > ```\n\n> a", "    a: b\n"),
            ("```base\na: b\n> ```\n```\n", "a: b\n> ```\n"),
            ("> ```yaml\n> a: b\n> ```\n", ""),
        ] {
            let bases = scan_file("n.md", text).bases;
            let found = bases.first().map(|yaml| base_text(text, *yaml)[yaml.range()].to_owned());
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }
}
