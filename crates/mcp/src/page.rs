//! Pages: as much of a list as fits into a message, and a cursor for the rest.

use serde_json::Value;

use crate::answer::Fields;

/// Number of bytes of a message besides the answer: the protocol's fields, and the fields `total`, `cursor` and
/// `version` of the answer.
const OTHER_BYTES: usize = 320;

/// A part of a list.
pub(crate) struct Page {
    start: usize,
    max: usize,
    bytes: usize,
    fields: Fields,
    entries: Vec<Value>,
}

impl Page {
    /// A page that begins at the entry `start` of the list. Its message has at most `max` bytes, with the
    /// other `fields` of the answer.
    pub(crate) fn new(start: usize, max: usize, fields: Fields) -> Page {
        // A name has two quotes, a colon and a comma, all of them twice, and two backslashes.
        let name_bytes = |name: &str| 2 * name.len() + 10;
        let other = fields.iter().map(|(name, value)| bytes_in_message(value) + name_bytes(name));
        let bytes = OTHER_BYTES + other.sum::<usize>();
        Page { start, max, bytes, fields, entries: Vec::new() }
    }

    /// Adds the next entry, if it fits. Returns whether it does. The first one is always added, so that each
    /// page has one.
    pub(crate) fn add(&mut self, entry: Value) -> bool {
        // With the comma after it, twice.
        self.bytes += bytes_in_message(&entry) + 2;
        let fits = self.bytes <= self.max || self.entries.is_empty();
        if fits {
            self.entries.push(entry);
        }
        fits
    }

    /// The answer with the entries in the field `name`. The list has `total` entries.
    pub(crate) fn answer(self, name: &str, total: usize) -> Fields {
        let Page { start, mut fields, entries, .. } = self;
        let end = start + entries.len();
        if end < total && !entries.is_empty() {
            fields.insert("cursor".to_owned(), end.to_string().into());
        }
        fields.insert("total".to_owned(), total.into());
        fields.insert(name.to_owned(), entries.into());
        fields
    }

    /// The answer with as many of `entries` as fit, from the start of the page on. They are the whole list.
    pub(crate) fn of(
        mut self,
        name: &str,
        entries: impl ExactSizeIterator<Item = Value>,
    ) -> Fields {
        let total = entries.len();
        let mut rest = entries.skip(self.start);
        while rest.next().is_some_and(|entry| self.add(entry)) {}
        self.answer(name, total)
    }
}

/// Number of bytes that a part of an answer takes. A message contains the answer twice, as the protocol asks
/// for: as JSON, and for clients that know only texts as a text, in which quotes and backslashes are escaped.
fn bytes_in_message(part: &Value) -> usize {
    let json = part.to_string();
    let escaped = memchr::memchr2_iter(b'"', b'\\', json.as_bytes()).count();
    2 * json.len() + escaped
}
