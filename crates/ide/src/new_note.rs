//! New notes: the path and the content of a note that a link needs.

use jiff::civil::Date;
use linkwright_settings::NewFileLocation;
use linkwright_syntax::frontmatter::{AliasRules, add_alias};
use linkwright_syntax::{Link, heading_key, scan};
use linkwright_text::{apply_edits, line_ending_near, with_line_endings};
use linkwright_vault::{
    FileId, LinkRef, Resolver, Vault, check_new_path, decode_link_part, wikilink_name, without_md,
};

use crate::daily::day_of_link;
use crate::diagnostics::{SimilarNames, is_note_path};
use crate::element::segments;
use crate::template::{self, TemplateValues};
use crate::{Refusal, Texts};

/// Returns the path at which to create the target of a link to `path`, in a note of `folder`
/// (`docs/semantics.md §2`). `path` is relative to the root if it starts with `/`. The note of a day is
/// created where its daily note belongs. `None` if no file can be created.
pub(crate) fn path_for_missing_link(vault: &Vault, folder: &str, path: &str) -> Option<String> {
    match day_of_link(vault, path) {
        Some((_, daily)) => vault.find_file(&daily).is_none().then_some(daily),
        None => new_note_path(vault, folder, path),
    }
}

/// Returns the path at which to create the note that a broken link names. `None` if the link names
/// another kind of file: `![[diagram]]` beside `diagram.png` means the image.
pub(crate) fn path_for_broken_link(vault: &Vault, link_ref: LinkRef) -> Option<String> {
    let target = vault.expected_path(link_ref)?;
    let link = vault.note(link_ref.source)?.facts.links.get(link_ref.index as usize)?;
    let path = target.trim_start_matches('/');
    let means_attachment = || {
        let resolver = Resolver::for_one_note(vault);
        link.is_embed && SimilarNames::new(&resolver, link_ref.source).means_attachment(path)
    };
    if !is_note_path(path) || means_attachment() {
        return None;
    }
    path_for_missing_link(vault, vault.file(link_ref.source).folder(), &target)
}

/// Like [`path_for_missing_link`], but without the rule for daily notes.
pub(crate) fn new_note_path(vault: &Vault, folder: &str, path: &str) -> Option<String> {
    let path = without_md(path);
    let has_folder = path.contains('/');
    let path = path.trim_start_matches('/');
    let folder = match &vault.settings().new_file_location {
        _ if has_folder => "",
        NewFileLocation::Root => "",
        NewFileLocation::Current => folder,
        NewFileLocation::Folder(folder) => folder,
    };
    check_new_path(path, ".md", vault.settings()).ok()?;
    let path = match folder {
        "" => format!("{path}.md"),
        folder => format!("{folder}/{path}.md"),
    };
    vault.find_file(&path).is_none().then_some(path)
}

/// The headings that the subpath of a link names, as Markdown, each one level below the one before.
/// Empty if the subpath names a block or footnote, or more headings than there are levels.
pub(crate) fn headings_of_link(text: &str, link: &Link) -> String {
    let Some(subpath) = link.subpath else { return String::new() };
    let decoded = |span| decode_link_part(&text[span], link.form, link.place).trim().to_owned();
    let names: Vec<String> = segments(text, subpath).map(decoded).collect();
    if names.len() > 6 || names.iter().any(|name| name.starts_with(['^', '['])) {
        return String::new();
    }
    let headings = (1..).zip(&names).map(|(level, name)| format!("{} {name}\n", "#".repeat(level)));
    headings.collect::<Vec<_>>().join("\n")
}

/// A planned new note.
pub(crate) struct NewNotePlan {
    path: String,
    headings: String,
    alias: Option<String>,
    /// The template of the note, if the settings name one.
    pub(crate) template: Option<FileId>,
    values: TemplateValues,
    /// The day, if it is a daily note.
    day: Option<Date>,
    rules: AliasRules,
}

impl NewNotePlan {
    pub(crate) fn new(
        vault: &Vault,
        path: String,
        headings: String,
        alias: Option<String>,
    ) -> Result<NewNotePlan, Refusal> {
        let day = day_of_link(vault, &path).filter(|(_, daily)| *daily == path).map(|(day, _)| day);
        NewNotePlan::of_day(vault, path, headings, alias, day)
    }

    /// Like [`NewNotePlan::new`], but `day` is the day of the note, if it is a daily note.
    pub(crate) fn of_day(
        vault: &Vault,
        path: String,
        headings: String,
        alias: Option<String>,
        day: Option<Date>,
    ) -> Result<NewNotePlan, Refusal> {
        let settings = vault.settings();
        let template = match day {
            Some(_) => Some(settings.daily_template.as_str()),
            None => settings.template.as_deref(),
        };
        let template = template.filter(|name| !name.is_empty());
        let template = template.map(|name| template::find_template(vault, name)).transpose()?;
        let values = TemplateValues::new(settings, wikilink_name(&path));
        let rules = settings.aliases;
        Ok(NewNotePlan { path, headings, alias, template, values, day, rules })
    }

    /// Returns the path and the text of the note: the filled-in template, with the alias added to its
    /// frontmatter. If it lacks one of the headings, they are appended.
    pub(crate) fn finish(self, texts: &Texts) -> Result<(String, String), Refusal> {
        let template = self.template.map_or("", |template| texts.of(template));
        let now = template::local_now();
        let at = self.day.map_or(now, |day| day.to_datetime(now.time()));
        let mut text = self.values.fill(template, at);
        if let Some(alias) = &self.alias {
            let yaml = scan(&text).frontmatter;
            let edit = add_alias(&text, yaml.as_deref(), alias, self.rules);
            let edit = edit.map_err(|refusal| {
                Refusal(format!("the alias cannot be added to the template: {}", refusal.reason))
            })?;
            let added = apply_edits(&text, std::slice::from_ref(&edit));
            text = added.map_err(|error| Refusal(error.to_string()))?;
        }
        let has_heading = |line: &str| {
            let wanted = heading_key(line);
            scan(&text).headings.iter().any(|it| heading_key(&text[it.text.range()]) == wanted)
        };
        if !self.headings.lines().filter(|line| !line.is_empty()).all(has_heading) {
            let eol = line_ending_near(&text, text.len());
            let blank_line = if self.template.is_some() && !text.is_empty() { eol } else { "" };
            text = [&*text, blank_line, &*with_line_endings(&self.headings, eol)].concat();
        }
        Ok((self.path, text))
    }
}
