//! Tests that renames reach bases: only the names in them change, renaming back restores them byte for byte,
//! and a base gives the same rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_ide::rename::{
    Mover, RenamePlan, plan_file, plan_moves, plan_property, plan_subpath, plan_tag,
};
use linkwright_query::{
    Base, BaseName, BaseNameKind, Context, FileData, FileStamp, Properties, base_names,
    read_properties,
};
use linkwright_settings::Settings;
use linkwright_syntax::LinkForm;
use linkwright_text::Span;
use linkwright_vault::{FileId, MatchKind, Resolution};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::generated::cases;
use crate::workspace::{FileTexts, Workspace};

const NOTES: [&str; 8] = [
    "Love.md",
    "a/Love.md",
    "Old name.md",
    "a/b/it's.md",
    "Öl.md",
    "a/v1.2.md",
    "c/C (x), y.md",
    "c/Eros.md",
];
const FOLDERS: [&str; 5] = ["a", "a/b", "c", "gone", "/a/"];
const TAGS: [&str; 4] = ["state", "state/open", "states", "other"];
const VALUES: [&str; 4] = ["open", "in work", "it's", "3"];
const PROPERTIES: [&str; 4] = ["status", "due_date", "due date", "it's"];

/// What is renamed, and to what.
#[derive(Clone, Debug)]
enum Rename {
    Note(Index, &'static str),
    Folder(&'static str, &'static str),
    Tag(&'static str, &'static str),
    Property(&'static str, &'static str),
    /// A value of `kind`.
    Value(&'static str, &'static str),
    /// The heading below the title of a note.
    Heading(Index, &'static str),
}

/// A filter, and how it is written: its kind, what it names, its quotes, and the quotes of YAML.
type GeneratedFilter = (usize, Index, bool, u8);

fn filter_text((kind, named, single, yaml): &GeneratedFilter) -> String {
    let mark = if *single { '\'' } else { '"' };
    let literal = |name: &str| format!("{mark}{}{mark}", name.replace(mark, &format!("\\{mark}")));
    let path = NOTES[named.index(NOTES.len())];
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.trim_end_matches(".md");
    let folder = literal(FOLDERS[named.index(FOLDERS.len())]);
    let tag = TAGS[named.index(TAGS.len())];
    let property = PROPERTIES[named.index(PROPERTIES.len())];
    let expression = match kind {
        0 => format!("file.hasLink({})", literal(stem)),
        1 => format!("file.hasLink({})", literal(path)),
        2 => format!("file.path == {}", literal(path)),
        3 => format!("file.name == {}", literal(name)),
        4 => format!("file.basename != {}", literal(stem)),
        5 => format!("file.inFolder({folder})"),
        6 => format!("file.folder == {folder}"),
        7 => format!("file.hasTag({}, {})", literal(tag), literal("none")),
        8 => format!("file.tags.contains({})", literal(&format!("#{tag}"))),
        9 => format!("file.hasProperty({})", literal(property)),
        10 => format!("note[{}] == 1", literal(property)),
        11 => "status == 1 && note.due_date".to_owned(),
        12 => format!("up == link({})", literal(stem)),
        13 => format!("kind == {}", literal(VALUES[named.index(VALUES.len())])),
        14 => format!("note.kind.contains({})", literal(VALUES[named.index(VALUES.len())])),
        15 => format!("link({}) != up", literal(&format!("{path}#Part"))),
        _ => format!("file({}).hasLink(file)", literal(path)),
    };
    match yaml {
        1 => format!("'{}'", expression.replace('\'', "''")),
        2 => format!("\"{}\"", expression.replace('\\', "\\\\").replace('"', "\\\"")),
        3 => format!("|-\n        {expression}"),
        _ => expression,
    }
}

fn base_text(filters: &[GeneratedFilter]) -> String {
    let lines: String =
        filters.iter().map(|filter| format!("    - {}\n", filter_text(filter))).collect();
    format!(
        "filters:\n  or:\n{lines}properties:\n  status: {{displayName: status}}\nviews:\n  - order: [file.name, \
         status, note.due_date, due date]\n    sort: [{{property: \"it's\"}}]\n"
    )
}

fn vaults() -> impl Strategy<Value = (FileTexts, Vec<GeneratedFilter>)> {
    let note = (any::<[bool; 9]>(), vec(any::<Index>(), 0..3));
    let filter = (0..17_usize, any::<Index>(), any::<bool>(), 0..4_u8);
    (vec(note, NOTES.len()), vec(filter, 1..6)).prop_map(|(notes, filters)| {
        let mut files = FileTexts::new();
        for (path, (has, links)) in NOTES.iter().zip(&notes) {
            if has[8] {
                continue;
            }
            let mut text = "---\n".to_owned();
            for (property, _) in PROPERTIES.iter().zip(&has[..4]).filter(|(_, has)| **has) {
                text += &format!("{property}: 1\n");
            }
            let tags = TAGS.iter().zip(&has[4..8]).filter(|(_, has)| **has);
            let tags: Vec<&str> = tags.map(|(tag, _)| *tag).collect();
            let kind = VALUES[tags.len() % VALUES.len()].replace('\'', "''");
            text += &format!(
                "tags: [{}]\nup: \"[[Old name]]\"\nkind: '{kind}'\n---\n## Part\n",
                tags.join(", ")
            );
            for link in links {
                text += &format!("[[{}]]\n", NOTES[link.index(NOTES.len())]);
            }
            files.insert((*path).to_owned(), text);
        }
        let base = base_text(&filters);
        files.insert("c/block.md".to_owned(), format!("Words\n\n```base\n{base}```\n\nWords\n"));
        files.insert("all.base".to_owned(), base);
        (files, filters)
    })
}

fn renames() -> impl Strategy<Value = Rename> {
    let new = select(&["Unheard of", "Eros", "Love", "it's (new)", "a \"b\" c", "ünheard"][..]);
    let property = select(&["state", "new name", "due_date", "a: b", "file", "true", "x, y"][..]);
    prop_oneof![
        4 => (any::<Index>(), new).prop_map(|(note, new)| Rename::Note(note, new)),
        2 => (select(&["a", "a/b", "c"][..]), select(&["new", "deep/it's", "c/a"][..]))
            .prop_map(|(from, to)| Rename::Folder(from, to)),
        2 => (select(&TAGS[..]), select(&["unheard", "other", "x/y"][..]))
            .prop_map(|(old, new)| Rename::Tag(old, new)),
        2 => (select(&VALUES[..]), select(&["new value", "open", "a \"b\": c", "7"][..]))
            .prop_map(|(old, new)| Rename::Value(old, new)),
        1 => (any::<Index>(), select(&["Piece", "a \"b\""][..]))
            .prop_map(|(note, new)| Rename::Heading(note, new)),
        3 => (select(&PROPERTIES[..]), property).prop_map(|(old, new)| Rename::Property(old, new)),
    ]
}

/// Moves of files, from the old to the new path.
type Moves = Vec<(String, String)>;

/// The plan of a rename, the moves that the editor makes, and the rename back.
fn planned(workspace: &Workspace, rename: &Rename) -> Option<(RenamePlan, Moves, Rename)> {
    let vault = &workspace.vault;
    Some(match rename {
        Rename::Note(note, new) => {
            let notes: Vec<_> = NOTES.iter().filter_map(|path| vault.find_file(path)).collect();
            let file = *notes.get(note.index(notes.len().max(1)))?;
            (plan_file(vault, file, new).ok()?, Vec::new(), rename.clone())
        }
        Rename::Folder(from, to) => {
            let inside =
                workspace.files.keys().filter(|path| path.starts_with(&format!("{from}/")));
            let moves: Vec<_> =
                inside.map(|path| (path.clone(), path.replacen(from, to, 1))).collect();
            let folder = [((*from).to_owned(), (*to).to_owned())];
            let is_free = !moves.is_empty() && !to.starts_with(&format!("{from}/"));
            let plan = plan_moves(vault, &folder, Mover::Linkwright).ok().filter(|_| is_free)?;
            (plan, moves, Rename::Folder(to, from))
        }
        Rename::Tag(old, new) => {
            (plan_tag(vault, old, new).ok()?, Vec::new(), Rename::Tag(new, old))
        }
        Rename::Property(old, new) => {
            let plan = plan_property(vault, old, new).ok()?;
            (plan, Vec::new(), Rename::Property(new, old))
        }
        Rename::Value(old, new) => {
            let plan = plan_property(vault, &format!("kind={old}"), new).ok()?;
            (plan, Vec::new(), Rename::Value(new, old))
        }
        Rename::Heading(note, new) => {
            let notes: Vec<_> = NOTES.iter().filter_map(|path| vault.find_file(path)).collect();
            let file = *notes.get(note.index(notes.len().max(1)))?;
            let is_there = vault.note(file)?.headings.iter().any(|it| it == "Part");
            let old = if is_there { "Part" } else { "Piece" };
            (plan_subpath(vault, file, old, new).ok()?, Vec::new(), Rename::Heading(*note, "Part"))
        }
    })
}

fn base_of(text: &str) -> (&str, Span) {
    let start = text.find("```base\n").map_or(0, |at| at + "```base\n".len());
    let end = text.rfind("```\n").unwrap_or(text.len());
    (&text[start..end], Span::new(start, end))
}

fn names(text: &str) -> Vec<BaseName> {
    base_names(text, base_of(text).1)
}

/// The text without the names in its base.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut end = 0;
    for name in names(text) {
        masked.push_str(&text[end..name.span.range().start]);
        masked.push('\u{0}');
        end = name.span.range().end;
    }
    masked + &text[end..]
}

struct TextProperties<'w>(&'w Workspace);

