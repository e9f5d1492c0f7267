//! What an evaluation knows: the vault, the time, and what lies on the disk.

mod compare;
mod links;
mod text;

use std::cell::{Cell, RefCell};
use std::hash::BuildHasher as _;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_settings::PropertyType;
use linkwright_vault::{FileId, Vault};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::date::Date;
use crate::properties::{NoteProperty, NotePropertyValue, Properties};
use crate::value::{Entries, LinkValue, Value};

/// Maximum number of steps for one file, or for one summary.
const MAX_STEPS: u64 = 1_000_000;

/// Maximum weight of a value, see [`Value::weigh`].
const MAX_WEIGHT: usize = 1_000_000;

/// Maximum nesting depth of a value.
const MAX_VALUE_DEPTH: usize = 80;

/// What a query needs of the files on the disk. It is asked only for files of the vault.
pub trait FileData: Sync {
    /// The size and the times of a file; `None` if they are not known.
    fn stamp(&self, file: FileId) -> Option<FileStamp>;

    /// The properties of a note, see [`read_properties`](crate::read_properties).
    fn properties(&self, note: FileId) -> Option<Arc<Properties>>;
}

/// The size and the times of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileStamp {
    /// The length in bytes.
    pub size: u64,
    /// When the file was created, if the file system knows.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
}

/// What an evaluation knows. A clone is for another thread.
#[derive(Clone)]
pub struct Context<'c> {
    pub(crate) vault: &'c Vault,
    source: &'c dyn FileData,
    pub(crate) now: Date,
    pub(crate) zone: TimeZone,
    /// The file that `this` stands for.
    pub(crate) this: Option<FileId>,
    /// Where random numbers start; the same for the whole query.
    seed: u64,
    random: Cell<u64>,
    steps: Cell<u64>,
    /// For each file that was asked about, the files that link to it.
    linking: RefCell<FxHashMap<FileId, Arc<[FileId]>>>,
    /// The property values of the last note.
    last_note: RefCell<Option<(FileId, Entries)>>,
}

/// A bound of an evaluation was reached.
pub(crate) const TOO_MANY_STEPS: &str = "this takes too many steps";

