//! The headings of a note while a rename changes them, and how links write them
//! (`docs/semantics.md §3`).

use std::cell::OnceCell;
use std::rc::Rc;

use linkwright_syntax::{Link, heading_key, heading_without_block_id};
use linkwright_vault::{
    Note, SlugSource, Slugs, decode_link_part, encode_link_segment, next_deeper_heading,
};
use rustc_hash::FxHashMap;

use crate::title::parent_headings;

/// The headings of one note.
#[derive(Clone)]
pub(crate) struct Outline {
    headings: Vec<OutlineHeading>,
    source: Rc<SlugSource>,
    slugs: OnceCell<Rc<Slugs>>,
    /// The headings by key, those with the same key sorted by level, then by position. A long note
    /// has many links to its headings, so each lookup has to be fast.
    by_key: OnceCell<Rc<FxHashMap<String, Vec<u32>>>>,
    /// The parent of each heading.
    parents: OnceCell<Rc<Vec<Option<u32>>>>,
}

#[derive(Clone)]
struct OutlineHeading {
    level: u8,
    /// The raw text, including a block id at its end.
    text: String,
    key: String,
    /// The key of the text without its block id, if it has one.
    bare: Option<String>,
}

impl OutlineHeading {
    fn new(level: u8, text: &str) -> OutlineHeading {
        let bare = heading_without_block_id(text);
        OutlineHeading {
            level,
            text: text.to_owned(),
            key: heading_key(text),
            bare: (bare.len() < text.trim().len()).then(|| heading_key(bare)),
        }
    }
}

impl Outline {
    /// The headings of `note`.
    pub(crate) fn new(note: &Note) -> Outline {
        let headings = note.facts.headings.iter().zip(note.headings.iter());
        let headings = headings.map(|(h, name)| OutlineHeading::new(h.level, name)).collect();
        Outline {
            headings,
            source: Rc::new(note.slug_source()),
            slugs: OnceCell::new(),
            by_key: OnceCell::new(),
            parents: OnceCell::new(),
        }
    }

