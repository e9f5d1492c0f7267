//! The targets of the fragments of Markdown links: headings by their GitHub slugs, and ids
//! (`docs/semantics.md §8`).

use std::sync::LazyLock;

use linkwright_syntax::{Facts, FragmentKind, HeadingRenderer, heading_without_ids};
use linkwright_text::to_offset;
use regex::Regex;
use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::StringList;

/// The target of a fragment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FragmentTarget {
    /// A heading, by its index.
    Heading(u32),
    /// An id or a heading in a quote or list, by its index in [`Facts::fragments`].
    Fragment(u32),
}

/// The slugs of a note's headings.
#[derive(Debug)]
pub struct Slugs {
    by_heading: Vec<String>,
    by_slug: FxHashMap<Box<str>, FragmentTarget>,
}

impl Slugs {
    /// The slugs of the headings with these raw texts. The cost is linear in their length.
    pub fn new<'h>(source: &SlugSource, headings: impl Iterator<Item = &'h str> + Clone) -> Slugs {
        let mut by_slug = FxHashMap::default();
        let mut add = |slug: &str, target: FragmentTarget| {
            if !slug.is_empty() && !by_slug.contains_key(slug) {
                by_slug.insert(Box::from(slug), target);
            }
        };
        let all = source.slugs_with_targets(headings.clone(), heading_without_ids);
        for (slug, target) in &all {
            add(slug, *target);
        }
        // GitHub does not know ids such as `^id`, so its slug contains them. Users also leave out
        // invisible characters.
        if headings.clone().any(|heading| heading_without_ids(heading).len() < heading.trim().len())
        {
            for (slug, target) in source.slugs_with_targets(headings, str::trim) {
                add(&slug, target);
            }
        }
        for (slug, target) in all.iter().filter(|(slug, _)| !slug.is_ascii()) {
            add(&without_variation_selector(slug), *target);
        }
        let of_heading =
            |(slug, target)| matches!(target, FragmentTarget::Heading(_)).then_some(slug);
        Slugs { by_heading: all.into_iter().filter_map(of_heading).collect(), by_slug }
    }

    /// The slug that GitHub gives a heading: `some-heading` for `Some *heading*!`, `some-heading-1`
    /// for a second one. Empty if the heading has none.
    #[must_use]
    pub fn slug(&self, heading: u32) -> &str {
        self.by_heading.get(heading as usize).map_or("", String::as_str)
    }

    /// The heading with the slug `fragment`, which is decoded.
    #[must_use]
    pub fn find_heading(&self, fragment: &str) -> Option<u32> {
        match self.find(fragment)? {
            FragmentTarget::Heading(heading) => Some(heading),
            FragmentTarget::Fragment(_) => None,
        }
    }

    fn find(&self, fragment: &str) -> Option<FragmentTarget> {
        let lower = fragment.to_lowercase();
        self.by_slug
            .get(&*lower)
            .or_else(|| self.by_slug.get(&*without_variation_selector(&lower)))
            .copied()
    }
}

/// All targets of fragments in one note.
#[derive(Debug)]
pub(crate) struct Fragments {
    pub(crate) slugs: Slugs,
    by_id: FxHashMap<Box<str>, u32>,
}

impl Fragments {
    pub(crate) fn new(slugs: Slugs, facts: &Facts, fragments: &StringList) -> Fragments {
        let mut by_id = FxHashMap::default();
        for ((index, id), fact) in (0..).zip(fragments).zip(&facts.fragments) {
            if fact.kind != FragmentKind::Heading {
                by_id.entry(id.into()).or_insert(index);
            }
        }
        Fragments { slugs, by_id }
    }

    /// The target of `fragment`, which is decoded.
    pub(crate) fn find(&self, fragment: &str) -> Option<FragmentTarget> {
        let find = |fragment: &str| {
            let by_id = || self.by_id.get(fragment).copied().map(FragmentTarget::Fragment);
            self.slugs.find(fragment).or_else(by_id)
        };
        // GitHub adds this prefix to every id of a page, and finds ids with and without it.
        find(fragment).or_else(|| find(fragment.strip_prefix("user-content-")?))
    }
}

/// A slug in NFC without U+FE0F, an invisible character that selects the emoji form of a symbol.
fn without_variation_selector(slug: &str) -> String {
    let visible = slug.chars().filter(|c| *c != '\u{fe0f}');
    if is_nfc(slug) { visible.collect() } else { visible.nfc().collect() }
}

/// What the slugs of a note's headings depend on, besides their texts.
#[derive(Default)]
pub struct SlugSource {
    renderer: HeadingRenderer,
    /// The headings in quotes and lists, each as the number of other headings before it, its index
    /// in [`Facts::fragments`], and its raw text.
    nested: Vec<(u32, u32, String)>,
}

