//! Generator of vaults of any size, with the proportions of real vaults that have many aliases.
//!
//! 95 % of the notes have aliases: 7 each on average and up to 49, as block lists (72 %), comma
//! strings (24 %) or flow lists. In 90 % of them, the first alias is the note's title, which is also
//! the value of `linter-yaml-title-alias`. Half of the file names are shorter than the titles. A
//! note has 8 wikilinks on average. 70 % of them have a display text, and 55 % of those are an alias
//! of the target. One link in twenty is broken. One note, the hub, has far more backlinks than all
//! others.

use std::fmt::Write as _;

use fastrand::Rng;

use crate::words::{FILLER, QUALITIES, SUBJECTS, VERBS};

/// The specification of a vault. Equal specifications give equal vaults.
#[derive(Clone, Copy, Debug)]
pub struct VaultSpec {
    /// Number of notes.
    pub notes: usize,
    /// Maximum number of links to the hub; a quarter of all links if that is less.
    pub hub_links: usize,
    /// Average size of a note's prose in bytes.
    pub prose: usize,
    /// Seed of the random choices.
    pub seed: u64,
}

impl VaultSpec {
    /// A vault of `notes` notes with the default hub and size of prose.
    #[must_use]
    pub fn new(notes: usize, seed: u64) -> VaultSpec {
        VaultSpec { notes, hub_links: 20_000, prose: 4_000, seed }
    }
}

/// A generated note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GeneratedNote {
    /// The path relative to the vault's root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

const LINKS_PER_NOTE: usize = 8;

/// The path of the hub of every generated vault.
pub const HUB: &str = "Belonging.md";

/// Generates the notes of a vault, one at a time.
pub fn generate(spec: VaultSpec) -> impl Iterator<Item = GeneratedNote> {
    let hub_links = spec.hub_links.min(spec.notes * LINKS_PER_NOTE / 4);
    let hub_share = hub_links as f64 / (spec.notes * LINKS_PER_NOTE).max(1) as f64;
    (0..spec.notes).map(move |index| generate_note(&spec, index, hub_share))
}

/// The names of a note, which depend only on its index, so that links to it need no other state.
struct NoteNames {
    file_stem: String,
    title: String,
    aliases: Vec<String>,
}

fn rng(spec: &VaultSpec, index: usize, purpose: u64) -> Rng {
    let mixed = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ purpose;
    Rng::with_seed(spec.seed.wrapping_add(mixed))
}

fn pick<'a>(rng: &mut Rng, words: &[&'a str]) -> &'a str {
    words[rng.usize(..words.len())]
}

