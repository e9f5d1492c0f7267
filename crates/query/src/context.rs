//! What an evaluation knows: the vault, the time, and what lies on the disk.

mod backlinks;
mod compare;
mod links;
mod note_values;
mod text;

use std::cell::{Cell, RefCell};
use std::hash::BuildHasher as _;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_vault::{FileId, Vault};
use rustc_hash::{FxBuildHasher, FxHashMap};

use backlinks::AllBacklinks;
use note_values::LastNote;

use crate::date::Date;
use crate::properties::Properties;
use crate::value::Value;

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
    /// The backlinks of all files, for a query of all files.
    all_backlinks: Option<Arc<AllBacklinks>>,
    /// The properties of the last note that was asked about.
    last_note: RefCell<Option<LastNote>>,
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
            all_backlinks: None,
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
