//! Finds or creates a note by its name.

use jiff::civil::Date;
use linkwright_syntax::LinkForm;
use linkwright_vault::{FileId, Vault, check_new_path, without_md};

use crate::new_note::{NewNotePlan, path_for_missing_link};
use crate::{Changes, Refusal, Texts};

/// The note with a given name.
pub enum NamedNote {
    /// A file of the vault.
    Existing(FileId),
    /// A note that does not exist yet.
    New(NewNote),
}

/// A note that can be created.
pub struct NewNote {
    /// The path, relative to the root.
    pub path: String,
    plan: NewNotePlan,
}

/// Returns the note that a wikilink to `name` in the note `from` would resolve to, or else the one that
/// [`Vault::files_named`] finds: `name` is a name, a path or an alias. If there is none, it is a new note
/// at the path where a link to it would create it (`docs/semantics.md §2`).
///
/// # Errors
/// If `name` is ambiguous, if no file can have the name, or if the template is missing.
pub fn named_note(vault: &Vault, from: Option<FileId>, name: &str) -> Result<NamedNote, Refusal> {
    let name = name.trim();
    let source = from.map(|from| vault.file(from));
    let source_path = source.map_or("", |file| &file.path);
    if let Some(file) = vault.resolve_path(source_path, name, LinkForm::Wiki).file() {
        return Ok(NamedNote::Existing(file));
    }
    match vault.files_named(name)[..] {
        [] => {}
        // An alias, and links to aliases are off.
        [file] => return Ok(NamedNote::Existing(file)),
        ref several => {
            let path = |file: &FileId| format!("`{}`", vault.file(*file).path);
            let paths = several.iter().map(path).collect::<Vec<_>>().join(", ");
            return Err(Refusal(format!("`{name}` is ambiguous: use one of the paths {paths}")));
        }
    }
    let bare = without_md(name).trim_start_matches('/');
    check_new_path(bare, ".md", vault.settings()).map_err(Refusal)?;
    let folder = source.map_or("", |file| file.folder());
    let path = path_for_missing_link(vault, folder, name);
    let path = path.ok_or_else(|| Refusal(format!("`{name}.md` exists already")))?;
    let plan = NewNotePlan::new(vault, path.clone(), String::new(), None)?;
    Ok(NamedNote::New(NewNote { path, plan }))
}

impl NewNote {
    /// The daily note of `day` at `path`, from the template of daily notes.
    ///
    /// # Errors
    /// If the settings name a template that does not exist.
    pub fn of_day(vault: &Vault, path: String, day: Date) -> Result<NewNote, Refusal> {
        let plan = NewNotePlan::of_day(vault, path.clone(), String::new(), None, Some(day))?;
        Ok(NewNote { path, plan })
    }

    /// The template of the note, if the settings name one. [`NewNote::finish`] needs its text.
    #[must_use]
    pub fn template(&self) -> Option<FileId> {
        self.plan.template
    }

    /// Sets the template of the note.
    pub fn set_template(&mut self, template: FileId) {
        self.plan.template = Some(template);
    }

    /// Creates the note.
    ///
    /// # Errors
    /// If the template cannot be filled in.
    pub fn finish(self, texts: &Texts) -> Result<Changes, Refusal> {
        let created = self.plan.finish(texts)?;
        Ok(Changes { creates: vec![created], ..Changes::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    fn shown(source: &str, name: &str) -> String {
        let vaulted = Vaulted::parse(source);
        match named_note(&vaulted.vault, vaulted.vault.find_file("a/from.md"), name) {
            Ok(NamedNote::Existing(file)) => vaulted.path(file).to_owned(),
            Ok(NamedNote::New(new)) => {
                let read = new.template().map(|file| (file, vaulted.text(file).into()));
                let changes = new.finish(&read.into_iter().collect()).expect("it can be created");
                format!("new {:?}", changes.creates[0])
            }
            Err(Refusal(reason)) => reason,
        }
    }

    #[test]
    fn finds_note_by_name_path_or_alias() {
        let source = "//- /a/from.md\n//- /b/Beta.md\n---\naliases: [be]\n---\n//- /Beta.md\n";
        assert_eq!(shown(source, "b/Beta"), "b/Beta.md");
        assert_eq!(shown(source, "beta"), "Beta.md");
        assert_eq!(shown(source, " be "), "b/Beta.md");
        let no_aliases = format!("//- /.linkwright.toml\nresolveAliases = false\n{source}");
        assert_eq!(shown(&no_aliases, "be"), "b/Beta.md", "a link to it would be broken");
        let slash = source.replace("[be]", "[AC/DC]");
        assert_eq!(shown(&slash, "ac/dc"), "b/Beta.md");
    }

    #[test]
    fn creates_note_where_a_link_would_create_it() {
        let source = "//- /a/from.md\n";
        assert_eq!(shown(source, "New note"), r#"new ("New note.md", "")"#);
        let settings = "//- /.obsidian/app.json\n{\"newFileLocation\": \"current\"}\n\
                        //- /.linkwright.toml\n[newNotes]\ntemplate = \"t\"\n\
                        //- /t.md\n# {{title}}\n//- /a/from.md\n";
        assert_eq!(shown(settings, "New.md"), r##"new ("a/New.md", "# New\n")"##);
        assert_eq!(shown(settings, "/New"), r##"new ("New.md", "# New\n")"##);
    }

    #[test]
    fn refuses_invalid_names() {
        let aliases =
            "//- /x.md\n---\naliases: [both]\n---\n//- /y.md\n---\naliases: [both]\n---\n";
        let refusal = "`both` is ambiguous: use one of the paths `x.md`, `y.md`";
        assert_eq!(shown(aliases, "both"), refusal);
        assert!(shown("", "a|b").contains('|'), "{}", shown("", "a|b"));
        assert!(shown("", "").contains("name"), "{}", shown("", ""));
    }
}
