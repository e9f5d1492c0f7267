//! `.base` files. What they name is in their text; here they are only found.

use linkwright_text::{Span, bom_len};

use crate::{Facts, digest};

/// Scans a `.base` file. It has no facts except its one base.
#[must_use]
pub(crate) fn scan_base(text: &str) -> Facts {
    let mut facts = Facts { digest: digest(text), ..Facts::default() };
    if u32::try_from(text.len()).is_ok() {
        facts.bases.push(Span::new(bom_len(text), text.len()));
    }
    facts
}

#[cfg(test)]
mod tests {
    use crate::scan_file;

    #[test]
    fn all_of_a_base_file_is_its_base() {
        let text = "\u{feff}filters: a";
        let facts = scan_file("x/a.BASE", text);
        assert_eq!((&text[facts.bases[0]], facts.links.len()), ("filters: a", 0));
    }
}
