//! The list of settings: for each, its name and a function that applies a value.

use linkwright_syntax::fold;

use crate::value::SettingValue;
use crate::{
    DiagnosticCode, DiagnosticsScope, DisplayText, Gitignore, KeepOldName, LinkFormat, LinkStyle,
    LinterTitleAlias, NewFileLocation, NewFindings, PropertyType, Settings, Severity,
};

/// A setting: its dotted name, and the function that applies a value.
///
/// The function gets the settings so far, those from `.obsidian` (which `auto` stands for), and the
/// value. If the type of the value is wrong, it returns a description of the expected type.
pub(crate) type SettingKey =
    (&'static str, fn(&mut Settings, &Settings, &SettingValue) -> Result<(), String>);

/// The keys of `.linkwright.toml` and of an editor, without `diagnostics.<code>`, which exists for
/// each of [`DiagnosticCode::ALL`], and [`OVERRIDES`].
pub(crate) const KEYS: &[SettingKey] = &[
    ("resolveAliases", |s, _, v| set_bool(v, &mut s.resolve_aliases)),
    ("links.markdown", |s, obsidian, v| {
        let auto = obsidian.relative_destinations;
        choice(v, &[("vault", false), ("relative", true), ("auto", auto)])
            .map(|chosen| s.relative_destinations = chosen)
    }),
    ("rename.displayText", |s, _, v| {
        use DisplayText::{Follow, Keep, Preserve};
        choice(v, &[("follow", Follow), ("keep", Keep), ("preserve", Preserve)])
            .map(|chosen| s.display_text = chosen)
    }),
    ("rename.keepOldNameAsAlias", |s, _, v| {
        choice(v, &[("never", KeepOldName::Never), ("append", KeepOldName::Append)])
            .map(|chosen| s.keep_old_name = chosen)
    }),
    ("rename.syncH1", |s, _, v| set_bool(v, &mut s.sync_h1)),
    ("rename.syncTitleKey", |s, _, v| set_bool(v, &mut s.sync_title_key)),
    ("frontmatter.splitCommaAliases", |s, _, v| set_bool(v, &mut s.aliases.split_comma)),
    ("frontmatter.legacyKeys", |s, _, v| set_bool(v, &mut s.aliases.legacy_keys)),
    ("completion.maxItems", |s, _, v| match v {
        SettingValue::Integer(n @ 1..) => {
            s.max_items = usize::try_from(*n).unwrap_or(usize::MAX);
            Ok(())
        }
        _ => Err("a whole number of at least 1".into()),
    }),
    ("completion.style", |s, obsidian, v| {
        use LinkStyle::{Markdown, Wikilink};
        let styles =
            [("wikilink", Wikilink), ("markdown", Markdown), ("auto", obsidian.link_style)];
        choice(v, &styles).map(|chosen| s.link_style = chosen)
    }),
    ("completion.linkFormat", |s, obsidian, v| {
        use LinkFormat::{Absolute, Relative, Shortest};
        let formats = [
            ("shortest", Shortest),
            ("relative", Relative),
            ("absolute", Absolute),
            ("auto", obsidian.link_format),
        ];
        choice(v, &formats).map(|chosen| s.link_format = chosen)
    }),
    ("inlayHints.titles", |s, _, v| set_bool(v, &mut s.title_hints)),
    ("diagnostics.scope", |s, _, v| {
        choice(v, &[("open", DiagnosticsScope::Open), ("vault", DiagnosticsScope::Vault)])
            .map(|chosen| s.scope = chosen)
    }),
    ("diagnostics.new", |s, _, v| {
        choice(v, &[("off", NewFindings::Off), ("session", NewFindings::Session)])
            .map(|chosen| s.new_findings = chosen)
    }),
    ("files.extensions", |s, _, v| {
        let extensions = strings(v)?;
        s.extensions = extensions.iter().map(|e| e.trim_start_matches('.').to_owned()).collect();
        Ok(())
    }),
    ("files.exclude", |s, _, v| patterns(v).map(|patterns| s.exclude = patterns)),
    ("files.respectGitignore", |s, _, v| {
        s.gitignore = match v {
            SettingValue::Bool(true) => Gitignore::Always,
            SettingValue::Bool(false) => Gitignore::Never,
            SettingValue::String(auto) if auto == "auto" => Gitignore::Auto,
            _ => return Err("true, false or \"auto\"".into()),
        };
        Ok(())
    }),
    ("files.portableNames", |s, _, v| set_bool(v, &mut s.portable_names)),
    ("newNotes.template", |s, _, v| path(v).map(|path| s.template = Some(path))),
    ("dailyNotes.folder", |s, _, v| folder(v).map(|folder| s.daily_folder = folder)),
    ("dailyNotes.format", |s, _, v| string(v).map(|format| s.daily_format = format)),
    ("dailyNotes.template", |s, _, v| path(v).map(|path| s.daily_template = path)),
];

/// The key whose value is a list of tables.
pub(crate) const OVERRIDES: &str = "overrides";

/// The keys of a table of [`OVERRIDES`], without `diagnostics.<code>`.
pub(crate) const KEYS_OF_OVERRIDES: &[&str] = &["paths"];

/// The severity that is the value of `diagnostics.<code>`.
pub(crate) fn severity(value: &SettingValue) -> Result<Severity, String> {
    choice(
        value,
        &[
            ("off", Severity::Off),
            ("hint", Severity::Hint),
            ("information", Severity::Information),
            ("warning", Severity::Warning),
            ("error", Severity::Error),
        ],
    )
}

/// The dotted names of all keys.
pub(crate) fn key_names() -> impl Iterator<Item = String> {
    let codes = DiagnosticCode::ALL.iter().map(|code| code.setting());
    KEYS.iter().map(|(name, _)| (*name).to_owned()).chain(codes).chain([OVERRIDES.to_owned()])
}

/// The keys of `.obsidian/app.json` that are read; others are ignored. An absent key has Obsidian's
/// default (`docs/semantics.md §2`).
pub(crate) const APP: &[SettingKey] = &[
    ("newLinkFormat", |s, _, v| {
        use LinkFormat::{Absolute, Relative, Shortest};
        choice(v, &[("shortest", Shortest), ("relative", Relative), ("absolute", Absolute)])
            .map(|chosen| s.link_format = chosen)
    }),
    ("useMarkdownLinks", |s, _, v| {
        let mut markdown = false;
        set_bool(v, &mut markdown)?;
        s.link_style = if markdown { LinkStyle::Markdown } else { LinkStyle::Wikilink };
        Ok(())
    }),
    // `newFileLocation` comes before `newFileFolderPath`, which only counts with "folder".
    ("newFileLocation", |s, _, v| {
        use NewFileLocation::{Current, Folder, Root};
        choice(v, &[("root", Root), ("current", Current), ("folder", Folder(String::new()))])
            .map(|chosen| s.new_file_location = chosen)
    }),
    ("newFileFolderPath", |s, _, v| {
        let folder = folder(v)?;
        if let NewFileLocation::Folder(path) = &mut s.new_file_location {
            *path = folder;
        }
        Ok(())
    }),
    ("userIgnoreFilters", |s, _, v| strings(v).map(|filters| s.ignore_filters = filters)),
];

/// The keys of `.obsidian/daily-notes.json` that are read.
pub(crate) const DAILY_NOTES: &[SettingKey] = &[
    ("folder", |s, _, v| folder(v).map(|folder| s.daily_folder = folder)),
    ("template", |s, _, v| string(v).map(|path| s.daily_template = path)),
    ("format", |s, _, v| {
        let format = string(v)?;
        if !format.is_empty() {
            s.daily_format = format;
        }
        Ok(())
    }),
];

/// The keys of `.obsidian/templates.json` that are read.
pub(crate) const TEMPLATES: &[SettingKey] = &[
    ("folder", |s, _, v| folder(v).map(|folder| s.template_folder = folder)),
    ("dateFormat", |s, _, v| set_format(v, &mut s.template_date)),
    ("timeFormat", |s, _, v| set_format(v, &mut s.template_time)),
];

/// The keys of `.obsidian/types.json` that are read. Types that are not known are passed over.
pub(crate) const TYPES: &[SettingKey] = &[("types", |s, _, v| {
    let SettingValue::Table(entries) = v else { return Err("an object".into()) };
    for entry in entries {
        let kind = match &entry.given.value {
            SettingValue::String(kind) => PropertyType::from_obsidian(kind),
            _ => None,
        };
        s.property_types.extend(kind.map(|kind| (fold(&entry.key).into_owned(), kind)));
    }
    Ok(())
})];

/// The keys of the Linter's rule in its `data.json` that are read.
pub(crate) const LINTER: &[SettingKey] = &[
    ("enabled", |s, _, v| {
        let mut enabled = false;
        set_bool(v, &mut enabled)?;
        s.linter = enabled.then_some(LinterTitleAlias { keep_file_name: false, helper_key: true });
        Ok(())
    }),
    ("keep-alias-that-matches-the-filename", |s, _, v| {
        s.linter.as_mut().map_or(Ok(()), |rule| set_bool(v, &mut rule.keep_file_name))
    }),
    ("use-yaml-key-to-keep-track-of-old-filename-or-heading", |s, _, v| {
        s.linter.as_mut().map_or(Ok(()), |rule| set_bool(v, &mut rule.helper_key))
    }),
];

fn set_bool(value: &SettingValue, setting: &mut bool) -> Result<(), String> {
    match value {
        SettingValue::Bool(value) => *setting = *value,
        _ => return Err("true or false".into()),
    }
    Ok(())
}

fn string(value: &SettingValue) -> Result<String, String> {
    match value {
        SettingValue::String(value) => Ok(value.clone()),
        _ => Err("a string".into()),
    }
}

/// Sets a date format; an empty one keeps the current format.
fn set_format(value: &SettingValue, setting: &mut String) -> Result<(), String> {
    let format = string(value)?;
    if !format.is_empty() {
        *setting = format;
    }
    Ok(())
}

/// A path from the root. No name in a vault contains `\`, so it separates folders as on Windows.
fn path(value: &SettingValue) -> Result<String, String> {
    string(value).map(|path| path.replace('\\', "/"))
}

/// The path of a folder from the root, without slashes at its ends.
fn folder(value: &SettingValue) -> Result<String, String> {
    path(value).map(|path| path.trim_matches('/').to_owned())
}

/// A list of patterns, with [`slashed`] separators.
fn patterns(value: &SettingValue) -> Result<Vec<String>, String> {
    strings(value).map(|patterns| patterns.iter().map(|pattern| slashed(pattern)).collect())
}

/// A pattern in `.gitignore` syntax, with `/` for each `\` before a letter or digit. There `\` takes the
/// special meaning from the next character, and these have none: it separates folders as on Windows.
pub(crate) fn slashed(pattern: &str) -> String {
    let mut slashed = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next)) if next.is_alphanumeric() => slashed.push('/'),
            ('\\', Some(escaped)) => {
                slashed.extend([c, escaped]);
                chars.next();
            }
            _ => slashed.push(c),
        }
    }
    slashed
}

fn strings(value: &SettingValue) -> Result<Vec<String>, String> {
    let expected = || "a list of strings".to_owned();
    let SettingValue::List(items) = value else { return Err(expected()) };
    let strings = items.iter().map(|item| string(&item.value));
    strings.collect::<Result<_, _>>().map_err(|_| expected())
}

fn choice<T: Clone>(value: &SettingValue, options: &[(&str, T)]) -> Result<T, String> {
    let chosen = match value {
        SettingValue::String(value) => options.iter().find(|(name, _)| name == value),
        _ => None,
    };
    chosen.map(|(_, option)| option.clone()).ok_or_else(|| {
        let names: Vec<_> = options.iter().map(|(name, _)| format!("{name:?}")).collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => names.concat(),
        }
    })
}
