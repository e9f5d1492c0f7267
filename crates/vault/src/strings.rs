//! A compact list of short strings.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Index, Range};

use linkwright_text::to_offset;

/// An immutable list of short strings, stored in one allocation.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StringList {
    text: Box<str>,
    /// The end offset of each string in `text`.
    ends: Box<[u32]>,
}

impl StringList {
    /// Number of strings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string at `index`; `None` past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.text[start..end])
    }

    /// Whether the list, which has to be sorted, contains `text`.
    pub(crate) fn contains_sorted(&self, text: &str) -> bool {
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
        Iter { strings: self, remaining: 0..self.len() }
    }
}

/// Iterator over the strings of a list.
#[derive(Clone, Debug)]
pub struct Iter<'s> {
    strings: &'s StringList,
    remaining: Range<usize>,
}

impl<'s> Iterator for Iter<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        self.remaining.next().map(|index| &self.strings[index])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.remaining.size_hint()
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
        let mut builder = StringListBuilder::with_capacity(strings.size_hint().0);
        strings.for_each(|string| builder.push(string.as_ref()));
        builder.build()
    }
}

/// Builds a [`StringList`].
pub(crate) struct StringListBuilder {
    text: String,
    ends: Vec<u32>,
}

impl StringListBuilder {
    /// A builder with capacity for about `count` strings.
    pub(crate) fn with_capacity(count: usize) -> StringListBuilder {
        StringListBuilder {
            text: String::with_capacity(32 * count),
            ends: Vec::with_capacity(count),
        }
    }

    pub(crate) fn push(&mut self, string: &str) {
        self.text.push_str(string);
        self.ends.push(to_offset(self.text.len()));
    }

    pub(crate) fn build(self) -> StringList {
        // Copying is intended: a shrunk allocation may keep half of its spare capacity.
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
    fn strings_are_returned_as_given() {
        let given = ["", "one", "zwölf", ""];
        let strings: StringList = given.into_iter().collect();
        assert_eq!(strings.iter().collect::<Vec<_>>(), given);
        assert_eq!((strings.len(), &strings[2], strings.get(4)), (4, "zwölf", None));
        assert!(StringList::default().is_empty());
        let sorted: StringList = ["a", "b", "d"].into_iter().collect();
        let found = ["", "a", "b", "c", "d", "e"].map(|text| sorted.contains_sorted(text));
        assert_eq!(found, [false, true, true, false, true, false]);
    }
}
