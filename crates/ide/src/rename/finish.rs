//! Makes the edits of a plan from the texts.

use linkwright_syntax::frontmatter::{self, Alias, AliasRules};
use linkwright_syntax::{
    Facts, ReferenceLabel, Tag, fold, heading_without_ids, label_key, scan, scan_file,
};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;

use super::FileEdits;
use super::edited_text::EditedText;
use super::links::{DisplayChange, LinkChange, same_name};
use crate::{EditReason, Refusal};

/// The key under which the Obsidian Linter remembers the title of a note.
const LINTER_KEY: &str = "linter-yaml-title-alias";

/// The planned changes of one file.
pub(super) struct PlannedFile {
    pub(super) file: FileId,
    pub(super) path: Box<str>,
    /// The changed links, sorted by position.
    pub(super) links: Vec<LinkChange>,
    /// Edits that are already complete.
    pub(super) edits: Vec<(Edit, EditReason)>,
    /// Changes of the frontmatter, made one after the other.
    pub(super) frontmatter: Vec<FrontmatterChange>,
    /// The renamed headings: the index and the new text of each, without block ids.
    pub(super) headings: Vec<(u32, String)>,
    /// The renamed tags in the frontmatter, each with its new name.
    pub(super) tags: Vec<(Tag, String)>,
    pub(super) rules: AliasRules,
}

/// One change of the frontmatter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FrontmatterChange {
    /// Sets `title`, if the key exists.
    Title(String),
    /// Sets `linter-yaml-title-alias`. Adds the key if it is missing.
    LinterTitle(String),
    /// Renames an alias. If the note has the new alias already, the old one is removed.
    Alias { old: String, new: String },
    /// Adds an alias, unless the note has it already.
    AddAlias(String, EditReason),
    /// Removes an alias.
    RemoveAlias(String),
    /// Renames a property.
    Property { old: String, new: String },
    /// Renames a value of a property.
    Value { property: String, old: String, new: String },
}

impl PlannedFile {
    /// Returns the edits of the file, whose text is `text`. With `best_effort`, an edit of the
    /// frontmatter that cannot be made is reported in a message and not refused.
    pub(super) fn finish(&self, text: &str, best_effort: bool) -> Result<FileEdits, Refusal> {
        let (edits, problem) = self.frontmatter(text);
        let message = match problem {
            Some(refusal) if !best_effort => return Err(refusal),
            problem => problem.map(|Refusal(reason)| reason),
        };
        let edits = self.edits(text, edits)?;
        self.check_headings(text, &edits)?;
        Ok(FileEdits { edits, message })
    }

    /// Returns all edits of the file, sorted. `edits` are those of the frontmatter.
    fn edits(
        &self,
        text: &str,
        mut edits: Vec<(Edit, EditReason)>,
    ) -> Result<Vec<(Edit, EditReason)>, Refusal> {
        edits.extend(self.edits.iter().cloned());
        // A link inside a heading or alias that is replaced as a whole needs no edit of its own.
        let mut replaced: Vec<Span> = edits.iter().map(|(edit, _)| edit.span).collect();
        replaced.retain(|span| !span.is_empty());
        replaced.sort_unstable();
        for link in &self.links {
            let next = replaced.partition_point(|span| span.start <= link.link.span.start);
            let around = next.checked_sub(1).map(|at| replaced[at]);
            if !around.is_some_and(|span| span.covers(link.link.span)) {
                edits.extend(link.edits(|span| &text[span]));
            }
        }
        edits.extend(self.tags(text)?);
        edits.extend(self.reference_links(text));
        edits.sort_by_key(|(edit, _)| (edit.span.start, edit.span.end));
        let disjoint = edits.windows(2).all(|pair| pair[0].0.span.end <= pair[1].0.span.start);
        match disjoint {
            true => Ok(edits),
            false => Err(Refusal(format!("{}: two edits of this rename overlap", self.path))),
        }
    }

