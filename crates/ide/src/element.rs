//! Finds the element of a note that the cursor is on.

use linkwright_syntax::{Facts, FragmentKind, Link};
use linkwright_text::Span;
use linkwright_vault::IndexedText;

/// An element of a note. Indices are into the lists of the note's facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Element {
    /// A link to a file, and the part of the link.
    Link(u32, LinkPart),
    /// The text of a reference link, `[text][label]`.
    LabelText(u32),
    /// The label of a reference link or of a reference definition.
    Label(u32),
    /// A footnote reference, or the label of a footnote definition.
    Footnote(u32),
    /// A tag.
    Tag(u32),
    /// A block id.
    BlockId(u32),
    /// The id of an HTML element, or the `{#id}` of a heading.
    Fragment(u32),
    /// An alias in the frontmatter, by its index in the list of all aliases.
    Alias(u32),
    /// A heading.
    Heading(u32),
}

/// A part of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LinkPart {
    /// The path, if the link has one.
    Path,
    /// A segment of the subpath, counted from 0 without the empty segments.
    Segment(usize),
    /// The display text.
    Display,
    /// Anything else: brackets, pipes, titles.
    Rest,
}

/// Returns the element that contains `offset`, or that starts or ends there. If one element ends and
/// another starts at the offset, it is the one that starts; of nested elements, it is the innermost.
pub(crate) fn element_at(note: IndexedText<'_>, offset: u32) -> Option<Element> {
    let (facts, text) = (note.facts(), note.text());
    // The best element so far, with whether it ends at the offset, and its length.
    let mut best: Option<(bool, u32, Element)> = None;
    let mut consider = |span: Span, element: &dyn Fn() -> Option<Element>| {
        if !span.touches(offset) {
            return;
        }
        let rank = (!span.contains(offset), span.len());
        if best.is_none_or(|(ends_here, len, _)| rank < (ends_here, len))
            && let Some(element) = element()
        {
            best = Some((rank.0, rank.1, element));
        }
    };
    for (index, link) in (0..).zip(&facts.links) {
        consider(link.span, &|| Some(Element::Link(index, link_part_at(link, text, offset))));
    }
    for (index, label) in (0..).zip(&facts.labels) {
        match label.text {
            Some(shown) if !label.is_definition && shown.touches(offset) => {
                consider(label.span, &|| Some(Element::LabelText(index)));
            }
            // The destination of a definition is a link of its own.
            _ if label.is_definition => {
                let brackets = Span { start: label.span.start, end: label.label.end + 1 };
                consider(brackets, &|| Some(Element::Label(index)));
            }
            _ => consider(label.span, &|| Some(Element::Label(index))),
        }
    }
    for (index, footnote) in (0..).zip(&facts.footnotes) {
        consider(footnote.span, &|| Some(Element::Footnote(index)));
    }
    for (index, tag) in (0..).zip(&facts.tags) {
        let hash = u32::from(!tag.in_frontmatter);
        let span = Span { start: tag.span.start.saturating_sub(hash), end: tag.span.end };
        consider(span, &|| Some(Element::Tag(index)));
    }
    for (index, id) in (0..).zip(&facts.block_ids) {
        let span = Span { start: id.span.start.saturating_sub(1), end: id.span.end };
        consider(span, &|| Some(Element::BlockId(index)));
    }
    for (index, fragment) in (0..).zip(&facts.fragments) {
        if fragment.kind != FragmentKind::Heading {
            consider(fragment.span, &|| Some(Element::Fragment(index)));
        }
    }
    if let Some(frontmatter) = &facts.frontmatter {
        for (index, alias) in (0..).zip(frontmatter.all_aliases()) {
            consider(alias.scalar.span, &|| Some(Element::Alias(index)));
        }
    }
    for (index, heading) in (0..).zip(&facts.headings) {
        consider(heading.span, &|| Some(Element::Heading(index)));
    }
    best.map(|(_, _, element)| element)
}

fn link_part_at(link: &Link, text: &str, offset: u32) -> LinkPart {
    if link.display.is_some_and(|display| display.touches(offset)) {
        return LinkPart::Display;
    }
    if let Some(subpath) = link.subpath
        && subpath.touches(offset)
    {
        let before = segments(text, subpath).take_while(|segment| segment.end < offset).count();
        return match segments(text, subpath).nth(before) {
            Some(_) => LinkPart::Segment(before),
            None => LinkPart::Rest,
        };
    }
    if link.path.touches(offset) && !link.path.is_empty() { LinkPart::Path } else { LinkPart::Rest }
}

/// The segments of a subpath: the parts between its `#`s, trimmed, without the empty ones.
pub(crate) fn segments(text: &str, subpath: Span) -> impl Iterator<Item = Span> {
    let mut next_start = subpath.range().start;
    text[subpath].split('#').filter_map(move |segment| {
        let start = next_start + (segment.len() - segment.trim_start().len());
        next_start += segment.len() + 1;
        let trimmed = segment.trim();
        (!trimmed.is_empty()).then(|| Span::new(start, start + trimmed.len()))
    })
}

/// Returns the heading that contains a fragment: its `{#id}`, or the id of an HTML element in it.
/// `fragment` is an index into [`Facts::fragments`].
pub(crate) fn heading_with_fragment(facts: &Facts, fragment: u32) -> Option<u32> {
    let span = facts.fragments.get(fragment as usize)?.span;
    let next = facts.headings.partition_point(|heading| heading.span.start <= span.start);
    let at = next.checked_sub(1).filter(|at| facts.headings[*at].span.covers(span))?;
    u32::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;
    use crate::{call_hierarchy, hover, references, rename};

    /// Spans of one text can lie outside of another, or inside its characters.
    #[test]
    fn no_feature_answers_for_a_text_that_is_not_indexed() {
        let vaulted = Vaulted::parse(
            "//- /.linkwright.toml\ninlayHints.titles = true\n//- /note.md\n---\naliases: [x]\n---\n\
             # $0Title\n[[Beta#One]] [t][l] #tag %%c%%[^1] ^id\n\n[l]: Beta.md\n[^1]: f\n\
             //- /Beta.md\n# One\n",
        );
        let (vault, (note, indexed, _)) = (&vaulted.vault, vaulted.cursor());
        let range = Span::new(0, indexed.len());
        assert!(!crate::symbols::outline(vault, note, indexed).is_empty());
        assert!(!crate::tokens::tokens(vault, note, indexed, range).is_empty());
        for text in ["", "# other\n", &indexed.replace(' ', "\u{e9}"), &format!("{indexed}\n")] {
            assert!(crate::symbols::outline(vault, note, text).is_empty());
            assert!(crate::tokens::tokens(vault, note, text, range).is_empty());
            assert!(crate::hints::title_hints(vault, note, text, range).is_empty());
            for offset in range.start..=range.end {
                assert!(crate::definition(vault, note, text, offset).is_none());
                assert!(crate::highlights(vault, note, text, offset).is_empty());
                assert!(crate::actions(vault, note, text, Span::empty(offset)).is_empty());
                assert!(hover::plan(vault, note, text, offset, true).is_none());
                assert!(references::plan(vault, note, text, offset).is_none());
                assert!(call_hierarchy::prepare(vault, note, text, offset).is_none());
                assert!(rename::prepare(vault, note, text, offset).is_err());
            }
        }
    }

    #[test]
    fn empty_segments_are_left_out() {
        let text = "Note## One #Two#";
        let spans: Vec<_> = segments(text, Span::new(5, text.len())).map(|it| &text[it]).collect();
        assert_eq!(spans, ["One", "Two"]);
    }
}
