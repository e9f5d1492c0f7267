//! The files of a vault, and the ids by which everything here names them.

use std::cmp::Ordering;
use std::sync::OnceLock;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{Facts, FileKind};

use crate::Strings;
use crate::asked::last;
use crate::fold::{fold, folds_to, normal};
use crate::fragments::{Fragments, SlugSource, Slugs};
use crate::named::Named;

/// A file of the vault while it exists. Ids of removed files are used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub(crate) u32);

/// What a link asks for, interned: its path as written, in NFC, without edge spaces, case kept. A
/// path that is relative to the source (`./x`, `../x`) is interned as the path from the root that
/// it means, with a leading `/`. The same path in a wikilink and in a Markdown destination are two
/// targets, since `links.markdown` says how the latter resolves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target(pub(crate) u32);

impl Target {
    /// What a link asks for that is in no vault yet.
    pub(crate) const NONE: Target = Target(u32::MAX);
}

/// A link in a note: the index is into [`Facts::links`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkRef {
    /// The note that holds the link.
    pub source: FileId,
    /// Its place in the note's [`Facts::links`].
    pub index: u32,
}

/// A file of the vault: a note, or anything else that a link can name.
#[derive(Debug)]
pub struct File {
    /// Relative to the vault's root, `/` between folders, spelt as on disk.
    pub path: Box<str>,
    /// What kind of file it is under the vault's settings.
    pub kind: FileKind,
    /// What it says; `None` for attachments and for notes that could not be read. Canvases say
    /// their links.
    pub note: Option<Box<Note>>,
    /// The path as it is compared, where that differs.
    folded: Option<Box<str>>,
    /// How many characters the path has, in NFC.
    pub(crate) chars: u32,
}

impl File {
    pub(crate) fn new(path: &str) -> File {
        let folded = fold(path);
        File {
            path: path.into(),
            kind: FileKind::Attachment,
            note: None,
            folded: (folded != path).then(|| folded.as_ref().into()),
            chars: u32::try_from(normal(path).chars().count()).unwrap_or(u32::MAX),
        }
    }

    /// Decides about its kind. What is read is a note whatever its name, unless it is a canvas: an
    /// editor may say of any document that it is Markdown.
    pub(crate) fn set_kind(&mut self, extensions: &[String]) {
        self.kind = match FileKind::of(&self.path, extensions) {
            kind if kind.is_read() || self.note.is_none() => kind,
            _ => FileKind::Note,
        };
    }

    /// The last component of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        last(&self.path)
    }

    /// The name a wikilink uses: the file name, of a note without its `.md`.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.path)
    }

    /// The folder it is in: empty for the root, else without a slash at its end.
    #[must_use]
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    /// What it says if it is a note that could be read; `None` also for canvases.
    #[must_use]
    pub fn as_note(&self) -> Option<&Note> {
        self.note.as_deref().filter(|_| self.kind == FileKind::Note)
    }

    /// The path as it is compared.
    pub(crate) fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.path)
    }
}

/// The folder part of a path: empty for the root.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name a wikilink uses for the file at `path`: the last component, of a note without its `.md`.
#[must_use]
pub fn name_of(path: &str) -> &str {
    without_md(last(path))
}

/// `path` without a `.md` at its end, in any case.
#[must_use]
pub fn without_md(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("md") => stem,
        _ => path,
    }
}

/// The ends of a folded path that begin a component: the names by which links find its file.
pub(crate) fn suffixes(folded: &str) -> impl Iterator<Item = &str> {
    let inner = folded.match_indices('/').map(|(slash, _)| &folded[slash + 1..]);
    std::iter::once(folded).chain(inner)
}

/// What the vault keeps of a note: its facts, and as written only what lists show.
#[derive(Debug)]
pub struct Note {
    /// Spans into the text that was scanned.
    pub facts: Facts,
    /// For each of [`Facts::links`] what it asks for.
    pub links: Box<[Target]>,
    /// The subpaths as written, by the index into [`Facts::links`], sorted: few links have one.
    pub(crate) subpaths: Box<[(u32, Box<str>)]>,
    /// Likewise the paths, as written and decoded, of those links that are relative to the note's
    /// own folder (`./x`, `../x`).
    pub(crate) relative: Box<[(u32, Box<str>)]>,
    /// For each of [`Facts::headings`] its text as written, without markers; a block id at its end
    /// is part of it.
    pub headings: Strings,
    /// For each of [`Facts::block_ids`] the id as written.
    pub block_ids: Box<[Box<str>]>,
    /// For each of [`Facts::tags`] the tag as written, without `#`.
    pub tags: Box<[Box<str>]>,
    /// For each of [`Facts::footnotes`] its label as written.
    pub footnotes: Box<[Box<str>]>,
    /// For each of [`Facts::labels`] the label as written.
    pub labels: Box<[Box<str>]>,
    /// For each of [`Facts::fragments`] its id, or the heading's raw text.
    pub fragments: Strings,
    /// For each of [`Facts::mistakes`] what is written.
    pub mistakes: Strings,
    /// What fragments find here; made when first asked for.
    pub(crate) found_fragments: OnceLock<Box<Fragments>>,
    /// Where its names stand; made when first asked for.
    pub(crate) found_names: OnceLock<Box<Named>>,
    /// The keys of the frontmatter and their values: see [`crate::usage::written`].
    pub(crate) properties: Box<str>,
}

