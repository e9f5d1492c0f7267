use std::collections::BTreeMap;

use expect_test::expect_file;
use linkwright_text::Span;
use serde_json::json;

use crate::*;

fn toml(text: &str) -> (Settings, Vec<SettingsProblem>) {
    Settings::merge(&SettingsSources { toml: Some(text), ..SettingsSources::default() })
}

/// The problems of `text`: the text at the place of each, and its message.
fn problems(text: &str) -> Vec<(&str, String)> {
    let (_, problems) = toml(text);
    problems
        .into_iter()
        .map(|p| (&text[p.span.expect("problems in TOML have a place")], p.message))
        .collect()
}

fn app(text: &str) -> Settings {
    let (settings, problems) =
        Settings::merge(&SettingsSources { app: Some(text), ..SettingsSources::default() });
    assert_eq!(problems, []);
    settings
}

#[test]
fn without_sources_the_settings_are_the_defaults() {
    assert_eq!(Settings::merge(&SettingsSources::default()), (Settings::default(), vec![]));
    assert_eq!(toml(""), (Settings::default(), vec![]));
    assert_eq!(toml("\u{feff}# nothing\r\n"), (Settings::default(), vec![]));
}

#[test]
fn markdown_links_are_relative_without_an_obsidian_folder() {
    let merged = |toml, lacks_obsidian_folder| {
        let sources = SettingsSources {
            toml: Some(toml),
            lacks_obsidian_folder,
            ..SettingsSources::default()
        };
        let (settings, problems) = Settings::merge(&sources);
        assert_eq!(problems, []);
        settings.relative_destinations
    };
    for auto in ["", "links.markdown = 'auto'"] {
        assert!(merged(auto, true) && !merged(auto, false));
    }
    assert!(merged("links.markdown = 'relative'", false));
    assert!(!merged("links.markdown = 'vault'", true));
    let wrong = problems("links.markdown = true");
    assert_eq!(
        wrong[0].1,
        "`links.markdown` must be \"vault\", \"relative\" or \"auto\", not true"
    );
}

/// Each key, with a value that is not its default, and a check that it was applied.
#[test]
fn every_key_is_read() {
    type IsApplied = fn(&Settings) -> bool;
    let table: &[(&str, &str, IsApplied)] = &[
        ("resolveAliases", "false", |s| !s.resolve_aliases),
        ("links.markdown", "'relative'", |s| s.relative_destinations),
        ("rename.displayText", "'preserve'", |s| s.display_text == DisplayText::Preserve),
        ("rename.keepOldNameAsAlias", "'append'", |s| s.keep_old_name == KeepOldName::Append),
        ("rename.syncH1", "false", |s| !s.sync_h1),
        ("rename.syncTitleKey", "false", |s| !s.sync_title_key),
        ("frontmatter.splitCommaAliases", "false", |s| !s.aliases.split_comma),
        ("frontmatter.legacyKeys", "false", |s| !s.aliases.legacy_keys),
        ("completion.maxItems", "12", |s| s.max_items == 12),
        ("completion.style", "'markdown'", |s| s.link_style == LinkStyle::Markdown),
        ("completion.linkFormat", "'relative'", |s| s.link_format == LinkFormat::Relative),
        ("inlayHints.titles", "true", |s| s.title_hints),
        ("diagnostics.scope", "'vault'", |s| s.scope == DiagnosticsScope::Vault),
        ("diagnostics.new", "'session'", |s| s.new_findings == NewFindings::Session),
        ("files.extensions", "['.mdx']", |s| s.extensions == ["mdx"]),
        ("files.exclude", "['/x']", |s| s.exclude == ["/x"]),
        ("files.portableNames", "false", |s| !s.portable_names),
        ("files.respectGitignore", "true", |s| s.gitignore == Gitignore::Always),
        ("newNotes.template", "'Templates/Note'", |s| {
            s.template.as_deref() == Some("Templates/Note")
        }),
        ("dailyNotes.folder", "'/Days/'", |s| s.daily_folder == "Days"),
        ("dailyNotes.format", "'YYYY'", |s| s.daily_format == "YYYY"),
        ("dailyNotes.template", "'T/Day'", |s| s.daily_template == "T/Day"),
        ("overrides", "[{ paths = ['x'] }]", |s| s.overrides.len() == 1),
    ];
    for (key, value, is_applied) in table {
        let (settings, problems) = toml(&format!("{key} = {value}"));
        assert_eq!(problems, [], "{key}");
        assert!(is_applied(&settings) && !is_applied(&Settings::default()), "{key}");
    }
    for &code in DiagnosticCode::ALL {
        let (value, other) = match code.default_severity() {
            Severity::Error => ("information", Severity::Information),
            _ => ("error", Severity::Error),
        };
        let (settings, problems) = toml(&format!("[diagnostics]\n{} = '{value}'", code.name()));
        assert_eq!(problems, [], "{code:?}");
        assert_eq!(settings.severity(code), other, "{code:?}");
    }
    assert_eq!(table.len() + DiagnosticCode::ALL.len(), Settings::keys().count());
}

