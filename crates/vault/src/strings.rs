//! Many short strings in little room.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Index, Range};

use linkwright_text::narrow;

/// A list of short strings that does not change, in one piece.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StringList {
    text: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl StringList {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string at `index`; `None` past the last.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.text[start..end])
    }

    /// Whether `text` is one of them, which are sorted.
    pub(crate) fn has_sorted(&self, text: &str) -> bool {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self[middle].cmp(text) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return true,
                Ordering::Greater => to = middle,
            }
        }
        false
    }

    /// The strings, in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { strings: self, left: 0..self.len() }
    }
}

/// The strings of a list, in order.
#[derive(Clone, Debug)]
pub struct Iter<'s> {
    strings: &'s StringList,
    left: Range<usize>,
}

impl<'s> Iterator for Iter<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        self.left.next().map(|index| &self.strings[index])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'s> IntoIterator for &'s StringList {
    type Item = &'s str;
    type IntoIter = Iter<'s>;

    fn into_iter(self) -> Iter<'s> {
        self.iter()
    }
}

impl Index<usize> for StringList {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        self.get(index).expect("the index is in the list")
    }
}

impl<S: AsRef<str>> FromIterator<S> for StringList {
    fn from_iter<I: IntoIterator<Item = S>>(strings: I) -> StringList {
        let strings = strings.into_iter();
        let mut growing = StringsBuilder::with_capacity(strings.size_hint().0);
        strings.for_each(|string| growing.push(string.as_ref()));
        growing.done()
    }
}

/// A list on its way.
pub(crate) struct StringsBuilder {
    text: String,
    ends: Vec<u32>,
}

impl StringsBuilder {
    /// With room for about so many strings.
    pub(crate) fn with_capacity(count: usize) -> StringsBuilder {
        StringsBuilder { text: String::with_capacity(32 * count), ends: Vec::with_capacity(count) }
    }

    pub(crate) fn push(&mut self, string: &str) {
        self.text.push_str(string);
        self.ends.push(narrow(self.text.len()));
    }

    pub(crate) fn done(self) -> StringList {
        // Copies, where a block that is shrunk may keep half of what it has to spare.
        StringList { text: self.text.as_str().into(), ends: self.ends.as_slice().into() }
    }
}

impl fmt::Debug for StringList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_went_in() {
        let given = ["", "one", "zwölf", ""];
        let strings: StringList = given.into_iter().collect();
        assert_eq!(strings.iter().collect::<Vec<_>>(), given);
        assert_eq!((strings.len(), &strings[2], strings.get(4)), (4, "zwölf", None));
        assert!(StringList::default().is_empty());
        let sorted: StringList = ["a", "b", "d"].into_iter().collect();
        let found = ["", "a", "b", "c", "d", "e"].map(|text| sorted.has_sorted(text));
        assert_eq!(found, [false, true, true, false, true, false]);
    }
}