impl SlugSource {
    /// The source for a note with these facts, labels and fragments.
    pub(crate) fn new(facts: &Facts, labels: &[Box<str>], fragments: &StringList) -> SlugSource {
        let labels = labels.iter().zip(&facts.labels);
        let defined = labels.filter(|(_, fact)| fact.is_definition).map(|(label, _)| &**label);
        let nested = (0..).zip(fragments).zip(&facts.fragments);
        let nested = nested.filter(|(_, fact)| fact.kind == FragmentKind::Heading);
        let nested = nested.map(|((index, text), fact)| {
            let before =
                |heading: &linkwright_syntax::Heading| heading.span.start < fact.span.start;
            (to_offset(facts.headings.partition_point(before)), index, text.to_owned())
        });
        SlugSource { renderer: HeadingRenderer::new(defined), nested: nested.collect() }
    }

    /// The words that a heading shows, rendered from its raw text: see [`HeadingRenderer`].
    #[must_use]
    pub fn rendered_words(&self, raw: &str) -> String {
        self.renderer.render(raw)
    }

    /// The unique slug of each heading, rendered from the part of its raw text that `part` returns.
    fn slugs_with_targets<'h>(
        &self,
        headings: impl Iterator<Item = &'h str>,
        part: impl Fn(&str) -> &str,
    ) -> Vec<(String, FragmentTarget)> {
        let mut counter = SlugCounter::default();
        let mut slugs = Vec::new();
        let mut nested = self.nested.iter().peekable();
        let mut add = |raw: &str, target: FragmentTarget| {
            slugs.push((counter.unique(slug(&self.renderer.render(part(raw)))), target));
        };
        for (heading, index) in headings.zip(0..) {
            while let Some((_, fragment, raw)) = nested.next_if(|(before, ..)| *before <= index) {
                add(raw, FragmentTarget::Fragment(*fragment));
            }
            add(heading, FragmentTarget::Heading(index));
        }
        for (_, fragment, raw) in nested {
            add(raw, FragmentTarget::Fragment(*fragment));
        }
        slugs
    }
}

/// Makes slugs unique as `github-slugger` does: with the first of `foo-1`, `foo-2`, … that is free.
#[derive(Default)]
struct SlugCounter {
    seen: FxHashMap<String, u32>,
}

impl SlugCounter {
    fn unique(&mut self, slug: String) -> String {
        let Some(&count) = self.seen.get(&slug) else {
            self.seen.insert(slug.clone(), 0);
            return slug;
        };
        let (mut count, mut unique) = (count, String::new());
        while unique.is_empty() || self.seen.contains_key(&unique) {
            count += 1;
            unique = format!("{slug}-{count}");
        }
        self.seen.insert(slug, count);
        self.seen.insert(unique.clone(), 0);
        unique
    }
}

/// The slug of rendered words: in lowercase, with `-` for each space, and without all characters
/// except letters, marks, decimal and letter numbers, connectors and `-`.
fn slug(words: &str) -> String {
    static DROPPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[^\p{Alphabetic}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]").expect("a valid pattern")
    });
    let lower = words.to_lowercase();
    if !lower.is_ascii() {
        return DROPPED.replace_all(&lower, "").replace(' ', "-");
    }
    let kept = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_');
    let dashed = |b: u8| if b == b' ' { '-' } else { char::from(b) };
    lower.bytes().filter(kept).map(dashed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(headings: &[&str]) -> Vec<String> {
        Slugs::new(&SlugSource::default(), headings.iter().copied()).by_heading
    }

    #[test]
    fn slugs_keep_letters_marks_digits_and_connectors() {
        for (heading, expected) in [
            ("A & B: [the words](x.md) `code_x`", "a--b-the-words-code_x"),
            ("हिन्दी में", "हिन्दी-में"),
            ("বাংলা", "বাংলা"),
            ("தமிழ்", "தமிழ்"),
            ("ภาษาไทย ๑", "ภาษาไทย-๑"),
            ("U\u{308}ber", "u\u{308}ber"),
            ("1\u{fe0f}\u{20e3} One", "1\u{fe0f}\u{20e3}-one"),
            ("⚙\u{fe0f} Set up", "\u{fe0f}-set-up"),
            ("🚀", ""),
            ("🚀 Go", "-go"),
            ("_very_ snake_case", "very-snake_case"),
            ("a <kbd>b</kbd><!-- c -->", "a-b"),
            ("R&amp;D &eacute;t&eacute;", "rd-été"),
            ("![logo](a.png) Name", "-name"),
            ("x²½① Ⅷ ⓐ ‿", "x-ⅷ-ⓐ-‿"),
            ("ΟΔΟΣ", "οδος"),
            ("a\u{a0}b\tc", "abc"),
            ("Über uns ^id", "über-uns"),
            ("Name {#id}", "name"),
        ] {
            assert_eq!(slugs(&[heading]), [expected], "{heading}");
        }
    }

    #[test]
    fn equal_slugs_get_the_next_free_number() {
        assert_eq!(slugs(&["foo", "foo-1", "foo"]), ["foo", "foo-1", "foo-2"]);
        assert_eq!(slugs(&["foo", "foo", "foo-1"]), ["foo", "foo-1", "foo-1-1"]);
        assert_eq!(slugs(&["🚀", "🎉", "a"]), ["", "-1", "a"]);
        assert_eq!(slugs(&["a-1", "a", "a", "a"]), ["a-1", "a", "a-2", "a-3"]);
    }
}
