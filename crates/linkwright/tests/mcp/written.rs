//! A plain reading of a small vault, which shares no code with the program: its links, and where they lead.

use std::collections::BTreeMap;

/// The texts of a vault, by path.
pub(crate) type Texts = BTreeMap<String, String>;

/// A link: the mark of the note that contains it, the mark of the note that it leads to, and the heading or
/// block id after `#`.
pub(crate) type Link = (String, String, String);

/// All links of the vault. Panics if one leads nowhere or to several notes.
#[track_caller]
pub(crate) fn links(texts: &Texts) -> Vec<Link> {
    let mut found = Vec::new();
    for (path, text) in texts {
        for written in written_links(text) {
            let (target, subpath) = written.split_once('#').unwrap_or((written, ""));
            let Some(target) = resolve(texts, path, target) else {
                panic!("`{path}` has a broken link `{written}`\n{text}")
            };
            let there = &texts[&target];
            assert!(
                has_place(there, subpath),
                "`{path}`: no `{subpath}` for `{written}` in\n{there}"
            );
            found.push((mark(text), mark(there), subpath.to_owned()));
        }
    }
    found.sort();
    found
}

/// The links as written, without `[[`, `]]` and display texts.
fn written_links(text: &str) -> Vec<&str> {
    let rest = text.split("[[").skip(1);
    let inside = rest.filter_map(|rest| rest.split_once("]]").map(|(inside, _)| inside));
    inside.map(|inside| inside.split_once('|').map_or(inside, |(target, _)| target)).collect()
}

/// The path of the note that a link in `path` leads to.
fn resolve(texts: &Texts, path: &str, target: &str) -> Option<String> {
    if target.is_empty() {
        return Some(path.to_owned());
    }
    let exact = format!("{target}.md");
    if texts.contains_key(&exact) {
        return Some(exact);
    }
    let end = format!("/{exact}");
    let mut found = texts.keys().filter(|path| path.ends_with(&end));
    let first = found.next()?;
    assert!(found.next().is_none(), "`{target}` in `{path}` leads to several notes");
    Some(first.clone())
}

fn has_place(text: &str, subpath: &str) -> bool {
    let last = subpath.rsplit('#').next().unwrap_or("");
    match last.strip_prefix('^') {
        _ if last.is_empty() => true,
        Some(id) => text.split_whitespace().any(|word| word.strip_prefix('^') == Some(id)),
        None => text
            .lines()
            .any(|line| line.starts_with('#') && line.trim_start_matches('#').trim() == last),
    }
}

/// The word that only this note has: `mark-7`.
pub(crate) fn mark(text: &str) -> String {
    let word = text.split_whitespace().find(|word| word.starts_with("mark-"));
    word.unwrap_or("no mark").to_owned()
}

/// All words of `texts` that start with `prefix`.
pub(crate) fn words<'t>(texts: &'t Texts, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    let words = texts.values().flat_map(|text| text.split_whitespace());
    words.filter(move |word| word.starts_with(prefix))
}
