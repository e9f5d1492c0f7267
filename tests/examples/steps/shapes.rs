//! Worst-case vaults of approximately the requested size. The first note is the
//! one that is open.

/// Creates a vault of approximately this many bytes: paths and texts.
pub(crate) type Make = fn(usize) -> Vec<(String, String)>;

/// All shapes, by name.
pub(crate) const SHAPES: &[(&str, Make)] = &[
    ("one alias of many notes", |size| {
        many(size, |n| {
            (format!("n{n}.md"), "---\naliases: [al]\n---\n[[al]] [[al|x]]\n".to_owned())
        })
    }),
    ("broken links on one line", |size| one(repeat(size, |n| format!("[[no{n}]] ")))),
    ("the same broken link on one line", |size| one(repeat(size, |_| "[[none]] ".to_owned()))),
    ("aliases of one note", |size| {
        let aliases = repeat(size, |n| format!("  - alias {n}\n"));
        one(format!("---\naliases:\n{aliases}---\n# Title\n\n[[note|alias 1]] [[alias 2]]\n"))
    }),
    ("aliases in one string, with links to them", |size| {
        let aliases = repeat(size / 2, |n| format!("a{n}, "));
        let links = repeat(size / 2, |n| format!("[[note|a{n}]] "));
        one(format!("---\naliases: {aliases}\n---\n{links}"))
    }),
    ("one name in many folders", |size| {
        many(size, |n| (format!("f{n}/index.md"), "[[index]] [x](index.md)\n".to_owned()))
    }),
    ("links to notes on one line", |size| one(repeat(size, |_| "[[note]] ".to_owned()))),
    ("links on one line behind emoji", |size| {
        one(repeat(size, |_| "🚀é[[note|ü]] #tag ".to_owned()))
    }),
    ("links to headings", |size| {
        one(repeat(size, |n| format!("## Head {n}\n[[#Head {n}]] [[note#Head {n}|x]]\n")))
    }),
    ("slugs in a table of contents", |size| {
        let contents = repeat(size / 2, |n| format!("- [Head {n}](#head-{n})\n"));
        let headings = repeat(size / 2, |n| format!("## Head {n}\n\ntext\n"));
        one(format!("{contents}\n{headings}"))
    }),
    ("broken headings", |size| {
        let links = repeat(size / 2, |n| format!("[[#None {n}]] [x](#none-{n})\n"));
        one(links + &repeat(size / 2, |n| format!("# Head {n}\n")))
    }),
    ("the same heading", |size| {
        one(repeat(size, |_| "# Same\n[x](#same-1) [[#Same]]\n".to_owned()))
    }),
    ("paths of the same heading", |size| {
        one(repeat(size, |_| "# Same\n[[#Same#Same]] [[#Same#Same#Same]]\n".to_owned()))
    }),
    ("nested heading paths", |size| {
        one(repeat(size, |n| format!("{} H{n}\n[[#H1#H{n}]]\n", "#".repeat(n % 6 + 1))))
    }),
    ("one link through all headings", |size| {
        let path = repeat(size / 2, |n| format!("#H{n}"));
        one(repeat(size / 2, |n| format!("# H{n}\n")) + &format!("[[note{path}]]\n"))
    }),
    ("undefined footnotes on one line", |size| one(repeat(size, |n| format!("w[^{n}] ")))),
    ("footnotes", |size| {
        let uses = repeat(size / 2, |n| format!("w[^{n}] "));
        one(uses + "\n\n" + &repeat(size / 2, |n| format!("[^{n}]: words\n\n")))
    }),
    ("reference labels", |size| {
        let uses = repeat(size / 2, |n| format!("[w][l{n}] "));
        one(uses + "\n\n" + &repeat(size / 2, |n| format!("[l{n}]: note.md\n")))
    }),
    ("block ids with links", |size| one(repeat(size, |n| format!("text [[#^id{n}]] ^id{n}\n\n")))),
    ("the same block id", |size| one(repeat(size, |_| "text [[#^same]] ^same\n\n".to_owned()))),
    ("tags on one line", |size| one(repeat(size, |n| format!("#tag{n} ")))),
    ("one tag", |size| one(repeat(size, |_| "#tag ".to_owned()))),
    ("one deep tag", |size| one("#a".to_owned() + &repeat(size, |n| format!("/b{n}")))),
    ("tags in the frontmatter", |size| {
        one(format!("---\ntags:\n{}---\n", repeat(size, |n| format!("  - t{n}\n"))))
    }),
    ("list items", |size| one(repeat(size, |n| format!("- [ ] item {n}\n")))),
    ("deep lists", |size| {
        one(repeat(size, |n| format!("{}- item [[note]]\n", "  ".repeat(n % 60))))
    }),
    ("quotes and callouts", |size| {
        one(repeat(size, |n| format!("> [!note] Title {n}\n> text [[note]]\n\n")))
    }),
    ("a wide table", |size| {
        one("| a | b |\n|---|---|\n".to_owned()
            + &repeat(size, |n| format!("| [[note\\|x]] | {n} |\n")))
    }),
    ("code blocks", |size| one(repeat(size, |_| "```rust\nlet a = 1;\n```\n\n".to_owned()))),
    ("comments", |size| one(repeat(size, |_| "%%c%% [[note]] %% ".to_owned()))),
    ("comments that silence a line", |size| {
        one(repeat(size, |n| format!("[[no{n}]] <!-- linkwright-disable-line broken-link -->\n")))
    }),
    ("comments that silence the next line", |size| {
        one(repeat(size, |n| format!("%% linkwright-disable-next-line %%\n\n[[no{n}]]\n")))
    }),
    ("comments that silence, on one line", |size| {
        one(repeat(size, |n| format!("[[no{n}]] %%linkwright-disable-line no{n}%% ")))
    }),
    ("codes in one comment", |size| {
        one(format!(
            "%% linkwright-disable-file {}%%\n[[none]]\n",
            repeat(size, |n| format!("no{n}, "))
        ))
    }),
    ("opened comments", |size| one(repeat(size, |_| "%%\n[[note]]\n\n".to_owned()))),
    ("blank lines", |size| one(repeat(size, |_| "\n".to_owned()))),
    ("one word", |size| one(repeat(size, |_| "word".to_owned()))),
    ("embeds of itself", |size| one(repeat(size, |_| "![[note]]\n\n".to_owned()))),
    ("embeds of each other", |size| {
        many(size, |n| (format!("n{n}.md"), format!("![[n{}]]\n![[n{}]]\n", n + 1, n + 2)))
    }),
    ("encoded destinations on one line", |size| {
        one(repeat(size, |n| format!("[w](a%20b/c%C3%A9%20{n}.md#x%20y) ")))
    }),
    ("properties with links", |size| {
        one(format!("---\nup:\n{}---\n", repeat(size, |n| format!("  - \"[[no{n}]]\"\n"))))
    }),
    ("frontmatter keys", |size| {
        one(format!("---\n{}---\n# T\n", repeat(size, |n| format!("key{n}: value\n"))))
    }),
    ("the same frontmatter key", |size| {
        one(format!("---\n{}---\n# T\n", repeat(size, |_| "key: value\n".to_owned())))
    }),
    ("unquoted links in the frontmatter", |size| {
        one(format!("---\nup:\n{}---\n", repeat(size, |n| format!("  - [[no{n}]]\n"))))
    }),
    ("one hub", |size| {
        let mut notes = one("# Hub\n\nwords\n".to_owned());
        notes.extend(many(size, |n| (format!("n{n}.md"), "[[note]] [[note#Hub|x]]\n".to_owned())));
        notes
    }),
    ("names like each other", |size| {
        many(size, |n| (format!("name {n}.md"), format!("[[nmae {n}]] [[name {n}0]]\n")))
    }),
    ("one long broken name", |size| {
        one(format!("[[{}]]\n", repeat(size, |n| format!("word{n} "))))
    }),
    ("deep folders", |size| {
        many(size, |n| {
            let folder = "d/".repeat(n % 40);
            (format!("{folder}n{n}.md"), format!("[[n{}]] [x](../n{}.md)\n", n + 1, n + 1))
        })
    }),
    ("names in prose", |size| {
        let mut notes = one(repeat(size / 2, |_| "some note and name here ".to_owned()));
        notes.extend(many(size / 2, |n| (format!("name{n}.md"), "note name\n".to_owned())));
        notes
    }),
];

