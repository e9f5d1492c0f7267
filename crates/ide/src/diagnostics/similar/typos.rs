//! How much names may differ to be similar.

use strsim::osa_distance;

/// Counts the typos in names, compared with one name.
pub(super) struct Typos {
    wanted: String,
    letters: u64,
    max: usize,
}

impl Typos {
    /// For comparisons with `wanted`.
    pub(super) fn of(wanted: String) -> Typos {
        Typos { letters: ascii_letters(&wanted), max: tolerance(&wanted), wanted }
    }

    /// Whether `name` may be similar. Most names differ too much even if the order of their characters is
    /// ignored, and this costs less than to count.
    pub(super) fn may_be_near(&self, name: &str) -> bool {
        self.may_have_letters(name, ascii_letters(name))
    }

    /// As [`may_be_near`](Self::may_be_near), for a name with these [`ascii_letters`].
    pub(super) fn may_have_letters(&self, name: &str, letters: u64) -> bool {
        let is_longer = || name.len().abs_diff(self.wanted.len()) > self.max;
        (letters ^ self.letters).count_ones() as usize <= 2 * self.max
            && !(name.is_ascii() && self.wanted.is_ascii() && is_longer())
    }

    /// Number of typos in `name`; `None` if there are too many.
    pub(super) fn count(&self, name: &str) -> Option<usize> {
        let count = if self.wanted == name { 0 } else { osa_distance(&self.wanted, name) };
        (count <= self.max).then_some(count)
    }
}

/// Maximum number of typos in a name of this length.
pub(crate) fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// The set of ASCII characters in a name, in lower case, as bits. One typo changes at most two
/// bits.
pub(super) fn ascii_letters(name: &str) -> u64 {
    let ascii = name.bytes().filter(u8::is_ascii);
    ascii.fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}