#[test]
fn a_backslash_separates_folders_in_paths() {
    let (settings, problems) = toml(
        r"
files.exclude = ['/Old\2020', 'a\*b', 'x\\y', '\#c', 'd\']
newNotes.template = 'Templates\Note.md'
dailyNotes.folder = 'my\days\'
dailyNotes.template = 'T\Day'
",
    );
    assert_eq!(problems, []);
    assert_eq!(settings.exclude, ["/Old/2020", r"a\*b", r"x\\y", r"\#c", r"d\"]);
    assert_eq!(settings.template.as_deref(), Some("Templates/Note.md"));
    assert_eq!((&*settings.daily_folder, &*settings.daily_template), ("my/days", "T/Day"));
}

#[test]
fn the_settings_page_names_every_key() {
    let page = include_str!("../../../docs/settings.md");
    for key in Settings::keys() {
        assert!(page.contains(&format!("`{key}`")), "docs/settings.md does not name `{key}`");
    }
}

/// `text` with `list` between `before` and `after`, which both occur once.
fn with_list(text: &str, before: &str, list: &str, after: &str) -> String {
    let (head, tail) = text.split_once(before).expect("the list has a beginning");
    let (_, tail) = tail.split_once(after).expect("the list has an end");
    [head, before, list, after, tail].concat()
}

#[test]
fn every_list_of_codes_is_complete() {
    let (mut settings, mut index, mut manifest) = (String::new(), String::new(), Vec::new());
    for (code, order) in DiagnosticCode::ALL.iter().zip(2..) {
        let (name, description) = (code.name(), code.description());
        let default = format!("{:?}", code.default_severity()).to_lowercase();
        settings += &format!("| `diagnostics.{name}` | `\"{default}\"` | {description} |\n");
        index += &format!("| [`{name}`]({name}.md) | {default} | {description} |\n");
        let (first, rest) = description.split_at(1);
        let sentence = format!("{}{rest}.", first.to_uppercase());
        let entry = format!(
            r#"
          "linkwright.diagnostics.{name}": {{
            "order": {order},
            "type": "string",
            "enum": [ "off", "hint", "information", "warning", "error" ],
            "default": "{default}",
            "markdownDescription": {}
          }}"#,
            json!(sentence)
        );
        manifest.push(entry);
    }
    let page = include_str!("../../../docs/settings.md");
    let page =
        with_list(page, "| what is reported |\n|---|---|---|\n", &settings, "\n### Severities");
    expect_file!["../../../docs/settings.md"].assert_eq(&page);
    let package = include_str!("../../../editors/vscode/package.json");
    let begin = "reported on, by when they appeared.\"\n          },";
    let package = with_list(package, begin, &manifest.join(","), "\n        }\n      },\n");
    expect_file!["../../../editors/vscode/package.json"].assert_eq(&package);
    let page = include_str!("../../../docs/diagnostics/README.md");
    let page = with_list(page, "|---|---|---|\n", &index, "\n`linkwright check`");
    expect_file!["../../../docs/diagnostics/README.md"].assert_eq(&page);
}

/// The settings in the manifest of the VS Code extension (`contributes.configuration`), by key.
fn vs_code_settings() -> BTreeMap<String, serde_json::Value> {
    let manifest = include_str!("../../../editors/vscode/package.json");
    let manifest: serde_json::Value = serde_json::from_str(manifest).expect("valid JSON");
    let groups = manifest["contributes"]["configuration"].as_array().expect("a list of groups");
    let settings = groups.iter().flat_map(|group| group["properties"].as_object().expect("a map"));
    settings
        .filter_map(|(name, setting)| {
            let key = name.strip_prefix("linkwright.").expect("a key of Linkwright");
            let is_client_setting =
                ["editor.", "server.", "trace."].iter().any(|group| key.starts_with(group));
            (!is_client_setting).then(|| (key.to_owned(), setting.clone()))
        })
        .collect()
}

#[test]
fn vs_code_offers_every_key_and_no_other() {
    // A list of tables cannot be edited in the settings of VS Code.
    let mut keys: Vec<_> = Settings::keys().filter(|key| key != "overrides").collect();
    keys.sort();
    let offered: Vec<_> = vs_code_settings().into_keys().collect();
    assert_eq!(offered, keys, "editors/vscode/package.json and the keys differ");
}

#[test]
fn vs_code_has_the_same_defaults_and_only_valid_values() {
    let editor = |key: &str, value: &serde_json::Value| {
        let editor = Some(json!({ key: value }));
        Settings::merge(&SettingsSources { editor: editor.as_ref(), ..SettingsSources::default() })
    };
    for (key, setting) in vs_code_settings() {
        let default = setting.get("default").unwrap_or_else(|| panic!("{key} has no default"));
        assert_eq!(editor(&key, default), (Settings::default(), vec![]), "{key}");
        for value in setting["enum"].as_array().into_iter().flatten() {
            assert_eq!(editor(&key, value).1, [], "{key} = {value}");
        }
        let has_text = |name: &str| setting[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(
            has_text("description") || has_text("markdownDescription"),
            "{key} has no description"
        );
        assert!(setting["type"] != json!(null) || setting["enum"].is_array(), "{key} has no type");
    }
}

#[test]
fn the_editor_takes_precedence_over_the_file_and_that_over_obsidian() {
    let sources = SettingsSources {
        editor: Some(&json!({ "rename": { "syncH1": false }, "completion.maxItems": 7 })),
        toml: Some("[rename]\nsyncH1 = true\nsyncTitleKey = false\n[completion]\nmaxItems = 3"),
        app: Some(r#"{ "newLinkFormat": "absolute", "useMarkdownLinks": true }"#),
        ..SettingsSources::default()
    };
    let (settings, problems) = Settings::merge(&sources);
    assert_eq!(problems, []);
    assert!(!settings.sync_h1 && !settings.sync_title_key);
    assert_eq!(settings.max_items, 7);
    assert_eq!(settings.link_style, LinkStyle::Markdown);
    assert_eq!(settings.link_format, LinkFormat::Absolute);
}

#[test]
fn auto_skips_the_file_and_takes_the_value_of_obsidian() {
    let sources = SettingsSources {
        editor: Some(&json!({ "completion": { "style": "auto" } })),
        toml: Some("completion.style = 'wikilink'"),
        app: Some(r#"{ "useMarkdownLinks": true }"#),
        ..SettingsSources::default()
    };
    assert_eq!(Settings::merge(&sources).0.link_style, LinkStyle::Markdown);
}

#[test]
fn an_editor_may_send_its_whole_section_and_nulls() {
    for value in [
        json!({ "linkwright": { "resolveAliases": false, "files": null } }),
        json!({ "resolveAliases": false, "rename": { "displayText": null }, "diagnostics": {} }),
    ] {
        let sources = SettingsSources { editor: Some(&value), ..SettingsSources::default() };
        let (settings, problems) = Settings::merge(&sources);
        assert_eq!(problems, []);
        assert_eq!(settings, Settings { resolve_aliases: false, ..Settings::default() });
    }
    let (settings, problems) =
        Settings::merge(&SettingsSources { editor: Some(&json!(3)), ..SettingsSources::default() });
    assert_eq!(settings, Settings::default());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "the settings must be an object, not 3");
}

#[test]
fn problems_have_a_place_and_the_rest_applies() {
    let text = r#"
resolve_aliases = false
colour = "blue"
[rename]
displayText = "folow"
syncH1 = false
[completion]
maxItems = 0
[diagnostics]
broken-link = "loud"
brokenlink = "error"
[files]
exclude = ["a", 2]
extensions = 2024-01-01
"#;
    let expected = [
        ("resolve_aliases", "unknown setting `resolve_aliases`; did you mean `resolveAliases`?"),
        ("colour", "unknown setting `colour`"),
        (
            "\"folow\"",
            "`rename.displayText` must be \"follow\", \"keep\" or \"preserve\", not \"folow\"",
        ),
        ("0", "`completion.maxItems` must be a whole number of at least 1, not 0"),
        (
            "\"loud\"",
            "`diagnostics.broken-link` must be \"off\", \"hint\", \"information\", \"warning\" or \
             \"error\", not \"loud\"",
        ),
        (
            "brokenlink",
            "unknown setting `diagnostics.brokenlink`; did you mean `diagnostics.broken-link`?",
        ),
        ("[\"a\", 2]", "`files.exclude` must be a list of strings, not a list"),
        ("2024-01-01", "`files.extensions` must be a list of strings, not 2024-01-01"),
    ];
    let found = problems(text);
    let found: Vec<_> = found.iter().map(|(at, message)| (*at, message.as_str())).collect();
    assert_eq!(found, expected);
    assert_eq!(toml(text).0, Settings { sync_h1: false, ..Settings::default() });
}

#[test]
fn overrides_give_other_severities_to_the_notes_in_some_folders() {
    use DiagnosticCode::{BrokenLink, OrphanNote};
    let text = r#"
diagnostics.broken-link = "error"
[[overrides]]
paths = ["/templates/**", "*.draft.md"]
diagnostics.broken-link = "off"
[[overrides]]
paths = ["Archive/", "!Archive/keep"]
[overrides.diagnostics]
broken-link = "hint"
orphan-note = "warning"
"#;
    let (settings, problems) = toml(text);
    assert_eq!(problems, []);
    let severity = |path: &str, code| settings.severities_in(path)[&code];
    for (path, expected) in [
        ("a.md", Severity::Error),
        ("templates/a.md", Severity::Off),
        ("templates/b/a.md", Severity::Off),
        ("x/templates/a.md", Severity::Error),
        ("x/a.draft.md", Severity::Off),
        ("Archive/a.md", Severity::Hint),
        ("x/Archive/b/a.md", Severity::Hint),
        ("Archive", Severity::Error),
        // The later one wins.
        ("Archive/a.draft.md", Severity::Hint),
    ] {
        assert_eq!(severity(path, BrokenLink), expected, "{path}");
    }
    assert_eq!(severity("templates/a.md", OrphanNote), Severity::Off);
    assert!(!settings.is_off(OrphanNote) && settings.is_off(DiagnosticCode::DuplicateHeading));
    let editor =
        json!({ "overrides": [{ "paths": ["/a.md"], "diagnostics.broken-link": "hint" }] });
    let sources =
        SettingsSources { toml: Some(text), editor: Some(&editor), ..SettingsSources::default() };
    let (settings, problems) = Settings::merge(&sources);
    assert_eq!(problems, []);
    // The editor's list replaces that of the file.
    assert_eq!(settings.severities_in("a.md")[&BrokenLink], Severity::Hint);
    assert_eq!(settings.severities_in("templates/a.md")[&BrokenLink], Severity::Error);
}

#[test]
fn mistakes_in_overrides_have_a_place_and_the_rest_applies() {
    let text = r##"
[[overrides]]
paths = ["a[z-b]", "", "# x", 3, "b.md"]
broken-link = "off"
diagnostics.broken-links = "off"
diagnostics.broken_embed = "off"
diagnostics.alias-link = "loud"
diagnostics.ambiguous-link = "off"
rename.syncH1 = true
[[overrides]]
diagnostics.broken-link = "off"
[[overrides]]
paths = "b.md"
diagnostics = 3
"##;
    let found = problems(text);
    let found: Vec<_> = found.iter().map(|(at, message)| (*at, message.as_str())).collect();
    let expected = [
        (
            "\"a[z-b]\"",
            "`a[z-b]` is not a pattern for paths: error parsing glob 'a[z-b]': invalid range; \
             'z' > 'b'",
        ),
        ("\"\"", "`` is not a pattern for paths: it matches nothing"),
        ("\"# x\"", "`# x` is not a pattern for paths: it matches nothing"),
        ("3", "`overrides.paths` must be a list of patterns, not 3"),
        (
            "broken-link",
            "unknown setting `overrides.broken-link`; did you mean `diagnostics.broken-link`?",
        ),
        ("broken-links", "unknown setting `overrides.diagnostics.broken-links`"),
        (
            "broken_embed",
            "unknown setting `overrides.diagnostics.broken_embed`; did you mean \
             `diagnostics.broken-embed`?",
        ),
        (
            "\"loud\"",
            "`overrides.diagnostics.alias-link` must be \"off\", \"hint\", \"information\", \
             \"warning\" or \"error\", not \"loud\"",
        ),
        ("rename", "unknown setting `overrides.rename`"),
        ("[[overrides]]", "`overrides` needs `paths`, a list of patterns"),
        ("\"b.md\"", "`overrides.paths` must be a list of patterns, not \"b.md\""),
        ("3", "`overrides.diagnostics` must be a table, not 3"),
    ];
    assert_eq!(found, expected);
    let (settings, _) = toml(text);
    let severities = settings.severities_in("b.md");
    assert_eq!(severities[&DiagnosticCode::AmbiguousLink], Severity::Off);
    assert_eq!(severities[&DiagnosticCode::BrokenLink], Severity::Warning);
    for wrong in ["overrides = 3", "overrides = [3]"] {
        assert_eq!(
            problems(wrong),
            [("3", "`overrides` must be a list of tables, not 3".to_owned())]
        );
    }
}

#[test]
fn a_section_must_be_a_table() {
    assert_eq!(
        problems("rename = true"),
        [("true", "`rename` must be a table, not true".to_owned())]
    );
}

#[test]
fn syntax_errors_in_toml_have_a_place_and_the_rest_applies() {
    let text = "resolveAliases = false\n[rename\nsyncH1 = false\n[completion]\nmaxItems = 5\n";
    let (settings, problems) = toml(text);
    assert!(!settings.resolve_aliases);
    assert_eq!(settings.max_items, 5);
    assert!(!problems.is_empty());
    let line_2 = Span::new(text.find("[rename").unwrap(), text.find("syncH1").unwrap());
    assert!(line_2.covers(problems[0].span.unwrap()), "{problems:?}");
}

#[test]
fn app_json_sets_the_style_of_links_and_the_folder_of_new_files() {
    let settings = app(r#"{
        "newLinkFormat": "relative", "useMarkdownLinks": true, "promptDelete": false,
        "newFileLocation": "folder", "newFileFolderPath": "/In box/",
        "userIgnoreFilters": ["Old/", "/x+/"]
    }"#);
    let expected = Settings {
        link_format: LinkFormat::Relative,
        link_style: LinkStyle::Markdown,
        new_file_location: NewFileLocation::Folder("In box".into()),
        ignore_filters: vec!["Old/".into(), "/x+/".into()],
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    // The folder counts only with the location "folder"; null is like an absent key.
    let settings = app(r#"{ "newFileFolderPath": "In box", "userIgnoreFilters": null }"#);
    assert_eq!(settings, Settings::default());
}

#[test]
fn problems_in_app_json_are_reported() {
    let text = "{\n  \"newLinkFormat\": \"short\",\n  \"useMarkdownLinks\": true\n}";
    let (settings, problems) =
        Settings::merge(&SettingsSources { app: Some(text), ..SettingsSources::default() });
    assert_eq!(settings.link_style, LinkStyle::Markdown);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].source, SettingsSource::App);
    assert_eq!(
        problems[0].message,
        "`newLinkFormat` must be \"shortest\", \"relative\" or \"absolute\", not \"short\""
    );

    let text = "{\n  \"newLinkFormat\" \"short\"\n}";
    let (settings, problems) =
        Settings::merge(&SettingsSources { app: Some(text), ..SettingsSources::default() });
    assert_eq!(settings, Settings::default());
    assert_eq!(problems[0].span.map(|s| s.start as usize), text.find("\"short\""));
}

#[test]
fn periodic_notes_take_precedence_over_daily_notes_if_enabled() {
    let folder = |enabled: bool| {
        let periodic = format!(
            r#"{{"daily": {{"enabled": {enabled}, "folder": "Days", "format": "YYYY/MM/DD", "template": "T"}}}}"#
        );
        let sources = SettingsSources {
            daily_notes: Some(r#"{ "folder": "Journal" }"#),
            periodic_notes: Some(&periodic),
            ..SettingsSources::default()
        };
        let (settings, problems) = Settings::merge(&sources);
        assert_eq!(problems, []);
        (settings.daily_folder, settings.daily_format, settings.daily_template)
    };
    assert_eq!(folder(true), ("Days".into(), "YYYY/MM/DD".into(), "T".into()));
    assert_eq!(folder(false), ("Journal".into(), "YYYY-MM-DD".into(), String::new()));
}

#[test]
fn daily_notes_and_the_linter_are_read() {
    let sources = SettingsSources {
        daily_notes: Some(r#"{ "folder": "Journal/", "format": "", "autorun": false }"#),
        linter: Some(
            r#"{ "ruleConfigs": { "yaml-title-alias": {
                "enabled": true, "keep-alias-that-matches-the-filename": true } } }"#,
        ),
        ..SettingsSources::default()
    };
    let (settings, problems) = Settings::merge(&sources);
    assert_eq!(problems, []);
    let expected = Settings {
        daily_folder: "Journal".into(),
        linter: Some(LinterTitleAlias { keep_file_name: true, helper_key: true }),
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    let off = SettingsSources {
        linter: Some(r#"{ "ruleConfigs": { "yaml-title-alias": { "enabled": false } } }"#),
        ..SettingsSources::default()
    };
    assert_eq!(Settings::merge(&off), (Settings::default(), vec![]));
}

#[test]
fn the_problems_of_one_file_are_limited() {
    let text: String = (0..250).map(|key| format!("key{key} = 1\n")).collect();
    let problems = problems(&text);
    assert_eq!(problems.len(), 101);
    assert_eq!(problems[99], ("key99", "unknown setting `key99`".into()));
    assert_eq!(problems[100], ("key100", "and 150 more problems".into()));
}