/// Vaults with long settings, for the program, by name.
pub(crate) const SETTINGS: &[(&str, Make)] = &[
    ("unknown keys in `.linkwright.toml`", |size| {
        set(".linkwright.toml", repeat(size, |n| format!("key{n} = {n}\n")))
    }),
    ("one unknown key in many tables", |size| {
        set(".linkwright.toml", repeat(size, |n| format!("[table{n}]\nkey = 1\n")))
    }),
    ("lines of `.linkwright.toml` that are no TOML", |size| {
        set(".linkwright.toml", repeat(size, |_| "no toml\n".to_owned()))
    }),
    ("wrong values on one line of `.linkwright.toml`", |size| {
        let values = repeat(size, |n| format!("{n}, "));
        set(".linkwright.toml", format!("[files]\nexclude = [{values}]\n"))
    }),
    ("patterns in `files.exclude`", |size| {
        let patterns = repeat(size, |n| format!("\"folder{n}/*.md\", "));
        set(".linkwright.toml", format!("[files]\nexclude = [{patterns}]\n"))
    }),
    ("unknown keys in `.obsidian/app.json`", |size| {
        let keys = repeat(size, |n| format!("\"key{n}\": {n},\n"));
        set(".obsidian/app.json", format!("{{\n{keys}\"alwaysUpdateLinks\": true}}\n"))
    }),
    ("nested lists in `.obsidian/app.json`", |size| {
        let lists = size / 2;
        set(".obsidian/app.json", format!("{}{}", "[".repeat(lists), "]".repeat(lists)))
    }),
    ("`userIgnoreFilters`", |size| {
        let filters = repeat(size, |n| format!("\"folder{n}/\",\n"));
        let filters = filters.trim_end_matches(",\n");
        set(".obsidian/app.json", format!("{{\"userIgnoreFilters\": [{filters}]}}\n"))
    }),
    ("lines of `.gitignore`", |size| {
        set(".gitignore", repeat(size, |n| format!("folder{n}/*.tmp\n")))
    }),
    ("lines of `.gitignore` that are no pattern", |size| {
        set(".gitignore", repeat(size, |n| format!("[z-a]{n}\n")))
    }),
    ("folders with a `.gitignore`", |size| {
        let mut files =
            many(size, |n| (format!("f{n}/.gitignore"), "*.tmp\n/drafts/\n".to_owned()));
        let notes = many(size, |n| (format!("f{n}/n{n}.md"), "words\n".to_owned()));
        files.extend(notes.into_iter().take(files.len()));
        files
    }),
];

/// A few notes, and a file of settings.
fn set(path: &str, text: String) -> Vec<(String, String)> {
    let mut files = many(256, |n| (format!("folder{n}/note{n}.md"), "[[none]]\n".to_owned()));
    files.push(("note.md".to_owned(), "[[none]]\n".to_owned()));
    files.push((path.to_owned(), text));
    files
}

fn one(text: String) -> Vec<(String, String)> {
    vec![("note.md".to_owned(), text)]
}

fn many(size: usize, make: impl Fn(usize) -> (String, String)) -> Vec<(String, String)> {
    let mut notes = Vec::new();
    let mut len = 0;
    while len < size {
        let note = make(notes.len());
        len += note.1.len();
        notes.push(note);
    }
    notes
}

fn repeat(size: usize, unit: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(size + 64);
    for n in 0.. {
        if text.len() >= size {
            break;
        }
        text += &unit(n);
    }
    text
}