fn capitalize(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn note_names(spec: &VaultSpec, index: usize) -> NoteNames {
    let mut rng = rng(spec, index, 1);
    let subject = pick(&mut rng, SUBJECTS);
    let short = format!("{} {subject} {index}", pick(&mut rng, QUALITIES));
    let sentence = format!(
        "{short} {} {} {}",
        pick(&mut rng, VERBS),
        pick(&mut rng, QUALITIES),
        pick(&mut rng, SUBJECTS)
    );
    let title = capitalize(&sentence);
    let file_stem = match index {
        0 => HUB.trim_end_matches(".md").to_owned(),
        _ if rng.bool() => capitalize(&short),
        _ => title.clone(),
    };
    let mut aliases = Vec::new();
    if rng.f64() < 0.95 {
        let many = rng.f64() < 0.05;
        let count = if many { rng.usize(15..49) } else { rng.usize(2..9) };
        if rng.f64() < 0.9 {
            aliases.push(title.clone());
        }
        for nth in 0..count {
            let shared = rng.f64() < 0.03;
            let words = [pick(&mut rng, QUALITIES), pick(&mut rng, SUBJECTS)].join(" ");
            aliases.push(if shared { words } else { format!("{words} {index}.{nth}") });
        }
    }
    NoteNames { file_stem, title, aliases }
}

fn generate_note(spec: &VaultSpec, index: usize, hub_share: f64) -> GeneratedNote {
    let names = note_names(spec, index);
    let mut rng = rng(spec, index, 2);
    let mut text = String::with_capacity(spec.prose + 1_000);
    push_frontmatter(&mut text, &mut rng, &names);
    let _ = writeln!(text, "# {}\n\n#status/{}\n", names.title, pick(&mut rng, QUALITIES));
    let links = rng.usize(LINKS_PER_NOTE / 2..=LINKS_PER_NOTE * 3 / 2);
    let words = rng.usize(spec.prose / 9..=spec.prose / 5);
    let link_interval = (words / (links + 1)).max(1);
    for word in 0..words {
        if word % link_interval == link_interval - 1 {
            push_link(&mut text, &mut rng, spec, hub_share);
        } else {
            let list = if rng.u8(..4) == 0 { SUBJECTS } else { FILLER };
            text.push_str(pick(&mut rng, list));
        }
        match rng.u8(..) {
            0..4 => {
                let heading = capitalize(pick(&mut rng, QUALITIES));
                let _ = write!(text, ".\n\n## {heading} {}\n\n", pick(&mut rng, SUBJECTS));
            }
            4..8 => text.push_str(".\n\n- "),
            8..20 => text.push_str(".\n\n"),
            20..36 => text.push_str(", "),
            _ => text.push(' '),
        }
    }
    text.push('\n');
    let path = match index {
        0 => HUB.to_owned(),
        _ if index.is_multiple_of(3) => format!("{}.md", names.file_stem),
        _ => format!("area {}/{}.md", index % 17, names.file_stem),
    };
    GeneratedNote { path, text }
}

fn push_frontmatter(text: &mut String, rng: &mut Rng, names: &NoteNames) {
    text.push_str("---\n");
    match names.aliases.as_slice() {
        [] => {}
        aliases => match rng.u8(..100) {
            0..72 => {
                text.push_str("aliases:\n");
                for alias in aliases {
                    let _ = writeln!(text, "  - {alias}");
                }
            }
            72..96 => {
                let _ = writeln!(text, "aliases: {}", aliases.join(", "));
            }
            _ => {
                let _ = writeln!(text, "aliases: [{}]", aliases.join(", "));
            }
        },
    }
    let _ = writeln!(text, "tags:\n  - area/{}", pick(rng, SUBJECTS));
    let _ = writeln!(text, "file-created: 2023-{:02}-{:02}", rng.u8(1..13), rng.u8(1..29));
    if names.aliases.first() == Some(&names.title) {
        let _ = writeln!(text, "linter-yaml-title-alias: {}", names.title);
    }
    text.push_str("---\n\n");
}

fn push_link(text: &mut String, rng: &mut Rng, spec: &VaultSpec, hub_share: f64) {
    let target = if rng.f64() < hub_share { 0 } else { rng.usize(..spec.notes) };
    let target = note_names(spec, target);
    let is_broken = rng.u8(..20) == 0;
    let _ = write!(text, "[[{}{}", target.file_stem, if is_broken { " lost" } else { "" });
    if rng.f64() < 0.7 {
        let display = match rng.u8(..100) {
            0..55 if !target.aliases.is_empty() => {
                target.aliases[rng.usize(..target.aliases.len())].clone()
            }
            0..60 => target.title,
            _ => [pick(rng, QUALITIES), pick(rng, SUBJECTS)].join(" "),
        };
        let _ = write!(text, "|{display}");
    }
    text.push_str("]]");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_specifications_give_equal_vaults_with_unique_paths() {
        let vault: Vec<GeneratedNote> = generate(VaultSpec::new(500, 7)).collect();
        assert!(vault == generate(VaultSpec::new(500, 7)).collect::<Vec<_>>());
        let mut paths: Vec<String> = vault.iter().map(|note| note.path.to_lowercase()).collect();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), 500);
    }

    #[test]
    fn the_proportions_are_those_of_the_documentation() {
        let vault: Vec<GeneratedNote> = generate(VaultSpec::new(1_700, 1)).collect();
        let share = |has: &dyn Fn(&GeneratedNote) -> bool| {
            vault.iter().filter(|note| has(note)).count() as f64 / vault.len() as f64
        };
        let near = |value: f64, expected: f64| (value - expected).abs() < 0.04;
        assert!(near(share(&|note| note.text.contains("\naliases:")), 0.95));
        assert!(near(share(&|note| note.text.contains("\naliases:\n")), 0.95 * 0.72));
        assert!(near(share(&|note| note.text.contains("linter-yaml-title-alias")), 0.95 * 0.9));
        let links: usize = vault.iter().map(|note| note.text.matches("[[").count()).sum();
        let displays: usize = vault.iter().map(|note| note.text.matches('|').count()).sum();
        assert!((12_500..15_500).contains(&links), "{links}");
        assert!(near(displays as f64 / links as f64, 0.7));
        let hub: usize = vault.iter().map(|note| note.text.matches("[[Belonging").count()).sum();
        assert!((links / 5..links / 3).contains(&hub), "{hub}");
    }
}