    /// The outline of these headings, each with its level and its raw text.
    pub(crate) fn of_headings<'t>(headings: impl Iterator<Item = (u8, &'t str)>) -> Outline {
        Outline {
            headings: headings.map(|(level, text)| OutlineHeading::new(level, text)).collect(),
            source: Rc::default(),
            slugs: OnceCell::new(),
            by_key: OnceCell::new(),
            parents: OnceCell::new(),
        }
    }

    /// Sets the text of a heading. Returns whether the text changed.
    pub(super) fn set(&mut self, index: u32, text: &str) -> bool {
        let heading = &mut self.headings[index as usize];
        let new = OutlineHeading::new(heading.level, text);
        let changed = heading.text != new.text;
        *heading = new;
        self.slugs.take();
        self.by_key.take();
        changed
    }

    /// The raw text of a heading without its block id.
    pub(super) fn text(&self, index: u32) -> &str {
        heading_without_block_id(&self.headings[index as usize].text)
    }

    /// The heading that `subpath` resolves to, written as in `link`. `None` if there is none.
    pub(crate) fn resolve(&self, link: &Link, subpath: &str) -> Option<u32> {
        let subpath = decode_link_part(subpath, link.form, link.place);
        let segments = subpath.split('#').filter(|segment| !segment.trim().is_empty());
        self.resolve_path(segments.map(heading_key)).or_else(|| match link.form.is_url() {
            true => self.slugs().find_heading(subpath.trim()),
            false => None,
        })
    }

    fn resolve_path(&self, keys: impl Iterator<Item = String>) -> Option<u32> {
        let (mut found, mut from, mut level) = (None, 0, 0);
        for key in keys {
            let by_key = self.by_key().get(&key)?;
            let at = next_deeper_heading(by_key, |at| self.level(at), from, level)?;
            (found, level) = (Some(at), self.level(at));
            from = at + 1;
        }
        found
    }

    fn level(&self, index: u32) -> u8 {
        self.headings[index as usize].level
    }

    /// The new subpath for `link`, so that it resolves to the same heading as in `before`; the old
    /// subpath if that still resolves to it. `path` has the heading that each segment of the old
    /// subpath resolved to.
    ///
    /// `None` if no subpath resolves to the heading, because an equal heading comes before it.
    pub(super) fn respell(
        &self,
        before: &Outline,
        link: &Link,
        subpath: &str,
        path: &[u32],
    ) -> Option<String> {
        let target = *path.last()?;
        let slug = before.is_slug(link, subpath, target);
        let keeps_slug =
            || self.resolve(link, subpath) == Some(target) && !self.has_other_text(before, target);
        if slug && keeps_slug() {
            return Some(subpath.to_owned());
        }
        let mut path = path.iter();
        let followed: Vec<_> = subpath
            .split('#')
            .map(|raw| match (raw.trim().is_empty(), raw) {
                (false, raw) => match path.next() {
                    Some(&index) if self.has_other_text(before, index) => {
                        raw.replace(raw.trim(), &heading_as_segment(self.text(index), link))
                    }
                    _ => raw.to_owned(),
                },
                (true, raw) => raw.to_owned(),
            })
            .collect();
        self.subpath_to(link, followed.join("#"), target, slug)
    }

    /// The subpath with which `link` resolves to the heading `target`: its slug if `slug` is set, else
    /// `followed`, else the heading with as many parents as needed. `None` if none of them resolves to
    /// it.
    pub(crate) fn subpath_to(
        &self,
        link: &Link,
        followed: String,
        target: u32,
        slug: bool,
    ) -> Option<String> {
        let resolves = |subpath: &str| self.resolve(link, subpath) == Some(target);
        if slug {
            // A heading that has only images has no slug. Then the link uses its text.
            let slug = self.slugs().slug(target);
            if !slug.is_empty() && resolves(slug) {
                return Some(slug.to_owned());
            }
        }
        if resolves(&followed) {
            return Some(followed);
        }
        let mut subpath = heading_as_segment(self.text(target), link);
        let mut ancestor = target;
        while !resolves(&subpath) {
            ancestor = self.parent(ancestor)?;
            subpath = [&heading_as_segment(self.text(ancestor), link), "#", &subpath].concat();
        }
        Some(subpath)
    }

    /// Whether `link` is a Markdown link whose subpath writes the heading `target` as a GitHub slug and
    /// not as text.
    pub(crate) fn is_slug(&self, link: &Link, subpath: &str, target: u32) -> bool {
        let written = decode_link_part(subpath, link.form, link.place);
        let by_words = || self.resolve_path(written.split('#').map(heading_key)).is_some();
        let is_slug = || written == self.slugs().slug(target) && written != self.text(target);
        link.form.is_url() && (is_slug() || !by_words())
    }

    /// Whether the text of a heading differs from that in `before`.
    fn has_other_text(&self, before: &Outline, index: u32) -> bool {
        self.text(index) != before.text(index)
    }

    /// The parent of the heading `index`.
    fn parent(&self, index: u32) -> Option<u32> {
        let levels = || self.headings.iter().map(|heading| heading.level);
        self.parents.get_or_init(|| Rc::new(parent_headings(levels())))[index as usize]
    }

    fn by_key(&self) -> &FxHashMap<String, Vec<u32>> {
        self.by_key.get_or_init(|| {
            let mut by_key: FxHashMap<String, Vec<u32>> = FxHashMap::default();
            for (at, heading) in (0..).zip(&self.headings) {
                by_key.entry(heading.key.clone()).or_default().push(at);
                if let Some(bare) = heading.bare.clone().filter(|bare| *bare != heading.key) {
                    by_key.entry(bare).or_default().push(at);
                }
            }
            for by_key in by_key.values_mut().filter(|by_key| by_key.len() > 1) {
                by_key.sort_unstable_by_key(|&at| (self.level(at), at));
            }
            Rc::new(by_key)
        })
    }

    fn slugs(&self) -> &Slugs {
        self.slugs.get_or_init(|| {
            let texts = self.headings.iter().map(|heading| heading.text.as_str());
            Rc::new(Slugs::new(&self.source, texts))
        })
    }
}

/// Writes a heading as a segment of the subpath of `link`.
pub(crate) fn heading_as_segment(heading: &str, link: &Link) -> String {
    let mut plain = heading.replace("%%", " ").replace("[[", " ").replace("]]", " ");
    let angle = |c| matches!(c, '<' | '>') && link.form.is_url();
    plain = plain.replace(|c| matches!(c, ':' | '#' | '|' | '^' | '\\') || angle(c), " ");
    let words: Vec<_> = plain.trim_end_matches(']').split_whitespace().collect();
    let plain = words.join(" ");
    link.place.escape(&encode_link_segment(&plain, link.form)).into_owned()
}
