//! The edits of a plan, made from the texts.

use linkwright_syntax::frontmatter::{self, Alias, AliasRules};
use linkwright_syntax::{
    Facts, ReferenceLabel, Tag, fold, heading_without_ids, label_key, scan, scan_file,
};
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::FileId;
use rustc_hash::FxHashMap;

use super::FileEdits;
use super::draft::Draft;
use super::links::{Display, LinkChange, same_name};
use crate::{EditReason, Refusal};

/// Where the Linter remembers a note's title.
const LINTER_KEY: &str = "linter-yaml-title-alias";

/// What is decided of one file.
pub(super) struct PlannedFile {
    pub(super) file: FileId,
    pub(super) path: Box<str>,
    /// In the order of their places.
    pub(super) links: Vec<LinkChange>,
    /// What needs no text.
    pub(super) edits: Vec<(Edit, EditReason)>,
    /// What happens to the frontmatter, one after the other.
    pub(super) frontmatter: Vec<FrontmatterChange>,
    /// The headings that are renamed and what they are to say, without block ids.
    pub(super) headings: Vec<(u32, String)>,
    /// Tags of the frontmatter, and what they are to say.
    pub(super) tags: Vec<(Tag, String)>,
    pub(super) rules: AliasRules,
}

/// One change of the frontmatter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FrontmatterChange {
    /// `title` says this.
    Title(String),
    /// `linter-yaml-title-alias` says this; it is made if it is missing.
    LinterTitle(String),
    /// The alias becomes another; it goes where the new one is there already.
    Alias { old: String, new: String },
    /// A further alias, unless it is there already.
    AddAlias(String, EditReason),
    /// The alias goes.
    RemoveAlias(String),
}

impl PlannedFile {
    /// The edits of the file, whose text is `text`; if it is edited `regardless` of what cannot be,
    /// with what is to be told of that.
    pub(super) fn finish(&self, text: &str, regardless: bool) -> Result<FileEdits, Refusal> {
        let (edits, problem) = self.frontmatter(text);
        let message = match problem {
            Some(refusal) if !regardless => return Err(refusal),
            problem => problem.map(|Refusal(reason)| reason),
        };
        let edits = self.edits(text, edits)?;
        self.check_headings(text, &edits)?;
        Ok(FileEdits { edits, message })
    }

    /// All edits of the file, sorted.
    fn edits(
        &self,
        text: &str,
        mut edits: Vec<(Edit, EditReason)>,
    ) -> Result<Vec<(Edit, EditReason)>, Refusal> {
        edits.extend(self.edits.iter().cloned());
        // A link within a heading or alias that gets other words altogether goes with the old ones.
        let mut replaced: Vec<Span> = edits.iter().map(|(edit, _)| edit.span).collect();
        replaced.retain(|span| !span.is_empty());
        replaced.sort_unstable();
        for link in &self.links {
            let behind = replaced.partition_point(|span| span.start <= link.link.span.start);
            let before = behind.checked_sub(1).map(|at| replaced[at]);
            if !before.is_some_and(|span| span.covers(link.link.span)) {
                edits.extend(link.edits(|span| &text[span]));
            }
        }
        edits.extend(self.tags(text)?);
        edits.extend(self.reference_links(text));
        edits.sort_by_key(|(edit, _)| (edit.span.start, edit.span.end));
        let apart = edits.windows(2).all(|pair| pair[0].0.span.end <= pair[1].0.span.start);
        match apart {
            true => Ok(edits),
            false => Err(Refusal(format!("{}: two of the edits would overlap", self.path))),
        }
    }

    /// The tags of the frontmatter, quoted where they must be.
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

    fn refusal(&self, text: &str, refusal: &frontmatter::YamlRefusal) -> Refusal {
        let before = text.get(..refusal.span.range().start).unwrap_or(text);
        let line = 1 + before.matches('\n').count();
        Refusal(format!("{}:{line}: {}", self.path, refusal.reason))
    }