    /// The edits of the tags in the frontmatter, with quotes where YAML needs them.
    fn tags(&self, text: &str) -> Result<Vec<(Edit, EditReason)>, Refusal> {
        if self.tags.is_empty() {
            return Ok(Vec::new());
        }
        let yaml = scan(text).frontmatter.unwrap_or_default();
        let edit = |(tag, new): &(Tag, String)| {
            let edit = frontmatter::set_tag(text, &yaml, tag, new);
            edit.map(|edit| (edit, EditReason::Title))
                .map_err(|refusal| self.refusal(text, &refusal))
        };
        self.tags.iter().map(edit).collect()
    }

    /// The message for a refused YAML edit, with the file and the line.
    fn refusal(&self, text: &str, refusal: &frontmatter::YamlRefusal) -> Refusal {
        let before = text.get(..refusal.span.range().start).unwrap_or(text);
        let line = 1 + before.matches('\n').count();
        Refusal(format!("{}:{line}: {}", self.path, refusal.reason))
    }

    /// The edits of the display texts of reference links whose definitions lead to the renamed
    /// item.
    fn reference_links(&self, text: &str) -> Vec<(Edit, EditReason)> {
        let shown =
            |link: &&LinkChange| link.is_definition() && link.display != DisplayChange::Keep;
        let definitions: Vec<&LinkChange> = self.links.iter().filter(shown).collect();
        if definitions.is_empty() {
            return Vec::new();
        }
        let labels = scan_file(&self.path, text).labels;
        let mut uses: FxHashMap<_, Vec<&ReferenceLabel>> = FxHashMap::default();
        for used in labels.iter().filter(|label| !label.is_definition) {
            uses.entry(label_key(&text[used.label])).or_default().push(used);
        }
        let defined: FxHashMap<Span, &ReferenceLabel> =
            labels.iter().map(|it| (it.span, it)).collect();
        let mut edits = Vec::new();
        for change in definitions {
            let Some(defined) = defined.get(&change.link.span) else { continue };
            for used in uses.get(&label_key(&text[defined.label])).into_iter().flatten() {
                edits.extend(used.text.and_then(|span| change.replace_display(span, &text[span])));
            }
        }
        edits
    }

    /// The edits of the frontmatter, up to the first change that cannot be made; and why not.
    fn frontmatter(&self, text: &str) -> (Vec<(Edit, EditReason)>, Option<Refusal>) {
        if self.frontmatter.is_empty() {
            return (Vec::new(), None);
        }
        let mut edited = EditedText::new(text);
        let failed =
            self.frontmatter.iter().find_map(|change| self.apply(change, &mut edited).err());
        (edited.into_edits(), failed.map(|refusal| self.refusal(text, &refusal)))
    }

