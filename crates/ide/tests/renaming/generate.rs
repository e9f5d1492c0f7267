//! Generates small vaults with everything that a rename has to handle.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::workspace::FileTexts;

/// Only a few names, so that they collide.
const NAMES: &[&str] = &[
    "Love",
    "love",
    "Old name",
    "Öl",
    "it's",
    "v1.2",
    "C (x)",
    "Love is blind",
    "100 %",
    "Ω ΟΔΟΣ",
    "愛",
];
const FOLDERS: &[&str] = &["", "", "a/", "a/b/", "my notes/", "Ü/"];
const HEADINGS: &[&str] =
    &["Love", "Bonds", "What is it?", "A: b", "Some #state thing", "On [[Love]]", "Ends ^h1", "Öl"];
const ALIASES: &[&str] = &["affection", "Love", "the need to love", "Öl", "it's so", "yes", "愛着"];
const TAGS: &[&str] = &["state", "state/open", "State/open/now", "other"];
const WORDS: &[&str] = &["Plain words.", "An *emphasis* and `[[Love]]` code.", "🙂 café", "[Love]"];

/// The parts of a note, from which its text is written.
#[derive(Clone, Debug)]
struct GeneratedNote {
    folder: &'static str,
    name: &'static str,
    frontmatter: Option<GeneratedFrontmatter>,
    h1: Option<GeneratedTitle>,
    lines: Vec<GeneratedLine>,
    line_ending: &'static str,
}

#[derive(Clone, Debug)]
struct GeneratedFrontmatter {
    style: u8,
    has_title_alias: bool,
    has_linter_key: bool,
    has_title_key: bool,
    aliases: Vec<&'static str>,
    link: Option<GeneratedLink>,
    tags: Vec<&'static str>,
}