    /// The words of reference links whose definitions lead to what is renamed.
    fn reference_links(&self, text: &str) -> Vec<(Edit, EditReason)> {
        let shown = |link: &&LinkChange| link.defines() && link.display != Display::Keep;
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
                edits.extend(used.text.and_then(|span| change.follow(span, &text[span])));
            }
        }
        edits
    }

    /// The edits of the frontmatter; with the first change that could not be made, and why.
    fn frontmatter(&self, text: &str) -> (Vec<(Edit, EditReason)>, Option<Refusal>) {
        if self.frontmatter.is_empty() {
            return (Vec::new(), None);
        }
        let mut draft = Draft::new(text);
        let failed =
            self.frontmatter.iter().find_map(|change| self.apply(change, &mut draft).err());
        (draft.into_edits(), failed.map(|refusal| self.refusal(text, &refusal)))
    }

    fn apply(
        &self,
        change: &FrontmatterChange,
        draft: &mut Draft,
    ) -> Result<(), frontmatter::YamlRefusal> {
        match change {
            FrontmatterChange::Title(new) => {
                let yaml = scan(draft.text()).frontmatter.unwrap_or_default();
                let Some(title) = &yaml.title() else { return Ok(()) };
                let edit = frontmatter::set_scalar(draft.text(), &yaml, title, new)?;
                draft.apply(&edit, EditReason::Title);
                Ok(())
            }
            FrontmatterChange::LinterTitle(new) => {
                let yaml = scan(draft.text()).frontmatter;
                let yaml = yaml.as_deref();
                let edit = frontmatter::set_property(draft.text(), yaml, LINTER_KEY, new)?;
                draft.apply(&edit, EditReason::Title);
                Ok(())
            }
            FrontmatterChange::Alias { old, new } => self.alias(draft, old, new),
            FrontmatterChange::RemoveAlias(alias) => loop {
                let Some(yaml) = scan(draft.text()).frontmatter else { return Ok(()) };
                let mut aliases = yaml.aliases(self.rules);
                let found = aliases.find(|other| fold(other.scalar.value) == fold(alias));
                let Some(found) = found else { return Ok(()) };
                let edit = frontmatter::remove_alias(draft.text(), &yaml, &found)?;
                draft.apply(&edit, EditReason::Requested);
            },
            FrontmatterChange::AddAlias(alias, why) => {
                let yaml = scan(draft.text()).frontmatter;
                let yaml = yaml.as_deref();
                let mut aliases = yaml.into_iter().flat_map(|yaml| yaml.aliases(self.rules));
                if aliases.any(|other| fold(other.scalar.value) == fold(alias)) {
                    return Ok(());
                }
                let edit = frontmatter::add_alias(draft.text(), yaml, alias, self.rules)?;
                draft.apply(&edit, *why);
                Ok(())
            }
        }
    }

    /// The first alias that is `old` becomes `new`; it goes if `new` is there, and so do others
    /// that are `old`.
    fn alias(
        &self,
        draft: &mut Draft,
        old: &str,
        new: &str,
    ) -> Result<(), frontmatter::YamlRefusal> {
        let mut there = false;
        loop {
            let Facts { frontmatter: Some(yaml), .. } = scan(draft.text()) else { return Ok(()) };
            let aliases: Vec<Alias<'_>> = yaml.aliases(self.rules).collect();
            let is_old = |alias: &&Alias<'_>| same_name(alias.scalar.value, old);
            let is_new = |alias: &Alias<'_>| {
                fold(alias.scalar.value) == fold(new) && !same_name(alias.scalar.value, old)
            };
            let Some(alias) = aliases.iter().find(is_old) else { return Ok(()) };
            let edit = match there || aliases.iter().any(is_new) {
                true => frontmatter::remove_alias(draft.text(), &yaml, alias)?,
                false => frontmatter::set_scalar(draft.text(), &yaml, &alias.scalar, new)?,
            };
            draft.apply(&edit, EditReason::Title);
            there = true;
            if same_name(old, new) {
                return Ok(());
            }
        }
    }

    /// Refuses new words of a heading that would not be read back: `x #` in an ATX heading.
    fn check_headings(&self, text: &str, edits: &[(Edit, EditReason)]) -> Result<(), Refusal> {
        let Some((_, first)) = self.headings.first() else { return Ok(()) };
        let refuse = |name: &str| {
            Refusal(format!("{}: Markdown would not read `{name}` as this heading", self.path))
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