    fn apply(
        &self,
        change: &FrontmatterChange,
        edited: &mut EditedText,
    ) -> Result<(), frontmatter::YamlRefusal> {
        match change {
            FrontmatterChange::Title(new) => {
                let yaml = scan(edited.text()).frontmatter.unwrap_or_default();
                let Some(title) = &yaml.title() else { return Ok(()) };
                let edit = frontmatter::set_scalar(edited.text(), &yaml, title, new)?;
                edited.apply(&edit, EditReason::Title);
                Ok(())
            }
            FrontmatterChange::LinterTitle(new) => {
                let yaml = scan(edited.text()).frontmatter;
                let yaml = yaml.as_deref();
                let edit = frontmatter::set_property(edited.text(), yaml, LINTER_KEY, new)?;
                edited.apply(&edit, EditReason::Title);
                Ok(())
            }
            FrontmatterChange::Alias { old, new } => self.rename_alias(edited, old, new),
            FrontmatterChange::Property { old, new } => {
                let Some(yaml) = scan(edited.text()).frontmatter else { return Ok(()) };
                let edit = frontmatter::rename_property(edited.text(), &yaml, old, new)?;
                edit.iter().for_each(|edit| edited.apply(edit, EditReason::Title));
                Ok(())
            }
            FrontmatterChange::Value { property, old, new } => loop {
                let Some(yaml) = scan(edited.text()).frontmatter else { return Ok(()) };
                let edit = frontmatter::rename_value(edited.text(), &yaml, property, old, new)?;
                let Some(edit) = edit else { return Ok(()) };
                edited.apply(&edit, EditReason::Title);
            },
            FrontmatterChange::RemoveAlias(alias) => loop {
                let Some(yaml) = scan(edited.text()).frontmatter else { return Ok(()) };
                let mut aliases = yaml.aliases(self.rules);
                let found = aliases.find(|other| fold(other.scalar.value) == fold(alias));
                let Some(found) = found else { return Ok(()) };
                let edit = frontmatter::remove_alias(edited.text(), &yaml, &found)?;
                edited.apply(&edit, EditReason::Requested);
            },
            FrontmatterChange::AddAlias(alias, why) => {
                let yaml = scan(edited.text()).frontmatter;
                let yaml = yaml.as_deref();
                let mut aliases = yaml.into_iter().flat_map(|yaml| yaml.aliases(self.rules));
                if aliases.any(|other| fold(other.scalar.value) == fold(alias)) {
                    return Ok(());
                }
                let edit = frontmatter::add_alias(edited.text(), yaml, alias, self.rules)?;
                edited.apply(&edit, *why);
                Ok(())
            }
        }
    }

    /// Renames the first alias that is `old` to `new`, or removes it if `new` is there already.
    /// Also removes any further alias that is `old`.
    fn rename_alias(
        &self,
        edited: &mut EditedText,
        old: &str,
        new: &str,
    ) -> Result<(), frontmatter::YamlRefusal> {
        let mut has_new = false;
        loop {
            let Facts { frontmatter: Some(yaml), .. } = scan(edited.text()) else { return Ok(()) };
            let aliases: Vec<Alias<'_>> = yaml.aliases(self.rules).collect();
            let is_old = |alias: &&Alias<'_>| same_name(alias.scalar.value, old);
            let is_new = |alias: &Alias<'_>| {
                fold(alias.scalar.value) == fold(new) && !same_name(alias.scalar.value, old)
            };
            let Some(alias) = aliases.iter().find(is_old) else { return Ok(()) };
            let edit = match has_new || aliases.iter().any(is_new) {
                true => frontmatter::remove_alias(edited.text(), &yaml, alias)?,
                false => frontmatter::set_scalar(edited.text(), &yaml, &alias.scalar, new)?,
            };
            edited.apply(&edit, EditReason::Title);
            has_new = true;
            if same_name(old, new) {
                return Ok(());
            }
        }
    }

    /// Refuses a new heading text that Markdown would read as something else: `x #` in an ATX
    /// heading.
    fn check_headings(&self, text: &str, edits: &[(Edit, EditReason)]) -> Result<(), Refusal> {
        let Some((_, first)) = self.headings.first() else { return Ok(()) };
        let refuse = |name: &str| {
            Refusal(format!(
                "{}: Markdown would not read `{name}` as this heading: choose another name",
                self.path
            ))
        };
        let edits = edits.iter().map(|(edit, _)| edit);
        let after = apply_edits(text, edits).map_err(|_| refuse(first))?;
        let (before, facts) = (scan(text), scan(&after));
        let levels = |facts: &Facts| facts.headings.iter().map(|h| h.level).collect::<Vec<_>>();
        if levels(&before) != levels(&facts) {
            return Err(refuse(first));
        }
        for (index, name) in &self.headings {
            let heading = facts.headings[*index as usize];
            if heading_without_ids(&after[heading.text.range()]) != name {
                return Err(refuse(name));
            }
        }
        Ok(())
    }
}
