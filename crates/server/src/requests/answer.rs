//! Plan, read, finish: answers that need the texts of other notes.
//!
//! The plan is made on the vaults' thread, where what the editor shows is cloned; the closed notes
//! are read elsewhere, and finish runs elsewhere. Should a note be another by then than the plan
//! was made for, the vault learns of it and the plan is made anew.

use linkwright_disk::{DiskError, Reading, read_texts};
use linkwright_ide::Texts;
use linkwright_text::Text;
use linkwright_vault::{Change, FileId};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::abilities::Abilities;
use crate::convert::{self, FileRef};
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
    /// The texts: of open notes what the editor shows.
    pub(crate) texts: Texts,
    /// Sorted by id.
    files: Vec<FileRef>,
    /// Sorted.
    read: Vec<FileId>,
    /// Of open documents.
    ropes: Vec<(FileId, Text)>,
    /// The paths of the vault's open documents.
    shown: Vec<(String, Url)>,
}

impl Material {
    /// What the client is told of `file`, if the plan named it.
    pub(crate) fn file(&self, file: FileId) -> Option<&FileRef> {
        let at = self.files.binary_search_by_key(&file, |known| known.file).ok()?;
        Some(&self.files[at])
    }

    /// The client's own URI of the file at `path`, if it has it open.
    pub(crate) fn open_at(&self, path: &str) -> Option<&Url> {
        self.shown.iter().find(|(shown, _)| shown == path).map(|(_, uri)| uri)
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
    P: Send + 'static,
    R: Send + 'static,
    F: FnOnce(P, &Material) -> Result<R> + Send + 'static,
{
    for _ in 0..TRIES {
        let plan = plan.clone();
        let gathered = vaults.ask(uri.clone(), move |state| {
            plan(state)?.map(|planned| Gathered::of(planned, state)).transpose()
        });
        let Some(gathered) = gathered.await? else { return Ok(None) };
        let gathered = match gathered.bare() {
            Ok((plan, material)) => {
                let finished = tokio::task::spawn_blocking(move || finish(plan, &material));
                return finished.await.map_err(|_| Error::internal_error())?.map(Some);
            }
            Err(gathered) => *gathered,
        };
        let read = tokio::task::spawn_blocking(|| gathered.read());
        let (gathered, read) = read.await.map_err(|_| Error::internal_error())?;
        let settled = vaults.ask(uri.clone(), move |state| gathered.settle(read, state));
        if let Some((plan, material)) = settled.await? {
            let finished = tokio::task::spawn_blocking(move || finish(plan, &material));
            return finished.await.map_err(|_| Error::internal_error())?.map(Some);
        }
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

/// Closed notes as they are on disk, in the order in which they were asked for.
pub(crate) type Read = Vec<std::result::Result<Reading, DiskError>>;

/// A file that a plan names: its path from the vault's root; if it is open, URI and version.
type Named = (FileId, String, Option<(Url, i32)>);

/// A plan on its way, with what the vaults' thread alone knows.
pub(crate) struct Gathered<P> {
    planned: Planned<P>,
    dir: Option<linkwright_disk::Root>,
    abilities: Abilities,
    /// By id.
    named: Vec<Named>,
    /// Made of `named` beside the vaults' thread: they may be thousands.
    files: Vec<FileRef>,
    shown: Vec<(String, Url)>,
    open: Vec<(FileId, Text)>,
    /// Closed files, with the digests of notes.
    closed: Vec<(FileId, String, Option<u64>)>,
}

impl<P> Gathered<P> {
    /// Takes along what `planned` needs.
    ///
    /// # Errors
    /// `ContentModified` if the vault is gone.
    pub(crate) fn of(planned: Planned<P>, state: &State) -> Result<Gathered<P>> {
        let root = state.root(planned.root).ok_or_else(Error::content_modified)?;
        let shown = state.documents_of(root.id).map(|open| (open.path.clone(), open.uri.clone()));
        let mut gathered = Gathered {
            shown: shown.collect(),
            dir: root.dir.clone(),
            abilities: state.abilities,
            named: Vec::new(),
            files: Vec::new(),
            open: Vec::new(),
            closed: Vec::new(),
            planned,
        };
        let mut named: Vec<FileId> =
            gathered.planned.texts.iter().chain(&gathered.planned.files).copied().collect();
        named.sort_unstable();
        named.dedup();
        gathered.planned.texts.sort_unstable();
        for file in named {
            let Some(path) = root.vault.get(file).map(|file| file.path.to_string()) else {
                continue;
            };
            let open = state.documents.at(root.id, &path);
            if gathered.planned.texts.binary_search(&file).is_ok() {
                match open {
                    Some(open) => gathered.open.push((file, Text::clone(&open.text))),
                    None => {
                        let digest = root.vault.note(file).map(|note| note.facts.digest);
                        gathered.closed.push((file, path.clone(), digest));
                    }
                }
            }
            let open = open.map(|open| (open.uri.clone(), open.version));
            gathered.named.push((file, path, open));
        }
        Ok(gathered)
    }

    /// The plan, if it asked for nothing.
    fn bare(self) -> std::result::Result<(P, Material), Box<Gathered<P>>> {
        if !(self.open.is_empty() && self.closed.is_empty() && self.named.is_empty()) {
            return Err(Box::new(self));
        }
        let Gathered { planned, dir, abilities, files, shown, .. } = self;
        let (texts, read, ropes) = (Texts::default(), Vec::new(), Vec::new());
        let root = planned.root;
        let material = Material { root, dir, abilities, texts, files, read, shown, ropes };
        Ok((planned.plan, material))
    }

    /// Reads the closed notes, beside the vaults' thread.
    pub(crate) fn read(mut self) -> (Gathered<P>, Read) {
        let refer = |(file, path, open): Named| {
            let (uri, version) = match open {
                Some((uri, version)) => (uri, Some(version)),
                None => (convert::uri_on_disk(self.dir.as_ref()?, &path)?, None),
            };
            Some(FileRef { file, uri, path, version })
        };
        self.files = std::mem::take(&mut self.named).into_iter().filter_map(refer).collect();
        let wanted: Vec<(String, u64)> = self
            .closed
            .iter()
            .map(|(_, path, digest)| (path.clone(), digest.unwrap_or_default()))
            .collect();
        let read = match &self.dir {
            Some(dir) if !wanted.is_empty() => read_texts(dir, &wanted),
            _ => Vec::new(),
        };
        (self, read)
    }

    /// The plan and what it asked for; `None` if it has to be made anew.
    ///
    /// # Errors
    /// `RequestFailed` if a note cannot be read.
    pub(crate) fn settle(self, read: Read, state: &mut State) -> Result<Option<(P, Material)>> {
        let Gathered { planned, dir, abilities, files, shown, open, closed, .. } = self;
        let State { roots, documents, .. } = state;
        let Some(root) = roots.iter_mut().find(|root| root.id == planned.root) else {
            return Ok(None);
        };
        let mut texts: Vec<(FileId, Box<str>)> = Vec::new();
        let mut stale = false;
        for ((file, path, digest), read) in closed.into_iter().zip(read) {
            if documents.at(root.id, &path).is_some() {
                // It was opened meanwhile, and what the editor shows beats what was read.
                return Ok(None);
            }
            let read = match read {
                Ok(read) => read,
                Err(error) if digest.is_none() => return Err(refusal(error.to_string())),
                Err(error) => {
                    root.apply(Change::File { path: &path });
                    return Err(refusal(error.to_string()));
                }
            };
            // Since the plan, the vault may have learnt of the same or another text.
            let now = root.vault.get(file).filter(|file| *file.path == *path);
            let now = now.and_then(|file| file.note.as_deref());
            stale |= now.map(|note| note.facts.digest) != digest;
            if let (Some(_), Some(facts)) = (digest, read.changed) {
                stale = true;
                root.apply(Change::Note { path: &path, text: &read.text, facts });
            }
            texts.push((file, read.text.into_boxed_str()));
        }
        let changed =
            |file: &FileRef| file.version.is_some() && state.version(&file.uri) != file.version;
        if stale || files.iter().any(changed) {
            return Ok(None);
        }
        texts.extend(open.iter().map(|(file, text)| (*file, text.to_string().into())));
        let mut read: Vec<FileId> = texts.iter().map(|(file, _)| *file).collect();
        read.sort_unstable();
        let texts = texts.into_iter().collect();
        let material =
            Material { root: planned.root, dir, abilities, texts, files, read, ropes: open, shown };
        Ok(Some((planned.plan, material)))
    }
}
