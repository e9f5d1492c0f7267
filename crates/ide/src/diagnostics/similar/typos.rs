//! How much names may differ to be similar.

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
pub(super) fn char_bits(name: &str) -> u64 {
    let ascii = name.bytes().filter(u8::is_ascii);
    ascii.fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}