impl FileData for TextProperties<'_> {
    fn stamp(&self, _: FileId) -> Option<FileStamp> {
        None
    }

    fn properties(&self, note: FileId) -> Option<Arc<Properties>> {
        let Workspace { files, vault } = self.0;
        let yaml = vault.note(note)?.facts.frontmatter.as_deref();
        Some(Arc::new(read_properties(files.get(&*vault.file(note).path)?, yaml)))
    }
}

/// The paths of the rows of the base in `all.base`.
fn rows(workspace: &Workspace) -> BTreeSet<String> {
    let text = &workspace.files["all.base"];
    let base = Base::parse(text, Span::new(0, text.len()));
    assert_eq!(base.problems, [], "{text}");
    let source = TextProperties(workspace);
    let this = workspace.vault.find_file("all.base");
    let cx = Context::new(&workspace.vault, &source, Timestamp::UNIX_EPOCH, TimeZone::UTC, this);
    let table = base.run(&base.views[0], &cx).expect("the rows are few");
    assert_eq!(table.problems, [], "{text}");
    table.rows.iter().map(|row| workspace.vault.file(row.file).path.to_string()).collect()
}

/// For each name in `all.base`, the number of files that it stands for: 1 for anything but a file.
fn file_counts(workspace: &Workspace) -> Vec<usize> {
    let vault = &workspace.vault;
    let count = |is: &dyn Fn(&str) -> bool| {
        vault.files().filter(|(_, file)| is(file.path.rsplit('/').next().unwrap_or(""))).count()
    };
    let count = |name: &BaseName| match name.kind {
        BaseNameKind::Link => match vault.resolve_path("all.base", &name.name, LinkForm::Wiki) {
            Resolution::Missing => 0,
            Resolution::File(_, MatchKind::Unique) => 1,
            Resolution::File(..) => 2,
        },
        BaseNameKind::Path => usize::from(vault.find_file(&name.name).is_some()),
        BaseNameKind::FileName => count(&|file| file == name.name),
        BaseNameKind::Basename => {
            count(&|file| file.rsplit_once('.').is_some_and(|it| it.0 == name.name))
        }
        BaseNameKind::Folder
        | BaseNameKind::FolderPath
        | BaseNameKind::Tag
        | BaseNameKind::Property
        | BaseNameKind::Subpath
        | BaseNameKind::Value
        | BaseNameKind::Formula => 1,
    };
    names(&workspace.files["all.base"]).iter().map(count).collect()
}