#[derive(Clone, Debug)]
enum GeneratedTitle {
    Name,
    Long(&'static str),
}

#[derive(Clone, Debug)]
enum GeneratedLine {
    Words(&'static str),
    Heading(u8, &'static str),
    Links(Vec<GeneratedLink>),
    Table(GeneratedLink, GeneratedLink),
    Definition(GeneratedLink),
    Block(&'static str),
    Tag(&'static str),
    Footnote(&'static str),
}

/// A file that links can target, and its headings.
struct LinkableFile {
    path: String,
    headings: Vec<&'static str>,
}

/// A link that does not know yet which files there are: `to` and `heading` choose among them later.
#[derive(Clone, Debug)]
struct GeneratedLink {
    to: Index,
    is_missing: bool,
    path: u8,
    form: u8,
    subpath: u8,
    display: u8,
    heading: Index,
    alias: &'static str,
}

fn generated_link() -> impl Strategy<Value = GeneratedLink> {
    (
        any::<Index>(),
        proptest::bool::weighted(0.1),
        0..8_u8,
        0..8_u8,
        0..8_u8,
        0..6_u8,
        any::<Index>(),
        select(ALIASES),
    )
        .prop_map(|(to, is_missing, path, form, subpath, display, heading, alias)| {
            GeneratedLink { to, is_missing, path, form, subpath, display, heading, alias }
        })
}

fn line() -> impl Strategy<Value = GeneratedLine> {
    prop_oneof![
        2 => select(WORDS).prop_map(GeneratedLine::Words),
        3 => (2..5_u8, select(HEADINGS)).prop_map(|(level, text)| GeneratedLine::Heading(level, text)),
        6 => vec(generated_link(), 1..4).prop_map(GeneratedLine::Links),
        1 => (generated_link(), generated_link()).prop_map(|(a, b)| GeneratedLine::Table(a, b)),
        1 => generated_link().prop_map(GeneratedLine::Definition),
        1 => select(&["base", "b-1", "BASE"][..]).prop_map(GeneratedLine::Block),
        1 => select(TAGS).prop_map(GeneratedLine::Tag),
        1 => select(&["1", "note"][..]).prop_map(GeneratedLine::Footnote),
    ]
}

fn frontmatter() -> impl Strategy<Value = GeneratedFrontmatter> {
    (
        0..5_u8,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        vec(select(ALIASES), 0..4),
        proptest::option::weighted(0.3, generated_link()),
        vec(select(TAGS), 0..3),
    )
        .prop_map(
            |(style, has_title_alias, has_linter_key, has_title_key, mut aliases, link, tags)| {
                aliases.sort_unstable();
                aliases.dedup();
                GeneratedFrontmatter {
                    style,
                    has_title_alias,
                    has_linter_key,
                    has_title_key,
                    aliases,
                    link,
                    tags,
                }
            },
        )
}

fn note() -> impl Strategy<Value = GeneratedNote> {
    (
        select(FOLDERS),
        select(NAMES),
        proptest::option::of(frontmatter()),
        prop_oneof![
            1 => Just(None),
            1 => Just(Some(GeneratedTitle::Name)),
            1 => select(&["Love is a long title", "What is love?", "Öl: und mehr"][..])
                .prop_map(|title| Some(GeneratedTitle::Long(title))),
        ],
        vec(line(), 0..8),
        select(&["\n", "\n", "\r\n"][..]),
    )
        .prop_map(|(folder, name, frontmatter, h1, lines, line_ending)| GeneratedNote {
            folder,
            name,
            frontmatter,
            h1,
            lines,
            line_ending,
        })
}

/// A vault of a few notes and two attachments.
pub(crate) fn files() -> impl Strategy<Value = FileTexts> {
    vec(note(), 1..7).prop_map(|notes| {
        let mut unique: Vec<GeneratedNote> = Vec::new();
        for note in notes {
            let path =
                |note: &GeneratedNote| format!("{}{}", note.folder, note.name).to_lowercase();
            if !unique.iter().any(|other| path(other) == path(&note)) {
                unique.push(note);
            }
        }
        let mut targets: Vec<LinkableFile> = unique.iter().map(GeneratedNote::target).collect();
        targets.push(LinkableFile { path: "a/plot 1.png".to_owned(), headings: Vec::new() });
        let text = |note: &GeneratedNote| (note.target().path, note.text(&targets));
        let mut files: FileTexts = unique.iter().map(text).collect();
        files.insert("a/plot 1.png".to_owned(), String::new());
        files
    })
}

impl GeneratedNote {
    fn target(&self) -> LinkableFile {
        let h1 = match self.h1 {
            None => None,
            Some(GeneratedTitle::Name) => Some(self.name),
            Some(GeneratedTitle::Long(title)) => Some(title),
        };
        let lines = self.lines.iter().filter_map(|line| match line {
            GeneratedLine::Heading(_, heading) => Some(*heading),
            _ => None,
        });
        let path = format!("{}{}.md", self.folder, self.name);
        LinkableFile { path, headings: h1.into_iter().chain(lines).collect() }
    }

    fn text(&self, files: &[LinkableFile]) -> String {
        let title = match self.h1 {
            Some(GeneratedTitle::Long(title)) => title,
            _ => self.name,
        };
        let mut text = String::new();
        if let Some(frontmatter) = &self.frontmatter {
            text.push_str("---\n");
            frontmatter.write(&mut text, title, self.folder, files);
            text.push_str("---\n");
        }
        if self.h1.is_some() {
            text.push_str(&format!("# {title}\n\n"));
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.write(&mut text, index, self.folder, files);
        }
        if self.line_ending == "\n" { text } else { text.replace('\n', self.line_ending) }
    }
}

impl GeneratedFrontmatter {
    fn write(&self, text: &mut String, title: &str, folder: &str, files: &[LinkableFile]) {
        let quoted = |value: &str| format!("\"{value}\"");
        let mut aliases: Vec<String> = Vec::new();
        if self.has_title_alias {
            aliases.push(title.to_owned());
        }
        aliases
            .extend(self.aliases.iter().filter(|alias| **alias != title).map(|a| (*a).to_owned()));
        let plain = |value: &String| match value.contains([':', '#']) {
            true => quoted(value),
            false => value.clone(),
        };
        match self.style {
            _ if aliases.is_empty() => text.push_str("aliases:\n"),
            0 => {
                text.push_str("aliases:\n");
                for alias in &aliases {
                    text.push_str(&format!("  - {}\n", plain(alias)));
                }
            }
            1 => {
                text.push_str("aliases:\n");
                for alias in &aliases {
                    text.push_str(&format!("-   \"{alias}\"  # why\n"));
                }
            }
            2 => {
                let items: Vec<_> = aliases.iter().map(plain).collect();
                text.push_str(&format!("aliases: [{}]\n", items.join(", ")));
            }
            3 => {
                let items: Vec<_> = aliases.iter().map(|alias| quoted(alias)).collect();
                text.push_str(&format!("Aliases: [\n  {}\n]\n", items.join(",\n  ")));
            }
            _ => match aliases.iter().any(|alias| plain(alias) != *alias) {
                true => text.push_str(&format!("aliases: {}\n", quoted(&aliases[0]))),
                false => text.push_str(&format!("aliases: {}\n", aliases.join(", "))),
            },
        }
        if self.has_title_key {
            text.push_str(&format!("title: {}\n", quoted(title)));
        }
        if self.has_linter_key {
            text.push_str(&format!("linter-yaml-title-alias: {}\n", plain(&title.to_owned())));
        }
        if let Some(link) = &self.link {
            let link = GeneratedLink { form: 0, display: link.display % 4, ..link.clone() };
            let link = link.text(folder, files);
            text.push_str(&format!("up: '{}'\n", link.replace('\'', "''")));
        }
        if !self.tags.is_empty() {
            text.push_str(&format!("tags: [{}]\n", self.tags.join(", ")));
        }
    }
}

impl GeneratedLine {
    fn write(&self, text: &mut String, index: usize, folder: &str, files: &[LinkableFile]) {
        let line = match self {
            GeneratedLine::Words(words) => format!("{words}\n\n"),
            GeneratedLine::Heading(level, heading) => {
                format!("{} {heading}\n\n", "#".repeat(usize::from(*level)))
            }
            GeneratedLine::Links(links) => {
                let links: Vec<_> = links.iter().map(|link| link.text(folder, files)).collect();
                format!("See {}.\n\n", links.join(" and "))
            }
            GeneratedLine::Table(a, b) => {
                let cell = |link: &GeneratedLink| link.text(folder, files).replace('|', "\\|");
                format!("| a | b |\n|---|---|\n| {} | {} |\n\n", cell(a), cell(b))
            }
            GeneratedLine::Definition(link) => {
                let destination = link.markdown(folder, files);
                format!("[Love][r{index}] and [r{index}]\n\n[r{index}]: {destination} \"Love\"\n\n")
            }
            GeneratedLine::Block(id) => format!("A paragraph. ^{id}\n\n"),
            GeneratedLine::Tag(tag) => format!("Words #{tag} here\n\n"),
            GeneratedLine::Footnote(label) => {
                format!("Words.[^{label}]\n\n[^{label}]: [[Love]]\n\n")
            }
        };
        text.push_str(&line);
    }
}

impl GeneratedLink {
    fn text(&self, folder: &str, files: &[LinkableFile]) -> String {
        let path = self.path_text(folder, files);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let name = name.strip_suffix(".md").unwrap_or(name);
        let display = match self.display {
            0 | 1 => None,
            2 => Some(name),
            3 => Some(self.alias),
            4 => Some("300"),
            _ => Some("free words"),
        };
        match self.form {
            0..=4 => {
                let subpath = self.subpath_text(files).map_or(String::new(), |it| format!("#{it}"));
                let bare = path
                    .strip_suffix(".md")
                    .filter(|_| !self.path.is_multiple_of(3))
                    .unwrap_or(&path);
                let display = display.map_or(String::new(), |it| format!("|{it}"));
                let embed = if self.form == 4 { "!" } else { "" };
                format!("{embed}[[{bare}{subpath}{display}]]")
            }
            form => {
                let embed = if form == 7 { "!" } else { "" };
                let display = display.unwrap_or("text");
                format!("{embed}[{display}]({})", self.markdown(folder, files))
            }
        }
    }

    fn markdown(&self, folder: &str, files: &[LinkableFile]) -> String {
        let path = self.path_text(folder, files);
        let subpath = self.subpath_text(files);
        if self.form.is_multiple_of(2) {
            let subpath = subpath.map_or(String::new(), |it| format!("#{it}"));
            return format!("<{path}{subpath}>");
        }
        let encode = |text: &str| text.replace('%', "%25").replace(' ', "%20");
        let slug = self.subpath == 7;
        let subpath = subpath.map_or(String::new(), |it| match slug {
            true => format!("#{}", it.to_lowercase().replace(' ', "-")),
            false => format!("#{}", encode(&it)),
        });
        format!("{}{subpath}", encode(&path))
    }

    fn path_text(&self, folder: &str, files: &[LinkableFile]) -> String {
        if self.is_missing {
            return "Missing".to_owned();
        }
        let path = &self.to.get(files).path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let up = "../".repeat(folder.matches('/').count());
        match self.path {
            0 => path.clone(),
            1 => format!("/{path}"),
            2 if up.is_empty() => format!("./{path}"),
            2 => format!("{up}{path}"),
            3 => name.to_lowercase(),
            _ => name.to_owned(),
        }
    }

    fn subpath_text(&self, files: &[LinkableFile]) -> Option<String> {
        let written = |heading: &str| {
            let heading = heading.replace([':', '#', '[', ']', '^'], " ");
            heading.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let headings = &self.to.get(files).headings;
        let heading = || {
            (!headings.is_empty()).then(|| written(headings[self.heading.index(headings.len())]))
        };
        match self.subpath {
            0 | 1 | 7 => heading(),
            2 => heading().map(|heading| format!("{}#{heading}", written(headings[0]))),
            3 => Some("^base".to_owned()),
            4 => Some("Nowhere".to_owned()),
            _ => None,
        }
    }
}
