//! Checks the docs as they are shown on the web: every fence is a code block, no heading level is
//! skipped, and every relative link and every path of the repository has a target.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("it is a folder of the repository").to_owned()
}

/// All pages: those in `docs`, `editors`, `packages`, the crates and the root.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["docs", "editors", "crates", "packages"].map(|it| root().join(it)).into();
    let entries = |folder: &Path| fs::read_dir(folder).expect("the folder can be listed");
    while let Some(folder) = folders.pop() {
        for entry in entries(&folder).map(|entry| entry.expect("an entry").path()) {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if entry.is_dir() && !matches!(&*name, "node_modules" | "src" | "target" | "vault") {
                folders.push(entry);
            } else if name.ends_with(".md") {
                pages.push(entry);
            }
        }
    }
    let in_root = entries(&root()).map(|entry| entry.expect("an entry").path());
    pages.extend(in_root.filter(|path| path.extension().is_some_and(|it| it == "md")));
    pages.sort();
    pages
}

/// The rendered parts of a page.
#[derive(Default)]
struct Page {
    /// The byte ranges of code blocks.
    code: Vec<Range<usize>>,
    /// The level, text and byte range of each heading.
    headings: Vec<(HeadingLevel, String, usize)>,
    /// The destination and byte range of each link.
    links: Vec<(String, usize)>,
    /// The ids of HTML tags.
    ids: Vec<String>,
    /// The text and offset of each code span.
    code_spans: Vec<(String, usize)>,
}

impl Page {
    fn new(text: &str) -> Page {
        let mut page = Page::default();
        let mut heading: Option<String> = None;
        // Pages of agents begin with metadata.
        let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => page.code.push(span),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(ref words) | Event::Code(ref words) => {
                    heading.iter_mut().for_each(|heading| heading.push_str(words));
                    if let Event::Code(_) = event {
                        page.code_spans.push((words.to_string(), span.start));
                    }
                }
                Event::End(TagEnd::Heading(level)) => {
                    page.headings.extend(heading.take().map(|words| (level, words, span.start)));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push((dest_url.to_string(), span.start));
                }
                Event::Html(tag) | Event::InlineHtml(tag) => {
                    let ids = tag.split("id=\"").skip(1).filter_map(|it| it.split('"').next());
                    page.ids.extend(ids.map(str::to_owned));
                }
                _ => {}
            }
        }
        page
    }

    /// The anchors of the page on GitHub, computed from the text of its headings independently of the
    /// product's code.
    fn anchors(&self) -> Vec<String> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut anchors = self.ids.clone();
        for (_, words, _) in &self.headings {
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
            let slug: String = words.to_lowercase().chars().filter(kept).collect();
            let slug = slug.replace(' ', "-");
            let count = seen.entry(slug.clone()).or_default();
            anchors.push(if *count == 0 { slug } else { format!("{slug}-{count}") });
            *count += 1;
        }
        anchors
    }
}

/// The problems of a page, each with its byte offset.
fn problems(path: &Path, text: &str) -> Vec<(usize, String)> {
    let page = Page::new(text);
    let mut problems = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") && !page.code.iter().any(|it| it.contains(&at)) {
            // The first byte of an indented fence is before its block.
            let start = at + (line.len() - line.trim_start().len());
            if !page.code.iter().any(|it| it.contains(&start)) {
                problems.push((at, "a fence that is no block of code".to_owned()));
            }
        }
        at += line.len();
    }
    let mut last = 0;
    for (level, words, at) in &page.headings {
        if *level as usize > last + 1 {
            problems.push((*at, format!("the heading `{words}` skips a level")));
        }
        last = *level as usize;
    }
    for (destination, at) in &page.links {
        if let Some(problem) = dead(path, &page, destination) {
            problems.push((*at, format!("`{destination}` {problem}")));
        }
    }
    for (words, at) in page.code_spans.iter().filter(|(words, _)| is_missing_path(path, words)) {
        problems.push((*at, format!("`{words}` is not in the repository")));
    }
    problems
}

/// Whether `words` is a path that starts at a folder of the repository or next to the page at `page`,
/// and leads to nothing. `target` is not part of the repository, and `FEATURE` is a placeholder.
fn is_missing_path(page: &Path, words: &str) -> bool {
    let is_path = words.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
    let Some((first, _)) = words.split_once('/').filter(|_| is_path) else { return false };
    if matches!(first, "" | "." | ".." | "target") || words.contains("FEATURE") {
        return false;
    }
    let folders = [root(), page.parent().expect("a page lies in a folder").to_owned()];
    let mut known = folders.iter().filter(|folder| folder.join(first).is_dir()).peekable();
    known.peek().is_some() && !known.any(|folder| folder.join(words).exists())
}

/// The reason why a relative link is dead on GitHub; `None` if it works.
fn dead(path: &Path, page: &Page, destination: &str) -> Option<String> {
    if destination.contains("://") || destination.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = match destination.split_once('#') {
        Some((file, anchor)) => (file, Some(anchor)),
        None => (destination, None),
    };
    let target = match file.strip_prefix('/') {
        _ if file.is_empty() => path.to_owned(),
        Some(from_root) => root().join(from_root),
        None => path.parent().expect("a page lies in a folder").join(file),
    };
    if !file.is_empty() && !target.exists() {
        return Some("does not exist".to_owned());
    }
    let anchor = anchor?;
    let anchors = match file.is_empty() {
        true => page.anchors(),
        false => Page::new(&fs::read_to_string(&target).ok()?).anchors(),
    };
    (!anchors.iter().any(|it| it == anchor)).then(|| format!("has no such anchor; {anchors:?}"))
}

#[test]
fn every_page_renders_without_problems() {
    let pages = pages();
    assert!(pages.len() > 25, "{pages:?}");
    let mut shown = String::new();
    for path in pages {
        let text = fs::read_to_string(&path).expect("the page can be read");
        for (at, problem) in problems(&path, &text) {
            let line = text[..at].matches('\n').count() + 1;
            shown += &format!("{}:{line}: {problem}\n", path.display());
        }
    }
    assert!(shown.is_empty(), "{shown}");
}

#[test]
fn rendering_problems_are_found() {
    let found = |text: &str| -> Vec<String> {
        let found = problems(&root().join("docs/page.md"), text);
        found.into_iter().map(|(_, it)| it.split(';').next().unwrap_or("").to_owned()).collect()
    };
    let fence = "a fence that is no block of code";
    assert_eq!(found("```vault action Write `[[a]]`\nx\n"), [fence]);
    assert_eq!(found("1. x\n\n   ```sh\n   ls\n   ```\n"), [""; 0]);
    assert_eq!(found("# A\n\n### C\n"), ["the heading `C` skips a level"]);
    let links =
        "# A\n\n[x](#a) [x](#b) [x](gone.md) [x](../Cargo.toml) [x](../docs) [x](https://e.org)\n";
    assert_eq!(found(links), ["`#b` has no such anchor", "`gone.md` does not exist"]);
    let paths = "`crates/gone.rs` `crates/text/src/lib.rs` `diagnostics` `a/b` `crates/*`\n";
    assert_eq!(found(paths), ["`crates/gone.rs` is not in the repository"]);
}
