//! After an action that says the same in another way, or moves a part, every link that resolved
//! leads to what it led to.

use std::collections::BTreeMap;

use linkwright_ide::Changes;
use linkwright_ide::Texts;
use linkwright_ide::actions::{self, Action, Operation};
use linkwright_syntax::{LinkPlace, scan};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, LinkStyle, Settings, Vault};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::generate::files;
use crate::generated::{cases, offset, pick};
use crate::world::World;

/// How often links lead to a place: a file, and in it a heading by its words, a block or a
/// footnote. Files in `same` count as one; of those, properties do not.
type Led = BTreeMap<(String, String), usize>;

fn led(vault: &Vault, same: &BTreeMap<String, String>) -> Led {
    let mut led = Led::new();
    for (source, file) in vault.files() {
        let count = file.note.as_ref().map_or(0, |note| note.facts.links.len());
        let goes = same.contains_key(&*file.path);
        for index in 0..u32::try_from(count).expect("a note is small") {
            let at = LinkRef { source, index };
            let link = file.note.as_ref().map(|note| note.facts.links[index as usize]);
            if goes && link.is_some_and(|link| matches!(link.place, LinkPlace::Property(_))) {
                continue;
            }
            let Some((target, anchor)) = vault.resolve_with_anchor(at) else { continue };
            let path = vault.file(target).path.to_string();
            let place = named(vault, target, &anchor);
            let path = same.get(&path).cloned().unwrap_or(path);
            *led.entry((path, place)).or_default() += 1;
        }
    }
    led
}

fn named(vault: &Vault, file: FileId, anchor: &Anchor) -> String {
    let note = vault.note(file);
    match (anchor, note) {
        (Anchor::Headings(took), Some(note)) => {
            let last = *took.last().expect("a path of headings has a last one");
            linkwright_syntax::heading_key(&note.headings[last as usize])
        }
        (Anchor::Block(index), Some(note)) => format!("^{}", note.block_ids[*index as usize]),
        (Anchor::Footnote(index), Some(note)) => format!("[^{}", note.footnotes[*index as usize]),
        _ => String::new(),
    }
}

fn carried_out(world: &World, note: FileId, what: Operation) -> Option<Changes> {
    let plan = actions::plan(&world.vault, note, what).ok()?;
    let text = |&file: &FileId| (file, world.files[&*world.vault.file(file).path].as_str().into());
    let texts: Texts = plan.notes().iter().map(text).collect();
    actions::finish(plan, &texts).ok()
}

/// Whether the action is to change nothing of where links lead.
fn keeps(action: &Action) -> bool {
    let title = &action.title;
    let rewrites = ["Replace with", "Convert ", "Sort the", "Insert a", "Update the", "Link `"];
    action.fixes.is_none() && rewrites.iter().any(|start| title.starts_with(start))
        || matches!(action.operation, Operation::Extract(_) | Operation::Inline { .. })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn actions_keep_links(
        files in files(),
        note in any::<Index>(),
        kind in any::<Index>(),
        place in any::<Index>(),
        length in any::<Index>(),
        selects in any::<bool>(),
        style in select(&[LinkStyle::Wikilink, LinkStyle::Markdown][..]),
    ) {
        let settings = Settings { link_style: style, ..Settings::default() };
        let mut world = World::new(files, settings);
        let (path, text) = pick(&world.files, &note);
        if !path.ends_with(".md") {
            return Ok(());
        }
        let start = offset(&text, &kind, &place);
        let mut end = start as usize + if selects { length.index(text.len() + 1) } else { 0 };
        end = end.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let range = Span::new(start as usize, end.max(start as usize));
        let note = world.vault.find_file(&path).expect("it is there");
        let offered = actions::actions(&world.vault, note, &text, range);
        for action in offered.into_iter().filter(keeps) {
            let title = action.title.clone();
            let refused = action.refusal.is_some();
            let Some(changes) = carried_out(&world, note, action.operation) else { continue };
            prop_assert!(!refused, "{title} was refused");
            let one = changes.creates.iter().map(|(new, _)| new).chain(&changes.deletes);
            let same: BTreeMap<String, String> =
                one.map(|other| (other.clone(), path.clone())).collect();
            let mut before = led(&world.vault, &same);
            // The link that a note takes the place of is gone.
            if !changes.deletes.is_empty() {
                let own = before.entry((path.clone(), String::new())).or_default();
                *own = own.saturating_sub(1);
            }
            let kept = world.carry_out(&changes, &[]);
            for (new, text) in &changes.creates {
                world.create(new, text);
            }
            let gone: Vec<(String, String)> =
                changes.deletes.iter().map(|path| (path.clone(), world.files[path].clone())).collect();
            gone.iter().for_each(|(path, _)| world.remove(path));
            let after = led(&world.vault, &same);
            for (place, count) in &before {
                let now = after.get(place).copied().unwrap_or_default();
                prop_assert!(now >= *count, "{title}: {count} led to {place:?}, {now} do now\n{path}:\n{text}\n{changes:#?}");
            }
            let now = &world.files[&path];
            prop_assert_eq!(&scan(now).frontmatter.is_some(), &scan(&text).frontmatter.is_some());
            for (new, _) in &changes.creates {
                world.remove(new);
            }
            gone.iter().for_each(|(path, text)| world.create(path, text));
            world.restore(kept);
        }
    }
}
