//! A vault of the session, and what the session knows about it.

use std::sync::atomic::AtomicBool;

use linkwright_project::{CurrentProject, Error, KnownFindings, Located, RecordedChange};
use linkwright_vault::FileId;
use rustc_hash::FxHashSet;

use crate::answer::ToolRefusal;
use crate::seen::SeenTexts;
use crate::words::WordIndex;

/// Number of notes whose words are indexed in one idle step.
const WORDS_AT_ONCE: usize = 256;

/// Number of notes whose findings are recorded in one idle step.
const FINDINGS_AT_ONCE: usize = 1024;

/// Maximum number of attempts when notes change meanwhile.
const ATTEMPTS: usize = 3;

/// A vault of the session.
pub(crate) struct SessionVault {
    /// Its name in calls: the name of its folder.
    pub(crate) name: String,
    /// The vault on disk, and its index.
    pub(crate) current: CurrentProject,
    /// The words of its notes.
    pub(crate) words: WordIndex,
    /// The texts that the client has seen.
    pub(crate) seen: SeenTexts,
    /// The findings that it had when the session began: recorded when nothing else is to do, and completed
    /// before the first write.
    pub(crate) known: KnownFindings,
    /// The fingerprints of the new findings that an answer to a write has reported.
    pub(crate) reported: FxHashSet<String>,
    /// The writes of the session that were not undone, the last one at the end.
    pub(crate) writes: Vec<RecordedChange>,
    /// The words of all notes have been indexed once.
    has_words: bool,
    /// The version of the vault that the index of words has.
    words_version: Option<u64>,
    located: Located,
}

/// What a call names: a file, and a place in it.
pub(crate) struct NamedPlace {
    /// The file.
    pub(crate) file: FileId,
    /// Its vault path.
    pub(crate) path: String,
    /// The heading path or `^block`, without the first `#`.
    pub(crate) subpath: Option<String>,
}

/// Why a task ends without a result.
pub(crate) enum TaskError {
    /// A note is not as it was indexed.
    Changed,
    /// The reason for the client.
    Refused(ToolRefusal),
}

impl From<Error> for TaskError {
    fn from(error: Error) -> TaskError {
        match error {
            Error::Changed(_) => TaskError::Changed,
            error => TaskError::Refused(error.into()),
        }
    }
}

impl From<ToolRefusal> for TaskError {
    fn from(refusal: ToolRefusal) -> TaskError {
        TaskError::Refused(refusal)
    }
}

impl SessionVault {
    /// Reads the vault.
    ///
    /// # Errors
    /// If its folder cannot be listed.
    pub(crate) fn open(located: Located, name: String) -> Result<SessionVault, Error> {
        let current = CurrentProject::open(located.clone(), &AtomicBool::new(false))?;
        Ok(SessionVault {
            name,
            current,
            words: WordIndex::default(),
            seen: SeenTexts::default(),
            known: KnownFindings::default(),
            reported: FxHashSet::default(),
            writes: Vec::new(),
            has_words: false,
            words_version: None,
            located,
        })
    }

