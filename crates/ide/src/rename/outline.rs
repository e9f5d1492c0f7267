//! The headings of a note as a rename leaves them, and how links write them
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
    /// By key, the headings that have it, by level and then in order: many links lead into a long note.
    places: OnceCell<Rc<FxHashMap<String, Vec<u32>>>>,
    /// The heading that each stands under.
    parents: OnceCell<Rc<Vec<Option<u32>>>>,
}

#[derive(Clone)]
struct OutlineHeading {
    level: u8,
    /// Raw, a block id at its end included.
    text: String,
    key: String,
    /// The key without the block id at its end, where there is one.
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
    pub(crate) fn new(note: &Note) -> Outline {
        let headings = note.facts.headings.iter().zip(note.headings.iter());
        let headings = headings.map(|(h, name)| OutlineHeading::new(h.level, name)).collect();
        Outline {
            headings,
            source: Rc::new(note.slug_source()),
            slugs: OnceCell::new(),
            places: OnceCell::new(),
            parents: OnceCell::new(),
        }
    }

    /// The headings that `keep` names, by their indices, alone.
    pub(crate) fn retain(mut self, keep: impl Fn(u32) -> bool) -> Outline {
        let mut index = 0;
        self.headings.retain(|_| {
            index += 1;
            keep(index - 1)
        });
        Outline {
            headings: self.headings,
            source: Rc::default(),
            slugs: OnceCell::new(),
            places: OnceCell::new(),
            parents: OnceCell::new(),
        }
    }

    /// Gives a heading another text; whether that changes how links find it.
    pub(super) fn set(&mut self, index: u32, text: &str) -> bool {
        let heading = &mut self.headings[index as usize];
        let new = OutlineHeading::new(heading.level, text);
        let changed = heading.text != new.text;
        *heading = new;
        self.slugs.take();
        self.places.take();
        changed
    }

    /// A heading's raw text without its block id.
    pub(super) fn text(&self, index: u32) -> &str {
        heading_without_block_id(&self.headings[index as usize].text)
    }

    /// The heading that `subpath` leads to as `link` writes it.
    pub(crate) fn resolve(&self, link: &Link, subpath: &str) -> Option<u32> {
        let subpath = decode_link_part(subpath, link.form, link.place);
        let segments = subpath.split('#').filter(|segment| !segment.trim().is_empty());
        self.walk(segments.map(heading_key)).or_else(|| match link.form.is_url() {
            true => self.slugs().find_heading(subpath.trim()),
            false => None,
        })
    }

    fn walk(&self, keys: impl Iterator<Item = String>) -> Option<u32> {
        let (mut found, mut from, mut level) = (None, 0, 0);
        for key in keys {
            let places = self.places().get(&key)?;
            let at = next_deeper_heading(places, |at| self.level(at), from, level)?;
            (found, level) = (Some(at), self.level(at));
            from = at + 1;
        }
        found
    }

    fn level(&self, index: u32) -> u8 {
        self.headings[index as usize].level
    }

    /// The subpath that `link` has to have so that it leads to `target`; the old one where that
    /// still does. `took` says for each segment which heading it took in `before`.
    ///
    /// `None` where no spelling leads there: an equal heading stands before it.
    pub(super) fn respell(
        &self,
        before: &Outline,
        link: &Link,
        subpath: &str,
        took: &[u32],
    ) -> Option<String> {
        let target = *took.last()?;
        if is_slug(before, link, subpath, target) {
            if self.resolve(link, subpath) == Some(target) && !self.differs(before, target) {
                return Some(subpath.to_owned());
            }
            // A heading of pictures alone has none: it is linked by its text then.
            let slug = self.slugs().slug(target);
            if !slug.is_empty() && self.resolve(link, slug) == Some(target) {
                return Some(slug.to_owned());
            }
        }
        let mut took = took.iter();
        let followed: Vec<_> = subpath
            .split('#')
            .map(|raw| match (raw.trim().is_empty(), raw) {
                (false, raw) => match took.next() {
                    Some(&index) if self.differs(before, index) => {
                        raw.replace(raw.trim(), &heading_as_segment(self.text(index), link))
                    }
                    _ => raw.to_owned(),
                },
                (true, raw) => raw.to_owned(),
            })
            .collect();
        let followed = followed.join("#");
        if self.resolve(link, &followed) == Some(target) {
            return Some(followed);
        }
        // By as many of the headings above it as it takes.
        let mut spelling = heading_as_segment(self.text(target), link);
        let mut top = target;
        loop {
            if self.resolve(link, &spelling) == Some(target) {
                return Some(spelling);
            }
            top = self.parent(top)?;
            spelling = [&heading_as_segment(self.text(top), link), "#", &spelling].concat();
        }
    }

    fn differs(&self, before: &Outline, index: u32) -> bool {
        self.text(index) != before.text(index)
    }

    /// The heading that `index` stands under.
    fn parent(&self, index: u32) -> Option<u32> {
        let levels = || self.headings.iter().map(|heading| heading.level);
        self.parents.get_or_init(|| Rc::new(parent_headings(levels())))[index as usize]
    }

    fn places(&self) -> &FxHashMap<String, Vec<u32>> {
        self.places.get_or_init(|| {
            let mut places: FxHashMap<String, Vec<u32>> = FxHashMap::default();
            for (at, heading) in (0..).zip(&self.headings) {
                places.entry(heading.key.clone()).or_default().push(at);
                if let Some(bare) = heading.bare.clone().filter(|bare| *bare != heading.key) {
                    places.entry(bare).or_default().push(at);
                }
            }
            for places in places.values_mut().filter(|places| places.len() > 1) {
                places.sort_unstable_by_key(|&at| (self.level(at), at));
            }
            Rc::new(places)
        })
    }

    fn slugs(&self) -> &Slugs {
        self.slugs.get_or_init(|| {
            let texts = self.headings.iter().map(|heading| heading.text.as_str());
            Rc::new(Slugs::new(&self.source, texts))
        })
    }
}

/// Whether a Markdown link writes the heading as GitHub's slug rather than as its text.
fn is_slug(outline: &Outline, link: &Link, subpath: &str, target: u32) -> bool {
    let written = decode_link_part(subpath, link.form, link.place);
    let by_words = outline.walk(written.split('#').map(heading_key)).is_some();
    let is_slug = written == outline.slugs().slug(target) && written != outline.text(target);
    link.form.is_url() && (is_slug || !by_words)
}

/// A heading as a segment of the subpath of `link`.
pub(crate) fn heading_as_segment(heading: &str, link: &Link) -> String {
    let mut plain = heading.replace("%%", " ").replace("[[", " ").replace("]]", " ");
    let angle = |c| matches!(c, '<' | '>') && link.form.is_url();
    plain = plain.replace(|c| matches!(c, ':' | '#' | '|' | '^' | '\\') || angle(c), " ");
    let words: Vec<_> = plain.trim_end_matches(']').split_whitespace().collect();
    let plain = words.join(" ");
    link.place.escape(&encode_link_segment(&plain, link.form)).into_owned()
}
