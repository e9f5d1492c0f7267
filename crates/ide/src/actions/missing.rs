//! A link to a file that does not exist: the file that was meant, or one to be made.

use jiff::civil::Date;
use linkwright_syntax::frontmatter::{AliasRules, add_alias};
use linkwright_syntax::{Link, LinkForm, heading_key, scan};
use linkwright_text::{apply_edits, end_lines_as, line_break_near};
use linkwright_vault::{
    FileId, LinkRef, NewFileLocation, Vault, check_path, decode, name_of, without_md,
};

use super::links::{by_alias, to_note};
use super::{Found, What};
use crate::Texts;
use crate::daily::day_asked;
use crate::diagnostics::{Diagnostic, asks_for_note, near};
use crate::place::segments;
use crate::rename::Refusal;
use crate::template::{self, Filling};

/// Offers the notes that claim the name, or those of a similar one, and to create it.
pub(super) fn file(found: &mut Found<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let vault = found.vault;
    // Relative paths are told from the root here.
    let Some(asked) = vault.asked_path(at) else { return };
    let path = asked.trim_start_matches('/');
    if link.form == LinkForm::Wiki && !vault.claimants(path).is_empty() {
        by_alias(found, finding, at, link);
        return;
    }
    for near in near(vault, at.source, path) {
        let Some(edits) = to_note(found, at, &link, near.file, near.alias) else { continue };
        let name = near.alias.unwrap_or(vault.file(near.file).name());
        let title = match near.alias {
            Some(_) => format!("Link to `{}` as `{name}`", vault.file(near.file).name()),
            None => format!("Link to `{name}`"),
        };
        found.mend((finding.code, finding.span), false, title, What::Edit(edits));
    }
    create(found, finding, at, &link, &asked);
}

fn create(found: &mut Found<'_>, finding: &Diagnostic, at: LinkRef, link: &Link, path: &str) {
    let vault = found.vault;
    if !asks_for_note(path) {
        return;
    }
    let Some(path) = made_path(vault, vault.file(at.source).folder(), path) else { return };
    let fixes = (finding.code, finding.span);
    let text = asked_headings(found.text, link);
    let title = format!("Create `{path}`");
    let (path, headings) = (path.clone(), text.clone());
    found.mend(fixes, false, title, What::Create { path: path.clone(), headings, alias: None });
    let shown = (!link.embed).then(|| link.display_text(found.text)).flatten();
    let name = name_of(&path);
    let shown = shown.filter(|shown| !shown.is_empty() && **shown != *name);
    if let Some(shown) = shown.filter(|_| link.form == LinkForm::Wiki) {
        let title = format!("Create `{path}` with the alias `{shown}`");
        let alias = Some(shown.into_owned());
        found.mend(fixes, false, title, What::Create { path, headings: text, alias });
    }
}

/// A note that is to be made.
pub(super) struct Creation {
    path: String,
    headings: String,
    alias: Option<String>,
    /// The note that it is made from, if one is set.
    pub(super) template: Option<FileId>,
    filling: Filling,
    /// Of a daily note its day.
    day: Option<Date>,
    rules: AliasRules,
}

impl Creation {
    pub(super) fn plan(
        vault: &Vault,
        path: String,
        headings: String,
        alias: Option<String>,
    ) -> Result<Creation, Refusal> {
        let settings = vault.settings();
        let day = day_asked(vault, &path).filter(|(_, daily)| *daily == path).map(|(day, _)| day);
        let template = match day {
            Some(_) => Some(settings.daily_template.as_str()),
            None => settings.template.as_deref(),
        };
        let template = template.filter(|name| !name.is_empty());
        let template = template.map(|name| template::find(vault, name)).transpose()?;
        let name = name_of(&path);
        let filling = Filling::of(settings, name);
        Ok(Creation { filling, day, path, headings, alias, template, rules: settings.aliases })
    }

    /// The new note: the template filled in, the alias in its frontmatter, the headings that it
    /// lacks behind it.
    pub(super) fn finish(self, texts: &Texts) -> Result<(String, String), Refusal> {
        let template = self.template.map_or("", |template| texts.of(template));
        let now = template::now();
        let at = self.day.map_or(now, |day| day.to_datetime(now.time()));
        let mut text = self.filling.fill(template, at);
        if let Some(alias) = &self.alias {
            let yaml = scan(&text).frontmatter;
            let edit = add_alias(&text, yaml.as_deref(), alias, self.rules);
            let edit =
                edit.map_err(|refusal| Refusal(format!("the template: {}", refusal.reason)))?;
            let added = apply_edits(&text, std::slice::from_ref(&edit));
            text = added.map_err(|error| Refusal(error.to_string()))?;
        }
        let has = |line: &str| {
            let wanted = heading_key(line);
            scan(&text).headings.iter().any(|it| heading_key(&text[it.text.range()]) == wanted)
        };
        if !self.headings.lines().filter(|line| !line.is_empty()).all(has) {
            let eol = line_break_near(&text, text.len());
            let apart = if self.template.is_some() && !text.is_empty() { eol } else { "" };
            text = [&*text, apart, &*end_lines_as(&self.headings, eol)].concat();
        }
        Ok((self.path, text))
    }
}

/// Where the note is made that a link to `path` in a note of `folder` asks for, from the root if it
/// begins with a `/`: of a day where its daily note belongs (`docs/semantics.md §2`). `None` where no file can be made.
pub(crate) fn made_path(vault: &Vault, folder: &str, path: &str) -> Option<String> {
    match day_asked(vault, path) {
        Some((_, daily)) => vault.find(&daily).is_none().then_some(daily),
        None => new_path(vault, folder, path),
    }
}

/// Where the note `path` is made that a note in `folder` asks for (`docs/semantics.md §2`), from the
/// root if it begins with a `/`; `None` where no file can be.
pub(crate) fn new_path(vault: &Vault, folder: &str, path: &str) -> Option<String> {
    let path = without_md(path);
    let has_folder = path.contains('/');
    let path = path.trim_start_matches('/');
    let folder = match &vault.settings().new_file_location {
        _ if has_folder => "",
        NewFileLocation::Root => "",
        NewFileLocation::Current => folder,
        NewFileLocation::Folder(folder) => folder,
    };
    check_path(path, ".md", vault.settings()).ok()?;
    let path = match folder {
        "" => format!("{path}.md"),
        folder => format!("{folder}/{path}.md"),
    };
    vault.find(&path).is_none().then_some(path)
}

/// The headings that a link asks for, one below the other.
pub(crate) fn asked_headings(text: &str, link: &Link) -> String {
    let Some(subpath) = link.subpath else { return String::new() };
    let said = |span| decode(&text[span], link.form, link.place).trim().to_owned();
    let names: Vec<String> = segments(text, subpath).map(said).collect();
    if names.len() > 6 || names.iter().any(|name| name.starts_with(['^', '['])) {
        return String::new();
    }
    let headings = (1..).zip(&names).map(|(level, name)| format!("{} {name}\n", "#".repeat(level)));
    headings.collect::<Vec<_>>().join("\n")
}