/// Whether a base with these names has other rows after the rename, because it named the new place before,
/// or names a folder or tag around the old one.
fn is_other_set(names: &[BaseName], rename: &Rename) -> bool {
    let is_in = |path: &str, folder: &str| {
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    names.iter().any(|name| match (name.kind, rename) {
        (BaseNameKind::Folder | BaseNameKind::FolderPath, Rename::Folder(from, to)) => {
            is_in(to, &name.name) || is_in(from, &name.name) && name.name != **from
        }
        (BaseNameKind::Tag, Rename::Tag(old, new)) => {
            let is_around = is_in(old, &name.name) && name.name != **old;
            is_around || is_in(&name.name, new) || is_in(new, &name.name)
        }
        (BaseNameKind::Property, Rename::Property(_, new)) => name.name == **new,
        (BaseNameKind::Value, Rename::Value(_, new)) => name.name == **new,
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn renames_reach_bases((files, filters) in vaults(), rename in renames()) {
        let mut workspace = Workspace::new(files.clone(), Settings::default());
        let Some((plan, moves, back)) = planned(&workspace, &rename) else { return Ok(()) };
        let Ok(changes) = workspace.finish(plan) else { return Ok(()) };
        let counts = file_counts(&workspace);
        let was_clear = counts.iter().all(|count| *count <= 1);
        let before = rows(&workspace);
        let moved: BTreeMap<String, String> = changes.moves.iter().chain(&moves).cloned().collect();
        workspace.apply(&changes, &moves);
        let new_path = |path: &String| moved.get(path).cloned().unwrap_or_else(|| path.clone());
        let shown = format!("{rename:?} {filters:?}\n{}\n{}", files["all.base"], workspace.files["all.base"]);

        for path in ["all.base".to_owned(), "c/block.md".to_owned()] {
            let (old, new) = (&files[&path], &workspace.files[&new_path(&path)]);
            let (old_names, new_names) = (names(old), names(new));
            let kinds = |names: &[BaseName]| names.iter().map(|it| it.kind).collect::<Vec<_>>();
            prop_assert_eq!(kinds(&old_names), kinds(&new_names), "{}", shown);
            let is_plain = match &rename {
                Rename::Property(old, new) => {
                    let is_word = |name: &str| !name.contains([' ', ':', ',', '\'']) && name != "file" && name != "true";
                    is_word(old) && is_word(new)
                }
                Rename::Value(old, new) => !old.contains(": ") && !new.contains(": "),
                _ => true,
            };
            if is_plain {
                prop_assert_eq!(masked(old), masked(new), "{}", shown);
            }
        }

        let is_merged = changes.messages.iter().any(|it| it.starts_with("Merged"));
        let captures = changes.messages.iter().any(|it| it.contains("broken link"));
        let is_other = captures || is_other_set(&names(&files["all.base"]), &rename);
        if was_clear && file_counts(&workspace) == counts && !is_merged && !is_other {
            let expected: BTreeSet<String> = before.iter().map(new_path).collect();
            prop_assert_eq!(rows(&workspace), expected, "{}", shown);
        }

        let is_new = match &rename {
            Rename::Note(_, new) => ["Unheard of", "ünheard"].contains(new),
            Rename::Folder(_, to) => *to == "new",
            Rename::Tag(_, new) => *new == "unheard",
            Rename::Property(_, new) => *new == "state",
            Rename::Value(_, new) => *new == "new value",
            Rename::Heading(_, new) => *new == "Piece",
        };
        // A file of the same name that is not renamed can have the old name now.
        if !is_new || !was_clear {
            return Ok(());
        }
        let again = match (back, changes.moves.first()) {
            (Rename::Note(..), Some((from, to))) => {
                let file = workspace.vault.find_file(to).expect("it was renamed");
                let old = from.rsplit('/').next().unwrap_or(from);
                plan_file(&workspace.vault, file, old).ok().map(|plan| (plan, Vec::new()))
            }
            (Rename::Note(..), None) => None,
            (back, _) => planned(&workspace, &back).map(|(plan, moves, _)| (plan, moves)),
        };
        let Some((plan, moves)) = again else { return Ok(()) };
        let Ok(changes) = workspace.finish(plan) else { return Ok(()) };
        workspace.apply(&changes, &moves);
        for path in ["all.base", "c/block.md"] {
            prop_assert_eq!(&workspace.files[path], &files[path], "{}", shown);
        }
    }
}
