//! Which documents have a term, in few bytes.

use smallvec::SmallVec;

/// The highest count that is stored. A word that occurs more often hardly matches better.
const MAX_COUNT: u32 = 16;

/// The documents that have a term, and how often each does.
///
/// Each use is one number: the distance from the document before, times `MAX_COUNT`, plus the count less one.
/// It is written in groups of seven bits, the lowest first; all but the last have the eighth bit set. Most
/// terms are in few documents and need no memory besides this struct.
#[derive(Default)]
pub(super) struct TermUses {
    bytes: SmallVec<[u8; 16]>,
}

impl TermUses {
    /// Adds a document. `last` is the number of the document that was added before, or 0; `document` is not
    /// lower.
    pub(super) fn push(&mut self, last: u32, document: u32, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX).clamp(1, MAX_COUNT.into());
        let mut rest = u64::from(document - last) * u64::from(MAX_COUNT) + count - 1;
        while rest > 0x7f {
            self.bytes.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
            rest >>= 7;
        }
        self.bytes.push(u8::try_from(rest).unwrap_or_default());
    }

    /// The documents with their counts, in the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        let (mut bytes, mut document) = (self.bytes.iter(), 0);
        std::iter::from_fn(move || {
            let (mut number, mut shift) = (0_u64, 0);
            loop {
                let byte = *bytes.next()?;
                number |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
                shift += 7;
            }
            let count = number % u64::from(MAX_COUNT) + 1;
            document += u32::try_from(number / u64::from(MAX_COUNT)).unwrap_or_default();
            Some((document, u32::try_from(count).unwrap_or_default()))
        })
    }

    /// Gives back memory that is reserved for further documents.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_as_they_were_added() {
        let added = [(0, 1), (1, 16), (3, 2), (1_000_000, 5), (u32::MAX, 1)];
        let (mut uses, mut last) = (TermUses::default(), 0);
        for (document, count) in added {
            uses.push(last, document, count as usize);
            last = document;
        }
        assert_eq!(uses.iter().collect::<Vec<_>>(), added);
        let mut often = TermUses::default();
        often.push(0, 7, 5000);
        assert_eq!(often.iter().collect::<Vec<_>>(), [(7, MAX_COUNT)]);
    }
}
