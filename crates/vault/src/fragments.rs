//! What the fragments of Markdown links find in a note: headings by their GitHub slugs, and ids
//! (`docs/semantics.md §8`).

use std::sync::LazyLock;

use linkwright_syntax::{Facts, FragmentKind, HeadingRenderer, heading_without_ids};
use linkwright_text::narrow;
use regex::Regex;
use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::StringList;

/// What a fragment names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FragmentTarget {
    /// A heading, by its index.
    Heading(u32),
    /// Something else, by its index into [`Facts::fragments`].
    Fragment(u32),
}

/// The slugs of a note's headings.
#[derive(Debug)]
pub struct Slugs {
    of_headings: Vec<String>,
    by_slug: FxHashMap<Box<str>, FragmentTarget>,
}

impl Slugs {
    /// Of headings with these raw texts; linear in their length.
    pub fn new<'h>(source: &SlugSource, headings: impl Iterator<Item = &'h str> + Clone) -> Slugs {
        let mut by_slug = FxHashMap::default();
        let mut add = |slug: &str, named: FragmentTarget| {
            if !slug.is_empty() && !by_slug.contains_key(slug) {
                by_slug.insert(Box::from(slug), named);
            }
        };
        let all = source.all(headings.clone(), heading_without_ids);
        for (slug, named) in &all {
            add(slug, *named);
        }
        // Some write the id of a heading as GitHub shows it, and leave out what cannot be seen.
        if headings.clone().any(|heading| heading_without_ids(heading).len() < heading.trim().len())
        {
            for (slug, named) in source.all(headings, str::trim) {
                add(&slug, named);
            }
        }
        for (slug, named) in all.iter().filter(|(slug, _)| !slug.is_ascii()) {
            add(&normalize(slug), *named);
        }
        let of_heading =
            |(slug, named)| matches!(named, FragmentTarget::Heading(_)).then_some(slug);
        Slugs { of_headings: all.into_iter().filter_map(of_heading).collect(), by_slug }
    }

    /// A heading's slug as GitHub makes it: of `Some *heading*!` `some-heading`, and of a second one
    /// `some-heading-1`. Empty where it has none.
    #[must_use]
    pub fn slug(&self, heading: u32) -> &str {
        self.of_headings.get(heading as usize).map_or("", String::as_str)
    }

    /// The heading that `fragment`, decoded, names by its slug.
    #[must_use]
    pub fn find_heading(&self, fragment: &str) -> Option<u32> {
        match self.find(fragment)? {
            FragmentTarget::Heading(heading) => Some(heading),
            FragmentTarget::Fragment(_) => None,
        }
    }

    fn find(&self, fragment: &str) -> Option<FragmentTarget> {
        let lower = fragment.to_lowercase();
        self.by_slug.get(&*lower).or_else(|| self.by_slug.get(&*normalize(&lower))).copied()
    }
}

/// All that fragments can name in one note, made once.
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

    /// What `fragment`, decoded, names.
    pub(crate) fn find(&self, fragment: &str) -> Option<FragmentTarget> {
        let named = |fragment: &str| {
            let by_id = || self.by_id.get(fragment).copied().map(FragmentTarget::Fragment);
            self.slugs.find(fragment).or_else(by_id)
        };
        // GitHub puts this before every id of a page, and finds it with and without.
        named(fragment).or_else(|| named(fragment.strip_prefix("user-content-")?))
    }
}

/// A slug in NFC and without U+FE0F, which asks for a coloured picture and cannot be seen.
fn normalize(slug: &str) -> String {
    let seen = slug.chars().filter(|c| *c != '\u{fe0f}');
    if is_nfc(slug) { seen.collect() } else { seen.nfc().collect() }
}

/// What the slugs of a note's headings depend on besides their texts.
#[derive(Default)]
pub struct SlugSource {
    words: HeadingRenderer,
    /// The headings in quotes and lists: behind how many others each stands, its index into
    /// [`Facts::fragments`], and its raw text.
    nested: Vec<(u32, u32, String)>,
}

impl SlugSource {
    /// Of a note that says `facts`, and these labels and fragments.
    pub(crate) fn new(facts: &Facts, labels: &[Box<str>], fragments: &StringList) -> SlugSource {
        let labels = labels.iter().zip(&facts.labels);
        let defined = labels.filter(|(_, fact)| fact.is_definition).map(|(label, _)| &**label);
        let nested = (0..).zip(fragments).zip(&facts.fragments);
        let nested = nested.filter(|(_, fact)| fact.kind == FragmentKind::Heading);
        let nested = nested.map(|((index, text), fact)| {
            let before =
                |heading: &linkwright_syntax::Heading| heading.span.start < fact.span.start;
            (narrow(facts.headings.partition_point(before)), index, text.to_owned())
        });
        SlugSource { words: HeadingRenderer::new(defined), nested: nested.collect() }
    }

    /// The words that a heading shows, from its raw text: see [`HeadingRenderer`].
    #[must_use]
    pub fn rendered_words(&self, raw: &str) -> String {
        self.words.render(raw)
    }

    fn all<'h>(
        &self,
        headings: impl Iterator<Item = &'h str>,
        part: impl Fn(&str) -> &str,
    ) -> Vec<(String, FragmentTarget)> {
        let mut taken = Taken::default();
        let mut slugs = Vec::new();
        let mut nested = self.nested.iter().peekable();
        let mut add = |raw: &str, named: FragmentTarget| {
            slugs.push((taken.next(slug(&self.words.render(part(raw)))), named));
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

/// VaultCounts equal slugs as `github-slugger` does: the first that is free of `foo-1`, `foo-2`, ….
#[derive(Default)]
struct Taken {
    seen: FxHashMap<String, u32>,
}

impl Taken {
    fn next(&mut self, slug: String) -> String {
        let Some(&count) = self.seen.get(&slug) else {
            self.seen.insert(slug.clone(), 0);
            return slug;
        };
        let (mut count, mut counted) = (count, String::new());
        while counted.is_empty() || self.seen.contains_key(&counted) {
            count += 1;
            counted = format!("{slug}-{count}");
        }
        self.seen.insert(slug, count);
        self.seen.insert(counted.clone(), 0);
        counted
    }
}

/// The slug of words: lowercase, blanks as `-`, and nothing but letters, marks, numbers that are
/// digits or letters, connectors and `-`.
fn slug(words: &str) -> String {
    static DROPPED: LazyLock<Regex> = LazyLock::new(|| {
        let kept = r"[^\p{Alphabetic}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]";
        Regex::new(kept).expect("the pattern is right")
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
        Slugs::new(&SlugSource::default(), headings.iter().copied()).of_headings
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
    fn equal_slugs_are_counted_past_those_that_are_taken() {
        assert_eq!(slugs(&["foo", "foo-1", "foo"]), ["foo", "foo-1", "foo-2"]);
        assert_eq!(slugs(&["foo", "foo", "foo-1"]), ["foo", "foo-1", "foo-1-1"]);
        assert_eq!(slugs(&["🚀", "🎉", "a"]), ["", "-1", "a"]);
        assert_eq!(slugs(&["a-1", "a", "a", "a"]), ["a-1", "a", "a-2", "a-3"]);
    }
}
