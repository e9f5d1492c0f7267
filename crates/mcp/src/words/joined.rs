//! Many short texts in one string, which is fast to search and takes little memory.

use std::iter;

use memchr::memmem::Finder;

/// Texts, each with a number: 0, 1, 2, and so on.
#[derive(Default)]
pub(super) struct JoinedTexts {
    /// The texts, with a line break after each. None contains one.
    all: String,
    /// For each text, where its line break is.
    ends: Vec<u32>,
}

impl JoinedTexts {
    /// Adds a text without line breaks, and returns its number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).expect("fewer than 2³² texts");
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).expect("the texts take less than 4 GiB"));
        self.all.push('\n');
        number
    }

    /// The text with this number.
    pub(super) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize + 1);
        &self.all[start..self.ends[number] as usize]
    }

    /// The numbers of the texts that contain what `finder` finds, in their order.
    pub(super) fn containing<'t>(
        &'t self,
        finder: &'t Finder<'_>,
    ) -> impl Iterator<Item = u32> + 't {
        let (mut number, mut from) = (0, 0);
        iter::from_fn(move || {
            let at = from + finder.find(&self.all.as_bytes()[from..])?;
            while (self.ends[number] as usize) < at {
                number += 1;
            }
            from = self.ends[number] as usize;
            u32::try_from(number).ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_parts() {
        let mut texts = JoinedTexts::default();
        let added: Vec<u32> =
            ["bee", "", "honeybee", "e"].into_iter().map(|it| texts.push(it)).collect();
        assert_eq!(added, [0, 1, 2, 3]);
        assert_eq!((texts.get(0), texts.get(1), texts.get(3)), ("bee", "", "e"));
        let with = |part: &str| texts.containing(&Finder::new(part)).collect::<Vec<_>>();
        assert_eq!(with("e"), [0, 2, 3], "each text once");
        assert_eq!(with("bee"), [0, 2]);
        assert_eq!(with("eh"), [0; 0], "not across texts");
    }
}
