//! Plan, read, finish: answers that need the texts of other notes.
//!
//! The plan is made on the vaults' thread, where what the editor shows is cloned; the closed notes
//! are read elsewhere, and finish runs elsewhere. Should a note be another by then than the plan
//! was made for, the vault learns of it and the plan is made anew. What needs no closed note is all
//! of one moment, and answers without a second look.
//!
//! An [`answer`] has all the texts at hand; one that is made [`text_by_text`] keeps of each only
//! what it needs, so that it can be about the links of a whole vault.

use linkwright_ide::Texts;
use linkwright_text::{Counting, Text};
use linkwright_vault::FileId;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::abilities::Abilities;
use crate::convert::FileRef;
use crate::requests::gathered::Gathered;
use crate::vaults::owner::Handle;
use crate::vaults::roots::RootId;
use crate::vaults::state::State;

/// How often a plan is made before the client is told that things change too fast.
const TRIES: usize = 3;

/// What is planned, and what its finish needs.
pub(crate) struct Planned<P> {
    /// The vault.
    pub(crate) root: RootId,
    /// The plan.
    pub(crate) plan: P,
    /// Files whose texts it needs.
    pub(crate) texts: Vec<FileId>,
    /// Other files that the answer names.
    pub(crate) files: Vec<FileId>,
}

/// What a plan asked for.
pub(crate) struct Material {
    /// The vault.
    pub(crate) root: RootId,
    /// Its folder; `None` for a document in none.
    pub(crate) dir: Option<linkwright_disk::Root>,
    /// What the client can do.
    pub(crate) abilities: Abilities,
    /// The texts: of open notes what the editor shows. None for what is answered
    /// [`text_by_text`].
    pub(crate) texts: Texts,
    /// Sorted by id.
    pub(super) files: Vec<FileRef>,
    /// Sorted.
    pub(super) read: Vec<FileId>,
    /// Of open documents.
    pub(super) ropes: Vec<(FileId, Text)>,
}

impl Material {
    /// With these texts.
    pub(crate) fn with(self, texts: Made<Box<str>>) -> Material {
        let read = texts.iter().map(|(file, _)| *file).collect();
        Material { read, texts: texts.into_iter().collect(), ..self }
    }

    /// All the files that the plan named, by id.
    pub(crate) fn files(&self) -> &[FileRef] {
        &self.files
    }

    /// The same, by path.
    pub(crate) fn by_path(&self) -> Vec<&FileRef> {
        let mut files: Vec<&FileRef> = self.files.iter().collect();
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// What the client is told of `file`, if the plan named it.
    pub(crate) fn file(&self, file: FileId) -> Option<&FileRef> {
        let at = self.files.binary_search_by_key(&file, |known| known.file).ok()?;
        Some(&self.files[at])
    }

    /// How the client counts in the text of `file`.
    pub(crate) fn counting(&self, file: FileId) -> Counting {
        let encoding = self.abilities.encoding;
        self.file(file).map_or(Counting::of_file(encoding), |file| file.counting(encoding))
    }

    /// The client's own URI of the file at `path`, if the plan named it and it is open.
    pub(crate) fn open_at(&self, path: &str) -> Option<&Url> {
        let is_open = |file: &&FileRef| file.version.is_some() && file.path == path;
        self.files.iter().find(is_open).map(|file| &file.uri)
    }

    /// The text of `file`, if the plan asked for it.
    pub(crate) fn text(&self, file: FileId) -> Option<Text> {
        let rope = self.ropes.iter().find(|(shown, _)| *shown == file);
        rope.map(|(_, text)| text.clone()).or_else(|| self.string(file).map(Text::new))
    }

    /// The same, without a rope.
    pub(crate) fn string(&self, file: FileId) -> Option<&str> {
        self.read.binary_search(&file).ok().map(|_| self.texts.of(file))
    }
}

/// What was made of texts, by file.
pub(crate) type Made<T> = Vec<(FileId, T)>;

/// A plan with what was made of the texts that it asked for, by id, and the rest of what it asked
/// for.
pub(crate) type Settled<P, T> = ((P, Made<T>), Material);

/// Answers a request about the file at `uri`: `plan` may be called again with a later state;
/// `None` from it is the answer. To be called before anything is awaited.
///
/// # Errors
/// As [`Handle::ask`]; those of `plan` and `finish`; `RequestFailed` if a note cannot be read, and
/// `ContentModified` if notes change faster than they are read.
pub(crate) async fn answer<P, R, F>(
    vaults: Handle,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    finish: F,
) -> Result<Option<R>>
where
    P: Send + Sync + 'static,
    R: Send + 'static,
    F: FnOnce(P, &Material) -> Result<R> + Send + 'static,
{
    let finish = |(plan, texts), material: Material| finish(plan, &material.with(texts));
    settled(vaults, uri, plan, whole, finish).await
}

/// As [`answer`], of which `each` makes a part on the thread that read the text, and `finish` the
/// whole of the parts. `each` may be called again with a later plan and text.
///
/// # Errors
/// As [`answer`].
pub(crate) async fn text_by_text<P, T, R, F>(
    vaults: Handle,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    each: fn(&P, FileId, &str, Counting) -> T,
    finish: F,
) -> Result<Option<R>>
where
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
    F: FnOnce((P, Made<T>), &Material) -> Result<R> + Send + 'static,
{
    let finish = |made, material: Material| finish(made, &material);
    settled(vaults, uri, plan, each, finish).await
}

/// Keeps a text as it is.
pub(super) fn whole<P>(_: &P, _: FileId, text: &str, _: Counting) -> Box<str> {
    text.into()
}

async fn settled<P, T, R>(
    vaults: Handle,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    each: fn(&P, FileId, &str, Counting) -> T,
    finish: impl FnOnce((P, Made<T>), Material) -> Result<R> + Send + 'static,
) -> Result<Option<R>>
where
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    for _ in 0..TRIES {
        let plan = plan.clone();
        let gathered = vaults.ask(uri.clone(), move |state| {
            plan(state)?.map(|planned| Gathered::of(planned, state)).transpose()
        });
        let Some(gathered) = gathered.await? else { return Ok(None) };
        let finished = if gathered.reads() {
            let read = tokio::task::spawn_blocking(move || gathered.read_by(each));
            let (gathered, read) = read.await.map_err(|_| Error::internal_error())?;
            let settled = vaults.ask(uri.clone(), move |state| gathered.settle(read, state));
            let Some((made, material)) = settled.await? else { continue };
            tokio::task::spawn_blocking(move || finish(made, material))
        } else {
            tokio::task::spawn_blocking(move || {
                let (gathered, read) = gathered.read_by(each);
                let (made, material) = gathered.of_open(read);
                finish(made, material)
            })
        };
        return finished.await.map_err(|_| Error::internal_error())?.map(Some);
    }
    Err(Error::content_modified())
}

/// A request that is refused, with the reason as one would tell the author.
pub(crate) fn refusal(reason: impl Into<String>) -> Error {
    const REQUEST_FAILED: i64 = -32803;
    let mut error = Error::new(REQUEST_FAILED.into());
    error.message = reason.into().into();
    error
}