impl Note {
    /// The subpath of a link as written, by its index into [`Facts::links`].
    #[must_use]
    pub fn subpath(&self, link: u32) -> Option<&str> {
        of_link(&self.subpaths, link)
    }

    /// The path of a link as written, decoded, if it is relative to the note's own folder.
    pub(crate) fn relative(&self, link: u32) -> Option<&str> {
        of_link(&self.relative, link)
    }

    /// What the fragments of Markdown links find here.
    pub(crate) fn fragments(&self) -> &Fragments {
        self.found_fragments.get_or_init(|| {
            let slugs = Slugs::new(&self.slug_source(), self.headings.iter());
            Box::new(Fragments::new(slugs, &self.facts, &self.fragments))
        })
    }

    /// The heading's slug as GitHub makes it; empty where it has none.
    #[must_use]
    pub fn slug(&self, heading: u32) -> &str {
        self.fragments().slugs.of(heading)
    }

    /// What the slugs of the headings depend on besides their texts.
    #[must_use]
    pub fn slug_source(&self) -> SlugSource {
        SlugSource::new(&self.facts, &self.labels, &self.fragments)
    }

    /// Whether links by heading, block id or footnote find the same in both.
    pub(crate) fn same_anchors(&self, other: &Note) -> bool {
        let (a, b) = (&self.facts, &other.facts);
        self.headings == other.headings
            && self.block_ids == other.block_ids
            && self.footnotes == other.footnotes
            && self.fragments == other.fragments
            && a.headings.iter().map(|h| h.level).eq(b.headings.iter().map(|h| h.level))
            && a.footnotes.iter().map(|f| f.definition).eq(b.footnotes.iter().map(|f| f.definition))
    }
}

fn of_link(list: &[(u32, Box<str>)], link: u32) -> Option<&str> {
    let at = list.binary_search_by_key(&link, |&(index, _)| index).ok()?;
    Some(&list[at].1)
}

/// The files, by id.
#[derive(Default)]
pub(crate) struct Files {
    slots: Vec<Option<File>>,
    free: Vec<FileId>,
}

impl Files {
    pub(crate) fn get(&self, file: FileId) -> Option<&File> {
        self.slots.get(file.0 as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, file: FileId) -> Option<&mut File> {
        self.slots.get_mut(file.0 as usize)?.as_mut()
    }

    pub(crate) fn insert(&mut self, file: File) -> FileId {
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            FileId(u32::try_from(self.slots.len() - 1).expect("fewer than 2³² files"))
        });
        self.slots[id.0 as usize] = Some(file);
        id
    }

    pub(crate) fn remove(&mut self, file: FileId) {
        if self.slots.get_mut(file.0 as usize).and_then(Option::take).is_some() {
            self.free.push(file);
        }
    }

    /// Whether a note has an alias that counts under `rules` and is compared as `key`.
    pub(crate) fn claims(&self, note: FileId, key: &str, rules: AliasRules) -> bool {
        let note = self.get(note).and_then(|file| file.note.as_deref());
        let yaml = note.and_then(|note| note.facts.frontmatter.as_deref());
        let mut aliases = yaml.into_iter().flat_map(|yaml| yaml.aliases(rules));
        aliases.any(|alias| folds_to(alias.scalar.value, key))
    }

    /// Above all ids.
    pub(crate) fn bound(&self) -> u32 {
        u32::try_from(self.slots.len()).expect("fewer than 2³² files")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        let slots = self.slots.iter().zip(0..);
        slots.filter_map(|(slot, id)| slot.as_ref().map(|file| (FileId(id), file)))
    }

    pub(crate) fn into_files(self) -> Vec<File> {
        self.slots.into_iter().flatten().collect()
    }

    /// The order of the files of a key.
    pub(crate) fn order(&self, a: FileId, b: FileId) -> Ordering {
        order((a, self.get(a)), (b, self.get(b)))
    }
}

/// By folded path; then, where two files differ only in case or normal form, by path.
pub(crate) fn order(a: (FileId, Option<&File>), b: (FileId, Option<&File>)) -> Ordering {
    match (a.1, b.1) {
        (Some(x), Some(y)) => {
            x.folded().cmp(y.folded()).then_with(|| x.path.cmp(&y.path)).then(a.0.cmp(&b.0))
        }
        (x, y) => x.is_some().cmp(&y.is_some()).then(a.0.cmp(&b.0)),
    }
}
