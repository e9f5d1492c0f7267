//! What was probably meant by a name that nothing has.

use linkwright_syntax::heading_key;
use linkwright_vault::{FileId, Vault};
use strsim::osa_distance;

/// Looks for the files that broken links of one note were meant for.
pub(super) struct Suggestions<'v> {
    vault: &'v Vault,
    /// The note's path.
    source: &'v str,
}

impl<'v> Suggestions<'v> {
    pub(super) fn new(vault: &'v Vault, source: FileId) -> Suggestions<'v> {
        Suggestions { vault, source: &vault.file(source).path }
    }

    /// The name of a file that `path` was probably meant for, as a link would write it.
    ///
    /// It is looked up under what `path` would be without one slip, which costs the length of the
    /// name and not the vault.
    pub(super) fn nearest(&self, path: &str) -> Option<&'v str> {
        let name = path.rsplit('/').next().unwrap_or(path);
        // The right name in the wrong folder, of the page made from it, or with other separators.
        let other = [
            name.to_owned(),
            name.strip_suffix(".html").unwrap_or_default().to_owned(),
            name.replace(['-', '_'], " "),
            name.replace(' ', "-"),
        ];
        let file = other.into_iter().chain(slips(name)).find_map(|name| self.file(&name))?;
        let file = self.vault.file(file);
        if path.contains('/') { Some(without_md(&file.path)) } else { Some(file.name()) }
    }

    fn file(&self, name: &str) -> Option<FileId> {
        if name.is_empty() { None } else { self.vault.resolve_text(self.source, name).file() }
    }
}

/// What `name` would be with one letter less, two letters swapped, one letter doubled, or an `s`
/// at its end.
fn slips(name: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = name.chars().collect();
    let short = (3..=LONGEST).contains(&letters.len());
    let count = if short { letters.len() } else { 0 };
    let plural = short.then(|| format!("{name}s"));
    let slips = (0..count).flat_map(move |at| {
        let changed = |change: &dyn Fn(&mut Vec<char>)| {
            let mut letters = letters.clone();
            change(&mut letters);
            letters.into_iter().collect::<String>()
        };
        let doubled = changed(&|letters| letters.insert(at, letters[at]));
        let less = changed(&|letters| {
            letters.remove(at);
        });
        let swapped = (at > 0).then(|| changed(&|letters| letters.swap(at - 1, at)));
        [Some(less), Some(doubled), swapped].into_iter().flatten()
    });
    plural.into_iter().chain(slips)
}

/// The longest name, in characters, that is looked up without slips.
const LONGEST: usize = 40;

fn without_md(path: &str) -> &str {
    path.strip_suffix(".md").unwrap_or(path)
}

/// The heading of `file` that `subpath` was probably meant for, as written there.
pub(super) fn nearest_heading<'v>(
    vault: &'v Vault,
    file: FileId,
    subpath: &str,
) -> Option<&'v str> {
    let wanted = heading_key(subpath.rsplit('#').next().unwrap_or(subpath));
    let headings = &vault.note(file)?.headings;
    let near = headings.iter().take(MOST_HEADINGS).filter_map(|heading| {
        let distance = osa_distance(&wanted, &heading.key);
        (distance <= tolerance(&wanted)).then_some((distance, &*heading.text))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, heading)| heading)
}

/// Only so many headings are compared: a note of thousands is no list to pick from.
const MOST_HEADINGS: usize = 500;

/// How many slips of the pen a name of this length may have.
fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}
