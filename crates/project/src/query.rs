//! Queries of a vault: what searches find, and what bases need of the files.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_disk::FileTimes;
use linkwright_query::{
    Context, FileData, FileStamp, Properties, QueryNeeds, Search, Value, Verdict, read_properties,
};
use linkwright_vault::{File, FileId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::json;

use crate::project::stop;
use crate::{Error, Project};

/// Maximum number of texts between two checks for a cancellation.
const TEXTS_AT_ONCE: usize = 1024;

/// What a base needs of the files of a vault, read in advance.
#[derive(Debug, Default)]
pub struct QuerySource {
    stamps: FxHashMap<FileId, FileStamp>,
    properties: FxHashMap<FileId, Arc<Properties>>,
}

impl FileData for QuerySource {
    fn stamp(&self, file: FileId) -> Option<FileStamp> {
        self.stamps.get(&file).copied()
    }

    fn properties(&self, note: FileId) -> Option<Arc<Properties>> {
        self.properties.get(&note).cloned()
    }
}

/// A value as JSON. Dates, links, files and so on are text.
#[must_use]
pub fn query_value_to_json(cx: &Context<'_>, value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => json!(value),
        Value::Number(number) => match cx.text(value).parse::<i64>() {
            Ok(whole) => json!(whole),
            Err(_) => json!(number),
        },
        Value::List(items) => items.iter().map(|item| query_value_to_json(cx, item)).collect(),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.to_string(), query_value_to_json(cx, value)));
            serde_json::Value::Object(entries.collect())
        }
        value => json!(&*cx.text(value)),
    }
}

/// The size and times of a file, as queries have them.
#[must_use]
pub fn file_stamp(times: FileTimes) -> FileStamp {
    let timestamp = |at| Timestamp::try_from(at).ok();
    let (created, modified) =
        (times.created.and_then(timestamp), times.modified.and_then(timestamp));
    FileStamp { size: times.len, created, modified }
}

impl Project {
    /// The context in which the rows of a base are made, now and in the time zone of the system. `this` is
    /// the file that the base belongs to.
    #[must_use]
    pub fn query_context<'c>(
        &'c self,
        source: &'c QuerySource,
        this: Option<FileId>,
    ) -> Context<'c> {
        Context::new(&self.vault, source, Timestamp::now(), TimeZone::system(), this)
    }

    /// The files that a search finds, sorted by path, without those that `userIgnoreFilters` hides. Texts
    /// are only read where names, tags and the names of properties do not decide, and on all cores.
    ///
    /// # Errors
    /// If a note cannot be read or has changed, and [`Error::Cancelled`] after `cancel`.
    pub fn search(&self, search: &Search, cancel: &AtomicBool) -> Result<Vec<FileId>, Error> {
        let is_ignored = self.vault.ignored_paths();
        let (mut found, mut undecided) = (Vec::new(), Vec::new());
        let files: Vec<_> = self.vault.files().collect();
        let decide = |&(file, entry): &(FileId, &File)| {
            let verdict = search.decide(&self.vault, file);
            let is_hidden = verdict != Verdict::NotFound && is_ignored(&entry.path);
            (file, if is_hidden { Verdict::NotFound } else { verdict })
        };
        for (file, verdict) in files.par_iter().map(decide).collect::<Vec<_>>() {
            match verdict {
                Verdict::NotFound => {}
                Verdict::Found => found.push(file),
                Verdict::NeedsText => undecided.push(file),
            }
        }
        for files in undecided.chunks(TEXTS_AT_ONCE) {
            stop(cancel)?;
            let matches = |file: FileId, text: &str| search.matches_text(&self.vault, file, text);
            let texts = self.map_texts(files, matches)?;
            found.extend(texts.into_iter().filter_map(|(file, is_found)| is_found.then_some(file)));
        }
        found.sort_by_key(|file| &*self.vault.file(*file).path);
        Ok(found)
    }

    /// Reads what a base needs of the files of the vault.
    ///
    /// # Errors
    /// If a note cannot be read or has changed, and [`Error::Cancelled`] after `cancel`.
    pub fn query_source(
        &self,
        needs: QueryNeeds,
        cancel: &AtomicBool,
    ) -> Result<QuerySource, Error> {
        let mut source = QuerySource::default();
        if needs.stamps {
            let files: Vec<(FileId, &str)> =
                self.vault.files().map(|(file, entry)| (file, &*entry.path)).collect();
            let paths: Vec<&str> = files.iter().map(|(_, path)| *path).collect();
            let times = self.disk.file_times(&self.root, &paths);
            source.stamps = files
                .iter()
                .zip(times)
                .filter_map(|((file, _), times)| Some((*file, file_stamp(times?))))
                .collect();
        }
        if needs.properties {
            let yaml = |file: FileId| self.vault.note(file)?.facts.frontmatter.as_deref();
            let notes: Vec<FileId> = self
                .vault
                .notes()
                .map(|(note, _)| note)
                .filter(|note| yaml(*note).is_some())
                .collect();
            for notes in notes.chunks(TEXTS_AT_ONCE) {
                stop(cancel)?;
                let read = self.map_texts(notes, |note, text| read_properties(text, yaml(note)))?;
                let read = read.into_iter().map(|(note, properties)| (note, Arc::new(properties)));
                source.properties.extend(read);
            }
        }
        Ok(source)
    }
}