    /// Reads the vault again after a panic, which may have left the index inconsistent.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn reopen(&mut self) -> Result<(), Error> {
        self.current.reopen(&AtomicBool::new(false))?;
        (self.words, self.has_words, self.words_version) = (WordIndex::default(), false, None);
        Ok(())
    }

    /// Brings the index of words up to date with the vault.
    pub(crate) fn update_words(&mut self) {
        let version = self.current.version();
        if self.words_version != Some(version) {
            self.words.update(&self.current.project, usize::MAX);
            self.words_version = (!self.words.has_gaps()).then_some(version);
        }
    }

    /// Does a part of the work that later calls need. Returns whether there is more.
    ///
    /// # Errors
    /// If the vault cannot be read.
    pub(crate) fn idle_step(&mut self) -> Result<bool, Error> {
        let cancel = &AtomicBool::new(false);
        if !self.has_words {
            self.has_words = self.words.update(&self.current.project, WORDS_AT_ONCE);
            if self.has_words {
                self.current.start_watch(cancel)?;
            }
            return Ok(true);
        }
        Ok(!self.current.project.record_findings(&mut self.known, FINDINGS_AT_ONCE))
    }

    /// Finds a note or file, and the place in it: `Note`, `Note#Heading`, `Note#A#B` or `Note#^block`.
    ///
    /// # Errors
    /// If there is no such file, or several.
    pub(crate) fn named(&self, given: &str) -> Result<NamedPlace, ToolRefusal> {
        let project = &self.current.project;
        let (name, subpath) = project.vault.split_place(given);
        if name.trim().is_empty() {
            return Err(ToolRefusal::new("`note` is empty: give a name or a path"));
        }
        let file = self.file(name)?;
        let subpath = subpath.map(str::to_owned);
        let path = project.vault.file(file).path.to_string();
        Ok(NamedPlace { file, path, subpath })
    }

    /// Finds a file by its path, name or alias.
    ///
    /// # Errors
    /// If there is no such file, or several.
    pub(crate) fn file(&self, name: &str) -> Result<FileId, ToolRefusal> {
        let vault = &self.current.project.vault;
        match vault.files_named(name)[..] {
            [file] => Ok(file),
            [] => Err(ToolRefusal(format!(
                "no note is named `{name}`. Call `search` to find the right name"
            ))),
            ref several => {
                let paths = several.iter().take(20);
                let paths: Vec<&str> = paths.map(|file| &*vault.file(*file).path).collect();
                let paths = paths.join("`, `");
                Err(ToolRefusal(format!(
                    "`{name}` names several notes. Use one of the paths `{paths}`"
                )))
            }
        }
    }

    /// The vault path `path`, to which something moves, with existing folders as they are on disk.
    ///
    /// # Errors
    /// If a file there would not belong to the vault.
    pub(crate) fn destination(&self, path: &str) -> Result<String, ToolRefusal> {
        if path.is_empty() {
            return Ok(String::new());
        }
        let place = self.current.project.root.path.join(path);
        self.located.destination(&place).ok_or_else(|| {
            ToolRefusal(format!("`{path}` is outside the vault, or in another vault inside it"))
        })
    }

    /// Runs `task`, and runs it again on the vault as it is now if a note has changed meanwhile.
    ///
    /// # Errors
    /// The refusal of `task`, or another one if notes change all the time.
    pub(crate) fn retry<T>(
        &mut self,
        cancel: &AtomicBool,
        task: impl Fn(&mut SessionVault) -> Result<T, TaskError>,
    ) -> Result<T, ToolRefusal> {
        for _ in 0..ATTEMPTS {
            match task(self) {
                Ok(result) => return Ok(result),
                Err(TaskError::Refused(refusal)) => return Err(refusal),
                Err(TaskError::Changed) => self.current.refresh_all(cancel)?,
            }
        }
        Err(ToolRefusal::new("notes change faster than they can be read. Repeat the call"))
    }

    /// The text of a file as it is on disk now, after the index has it too.
    ///
    /// # Errors
    /// If it cannot be read, or changes all the time.
    pub(crate) fn text(
        &mut self,
        file: FileId,
        cancel: &AtomicBool,
    ) -> Result<String, ToolRefusal> {
        let path = self.current.project.vault.file(file).path.to_string();
        for _ in 0..ATTEMPTS {
            if let Ok(texts) = self.current.project.texts(&[file])
                && let Some((_, text)) = texts.into_iter().next()
            {
                return Ok(text);
            }
            self.current.refresh_paths(std::slice::from_ref(&path), cancel)?;
            if self.current.project.vault.find_file(&path) != Some(file) {
                return Err(ToolRefusal(format!(
                    "`{path}` was removed or moved by another program. Call `search` to find it"
                )));
            }
        }
        let texts = self.current.project.texts(&[file])?;
        texts
            .into_iter()
            .next()
            .map(|(_, text)| text)
            .ok_or_else(|| ToolRefusal(format!("`{path}` cannot be read: it is not a text file")))
    }
}