impl<'c> Context<'c> {
    /// A context for one evaluation. `this` is the file that a base belongs to.
    #[must_use]
    pub fn new(
        vault: &'c Vault,
        source: &'c dyn FileData,
        now: Timestamp,
        zone: TimeZone,
        this: Option<FileId>,
    ) -> Context<'c> {
        Context {
            vault,
            source,
            now: Date::of(now, &zone),
            zone,
            this,
            seed: now.as_nanosecond().unsigned_abs() as u64,
            random: Cell::new(0),
            steps: Cell::new(0),
            linking: RefCell::default(),
            last_note: RefCell::new(None),
        }
    }

    /// Starts with a file: counts its steps, and makes random numbers that do not depend on other files.
    pub(crate) fn start(&self, file: FileId) {
        self.steps.set(0);
        self.random.set(self.seed ^ FxBuildHasher.hash_one(file));
    }

    /// Number of steps since the start with a file.
    pub(crate) fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Counts a step that visits or makes this many bytes.
    ///
    /// # Errors
    /// If there were too many.
    pub(crate) fn step(&self, bytes: usize) -> Result<(), String> {
        let cost = 1 + bytes as u64 / 16;
        self.steps.set(self.steps.get().saturating_add(cost));
        match self.steps.get() > MAX_STEPS {
            true => Err(TOO_MANY_STEPS.to_owned()),
            false => Ok(()),
        }
    }

    /// Counts a step that visits all of `value`, `times` times.
    ///
    /// # Errors
    /// If there were too many.
    pub(crate) fn step_over(&self, value: &Value, times: usize) -> Result<(), String> {
        let mut left = usize::MAX;
        value.weigh(usize::MAX, &mut left);
        self.step((usize::MAX - left - 1).saturating_mul(16).saturating_mul(times))
    }

    /// Counts a step that makes `value` of other values, and weighs it.
    ///
    /// # Errors
    /// If the value is too large, or nested too deeply.
    pub(crate) fn step_for(&self, value: &Value) -> Result<(), String> {
        let mut left = MAX_WEIGHT;
        if !value.weigh(MAX_VALUE_DEPTH, &mut left) {
            return Err("the value is too large, or nested too deeply".to_owned());
        }
        self.step((MAX_WEIGHT - left) * 16)
    }

    /// A random number from 0 up to, but not including, 1.
    pub(crate) fn random(&self) -> f64 {
        // SplitMix64.
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bits = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    pub(crate) fn stamp(&self, file: FileId) -> Option<FileStamp> {
        self.source.stamp(file)
    }

    /// The properties of a file as the entries of an object; none for a file that is not a note.
    pub(crate) fn properties(&self, file: FileId) -> Entries {
        if let Some((last, properties)) = &*self.last_note.borrow()
            && *last == file
        {
            return properties.clone();
        }
        let has_any = self.vault.note(file).is_some_and(|note| note.facts.frontmatter.is_some());
        let properties = has_any.then(|| self.source.properties(file)).flatten();
        let entries = properties.iter().flat_map(|properties| properties.iter());
        let entries = Arc::new(entries.map(|property| self.top_entry(file, property)).collect());
        *self.last_note.borrow_mut() = Some((file, Arc::clone(&entries)));
        entries
    }

    fn entry(&self, file: FileId, property: &NoteProperty) -> (Arc<str>, Value) {
        (property.name.as_str().into(), self.typed(file, &property.value))
    }

    /// A property of a note. Obsidian may have given it a type.
    fn top_entry(&self, file: FileId, property: &NoteProperty) -> (Arc<str>, Value) {
        let types = &self.vault.settings().property_types;
        let kind = match types.is_empty() {
            true => None,
            false => types.get(&*linkwright_syntax::fold(&property.name)),
        };
        let (name, value) = self.entry(file, property);
        let value = match (kind, value, &property.value) {
            (Some(PropertyType::Text), Value::Date(_), NotePropertyValue::Text(text)) => {
                Value::string(text.as_str())
            }
            (Some(PropertyType::Date), Value::Date(date), _) => Value::Date(date.without_time()),
            (Some(PropertyType::DateTime), Value::Date(date), _) => {
                Value::Date(Date { has_time: true, ..date })
            }
            (_, value, _) => value,
        };
        (name, value)
    }

    /// The value of a property. Text that is a date or a link, as a whole, is one.
    fn typed(&self, file: FileId, value: &NotePropertyValue) -> Value {
        match value {
            NotePropertyValue::Null => Value::Null,
            NotePropertyValue::Bool(value) => Value::Bool(*value),
            NotePropertyValue::Number(value) => Value::Number(*value),
            NotePropertyValue::Text(text) => match Date::read(text) {
                Some(date) => Value::Date(date),
                None => match LinkValue::whole(text, Some(file)) {
                    Some(link) => Value::Link(Arc::new(link)),
                    None => Value::string(text.as_str()),
                },
            },
            NotePropertyValue::List(items) => {
                Value::list(items.iter().map(|item| self.typed(file, item)).collect())
            }
            NotePropertyValue::Map(entries) => Value::Object(Arc::new(
                entries.iter().map(|entry| self.entry(file, entry)).collect(),
            )),
        }
    }

    /// The property of a file with this name. If no name is spelled so, case does not matter.
    pub(crate) fn property(&self, file: FileId, name: &str) -> Value {
        let properties = self.properties(file);
        let spelled = properties.iter().find(|(key, _)| **key == *name);
        let folded = || {
            let name = linkwright_syntax::fold(name);
            properties.iter().find(|(key, _)| linkwright_syntax::fold(key) == name)
        };
        spelled.or_else(folded).map_or(Value::Null, |(_, value)| value.clone())
    }

    /// The files that link to `file`, embeds included, sorted by id.
    pub(crate) fn linking_to(&self, file: FileId) -> Arc<[FileId]> {
        if let Some(known) = self.linking.borrow().get(&file) {
            return Arc::clone(known);
        }
        let sources: Arc<[FileId]> = self.vault.linking_files(file).into();
        self.linking.borrow_mut().insert(file, Arc::clone(&sources));
        sources
    }
}
