//! Vaults of any size, shaped like the alias-rich ones that Linkwright is for.
//!
//! Of the notes 95 % have aliases, 7 each on average and up to 49, as block lists (72 %), comma
//! strings (24 %) or flow lists; the first is the note's title and stands under
//! `linter-yaml-title-alias` too in nine of ten; half of the files are named shorter than their
//! titles. A note writes 8 wikilinks on average, 70 % with a display text, of which 55 % are an
//! alias of the target; one link in twenty is broken. One note, the hub, is linked far more often
//! than all others.

use std::fmt::Write as _;

use fastrand::Rng;

use crate::words::{FILLER, QUALITIES, SUBJECTS, VERBS};

/// What to generate. Equal specifications give equal vaults.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// How many notes.
    pub notes: usize,
    /// Links to the hub, at the most; a quarter of all links if that is fewer.
    pub hub_links: usize,
    /// The average size of a note's prose, in bytes.
    pub prose: usize,
    /// What the random choices start from.
    pub seed: u64,
}

impl Spec {
    /// A vault of `notes` notes with the usual hub and prose.
    #[must_use]
    pub fn new(notes: usize, seed: u64) -> Spec {
        Spec { notes, hub_links: 20_000, prose: 4_000, seed }
    }
}

/// One generated note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Relative to the vault's root.
    pub path: String,
    /// The whole text.
    pub text: String,
}

const LINKS_PER_NOTE: usize = 8;

/// The path of the hub of every generated vault.
pub const HUB: &str = "Belonging.md";

/// The notes of the vault that `spec` describes, one at a time.
pub fn generate(spec: Spec) -> impl Iterator<Item = Note> {
    let hub_links = spec.hub_links.min(spec.notes * LINKS_PER_NOTE / 4);
    let hub_share = hub_links as f64 / (spec.notes * LINKS_PER_NOTE).max(1) as f64;
    (0..spec.notes).map(move |index| write(&spec, index, hub_share))
}

/// What links need to know of a note: all of it follows from its index.
struct Head {
    stem: String,
    title: String,
    aliases: Vec<String>,
}

fn rng(spec: &Spec, index: usize, purpose: u64) -> Rng {
    let mixed = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ purpose;
    Rng::with_seed(spec.seed.wrapping_add(mixed))
}

fn pick<'a>(rng: &mut Rng, words: &[&'a str]) -> &'a str {
    words[rng.usize(..words.len())]
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn head(spec: &Spec, index: usize) -> Head {
    let mut rng = rng(spec, index, 1);
    let subject = pick(&mut rng, SUBJECTS);
    let short = format!("{} {subject} {index}", pick(&mut rng, QUALITIES));
    let sentence = format!(
        "{short} {} {} {}",
        pick(&mut rng, VERBS),
        pick(&mut rng, QUALITIES),
        pick(&mut rng, SUBJECTS)
    );
    let title = capitalised(&sentence);
    let stem = match index {
        0 => HUB.trim_end_matches(".md").to_owned(),
        _ if rng.bool() => capitalised(&short),
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
    Head { stem, title, aliases }
}

fn write(spec: &Spec, index: usize, hub_share: f64) -> Note {
    let head = head(spec, index);
    let mut rng = rng(spec, index, 2);
    let mut text = String::with_capacity(spec.prose + 1_000);
    frontmatter(&mut text, &mut rng, &head);
    let _ = writeln!(text, "# {}\n\n#status/{}\n", head.title, pick(&mut rng, QUALITIES));
    let links = rng.usize(LINKS_PER_NOTE / 2..=LINKS_PER_NOTE * 3 / 2);
    let words = rng.usize(spec.prose / 9..=spec.prose / 5);
    let every = (words / (links + 1)).max(1);
    for word in 0..words {
        if word % every == every - 1 {
            link(&mut text, &mut rng, spec, hub_share);
        } else {
            let list = if rng.u8(..4) == 0 { SUBJECTS } else { FILLER };
            text.push_str(pick(&mut rng, list));
        }
        match rng.u8(..) {
            0..4 => {
                let heading = capitalised(pick(&mut rng, QUALITIES));
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
        _ if index.is_multiple_of(3) => format!("{}.md", head.stem),
        _ => format!("area {}/{}.md", index % 17, head.stem),
    };
    Note { path, text }
}

fn frontmatter(text: &mut String, rng: &mut Rng, head: &Head) {
    text.push_str("---\n");
    match head.aliases.as_slice() {
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
    if head.aliases.first() == Some(&head.title) {
        let _ = writeln!(text, "linter-yaml-title-alias: {}", head.title);
    }
    text.push_str("---\n\n");
}

fn link(text: &mut String, rng: &mut Rng, spec: &Spec, hub_share: f64) {
    let target = if rng.f64() < hub_share { 0 } else { rng.usize(..spec.notes) };
    let target = head(spec, target);
    let broken = rng.u8(..20) == 0;
    let _ = write!(text, "[[{}{}", target.stem, if broken { " lost" } else { "" });
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
    fn equal_specifications_give_equal_vaults_and_no_path_twice() {
        let vault: Vec<Note> = generate(Spec::new(500, 7)).collect();
        assert!(vault == generate(Spec::new(500, 7)).collect::<Vec<_>>());
        let mut paths: Vec<String> = vault.iter().map(|note| note.path.to_lowercase()).collect();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), 500);
    }

    #[test]
    fn the_shape_is_the_one_described() {
        let vault: Vec<Note> = generate(Spec::new(1_700, 1)).collect();
        let share = |has: &dyn Fn(&Note) -> bool| {
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
