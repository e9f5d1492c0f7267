//! Fingerprints: they identify the same finding after its lines have moved.

use rustc_hash::FxHashMap;

/// Gives fingerprints to the findings of one check.
#[derive(Default)]
pub(crate) struct Fingerprints {
    /// How often each finding has occurred so far.
    counts: FxHashMap<u64, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding with this code, in the file `path`, about the text
    /// `subject`: 16 hexadecimal digits. Equal findings in a file are numbered. Baselines store
    /// fingerprints, so how they are made must stay the same.
    pub(crate) fn next(&mut self, code: &str, path: &str, subject: &str) -> String {
        let same = hash(&[code, path, subject]);
        let count = self.counts.entry(same).or_default();
        *count += 1;
        match count {
            1 => format!("{same:016x}"),
            count => format!("{:016x}", hash(&[code, path, subject, &count.to_string()])),
        }
    }
}

/// FNV-1a of the parts, each with a byte behind it that is in no text. It is the same on every
/// platform and in every version, unlike the hashes for tables.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_the_same_in_every_version() {
        let mut fingerprints = Fingerprints::default();
        let mut next = |subject| fingerprints.next("broken-link", "a/b.md", subject);
        let found = [next("gone"), next("gone"), next("other")];
        expect_test::expect![[r#"
            [
                "a39e72cd31455c56",
                "51c1b7181dcf0749",
                "f5afe616f0c28a0d",
            ]
        "#]]
        .assert_debug_eq(&found);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let of = |code, path| Fingerprints::default().next(code, path, "");
        assert_ne!(of("ab", "c"), of("a", "bc"));
    }
}
