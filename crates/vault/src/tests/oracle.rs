//! A second, slow implementation of resolution, directly from the pseudo-code of
//! `docs/semantics.md §2`, over a plain list of files.

/// How a path is resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// As that of a wikilink.
    Wiki,
    /// As a Markdown destination under `links.markdown = "vault"`.
    Destination,
    /// As a Markdown destination under `links.markdown = "relative"`.
    Relative,
}

use linkwright_syntax::fold;

/// The file of a link with the path `written` in `source`, and the name of its `MatchKind`.
pub(super) fn resolve<'a>(
    files: &'a [String],
    claims: &'a [(String, String)],
    follow_aliases: bool,
    source: &'a str,
    written: &str,
    kind: Kind,
) -> Option<(&'a str, &'static str)> {
    if written.is_empty() {
        return Some((source, "OwnNote"));
    }
    let is_path = ["./", "../", "/"].iter().any(|start| written.starts_with(start));
    let has_dots = written.split('/').any(|part| part == "." || part == "..");
    if kind != Kind::Wiki && has_dots && !is_path {
        let written = format!("./{written}");
        return resolve(files, claims, follow_aliases, source, &written, kind);
    }
    if kind == Kind::Relative && !is_path {
        let beside = format!("./{written}");
        let vault = |written, kind, follow| resolve(files, claims, follow, source, written, kind);
        let elsewhere = || match vault(written, Kind::Wiki, false)? {
            (file, "Unique") => Some((file, "NotRelative")),
            _ => None,
        };
        let by_alias = || vault_alias(claims, follow_aliases, written);
        return vault(&beside, Kind::Wiki, false).or_else(elsewhere).or_else(by_alias);
    }
    let written = &*match written.strip_prefix('/') {
        Some(rest) => format!("/{}", simple(rest)),
        None if is_path => written.to_owned(),
        None => simple(written),
    };
    // A path that is relative to the note or the root cannot be an alias.
    let by_alias = || vault_alias(claims, follow_aliases && !is_path, written);
    let by_name = |extensionless| by_path(files, source, written, extensionless);
    by_name(false).or_else(|| by_name(true)).or_else(by_alias)
}

fn vault_alias<'a>(
    claims: &'a [(String, String)],
    follow: bool,
    written: &str,
) -> Option<(&'a str, &'static str)> {
    let mut notes: Vec<&str> = Vec::new();
    for (note, alias) in claims {
        if lower(alias) == lower(written) && !notes.contains(&&**note) {
            notes.push(note);
        }
    }
    (follow && notes.len() == 1).then(|| (notes[0], "Alias"))
}

fn by_path<'a>(
    files: &'a [String],
    source: &str,
    written: &str,
    extensionless: bool,
) -> Option<(&'a str, &'static str)> {
    let mut path = written.to_owned();
    let named = |path: &str| -> Vec<&'a String> {
        files.iter().filter(|file| lower(name(file)) == lower(name(path))).collect()
    };
    let has_extension =
        name(&path).char_indices().any(|(at, c)| c == '.' && at > 0 && at + 1 < name(&path).len());
    let mut candidates = if has_extension { named(&path) } else { Vec::new() };
    if extensionless && !has_extension {
        candidates = named(&path);
    } else if candidates.is_empty() {
        path += ".md";
        candidates = named(&path);
    }
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let exact = |path: &str| {
        let mut same: Vec<&'a String> =
            candidates.iter().copied().filter(|file| lower(file) == lower(path)).collect();
        same.sort_by_key(|file| (lower(file), file.as_str()));
        same
    };
    if path.starts_with("./") || path.starts_with("../") {
        let found = exact(&join(folder, &path));
        return Some((found.first()?, if found.len() > 1 { "Tie" } else { "Unique" }));
    }
    if let Some(path) = path.strip_prefix('/') {
        let found = exact(path);
        return Some((found.first()?, if found.len() > 1 { "Tie" } else { "Unique" }));
    }
    let tail = format!("/{}", lower(&path));
    let ending = |file: &&String| format!("/{}", lower(file)).ends_with(&tail);
    let mut matching: Vec<&String> = candidates.iter().copied().filter(ending).collect();
    let found = exact(&path);
    if let Some(first) = found.first() {
        let alone = matching.len() == 1 || path.contains('/');
        return Some((
            first,
            if found.len() > 1 {
                "Tie"
            } else if alone {
                "Unique"
            } else {
                "Preferred"
            },
        ));
    }
    let rank = |file: &str| {
        let beside = folder.is_empty() || lower(file).starts_with(&format!("{}/", lower(folder)));
        (!beside, to_nfc(file).chars().count())
    };
    matching.sort_by_key(|file| (rank(file), lower(file), file.as_str()));
    let (first, rest) = matching.split_first()?;
    let how = match rest.first() {
        None => "Unique",
        Some(second) if rank(second) == rank(first) => "Tie",
        Some(_) => "Preferred",
    };
    Some((first, how))
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn to_nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.replace(['\u{a0}', '\u{202f}'], " ").nfc().collect()
}

fn lower(text: &str) -> String {
    fold(&to_nfc(text)).into_owned()
}

/// The path without empty components, `.` and `..`. One that ends in a slash is a folder.
fn simple(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    match path.trim_end_matches('/').split('/').any(|part| matches!(part, "" | "." | "..")) {
        true if matches!(parts.last(), Some(&("" | "." | ".."))) => join("", path) + "/",
        true => join("", path),
        false => path.to_owned(),
    }
}

/// A `..` above the root leaves the vault, where no file is.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            "" => {}
            ".." => {
                if parts.pop().is_none() {
                    return "\0".to_owned();
                }
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
