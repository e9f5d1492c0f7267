//! Undoes a recorded change, if no file that it touched has changed since.

use linkwright_disk::{DiskError, FileChange, Reason, SymlinkFix};
use linkwright_syntax::digest;
use linkwright_text::{Edit, Span, apply_edits};

use crate::pending::{PendingChange, Rewrite};
use crate::recorded::{RecordedChange, RecordedLink, RecordedWrite, files_below};
use crate::texts::read_each;
use crate::{Error, Project};

/// Maximum number of files or links that a message names.
const MAX_NAMED: usize = 10;

impl Project {
    /// Makes the undo of `change` ready to be shown and made. Nothing is written. Its messages name the
    /// links that it breaks: those that were written since the change, and need it.
    ///
    /// # Errors
    /// If a file that the change wrote, created or moved is not as the change left it, and if something
    /// is at an old path. The error names the files.
    pub fn pending_undo(&mut self, change: &RecordedChange) -> Result<PendingChange, Error> {
        if !change.is_understood() {
            return Err(Error::Refused(
                "the last change was recorded by another version of linkwright, which has to undo it"
                    .to_owned(),
            ));
        }
        let mut texts = self.unchanged_texts(change)?.into_iter();
        let mut back: Vec<(String, String)> =
            change.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
        back.reverse();
        self.require_free(&[], &back)?;
        let rewrites = change.writes.iter().zip(texts.by_ref()).map(|(write, before)| {
            let inverse = write.inverse.iter();
            let inverse: Vec<Edit> = inverse
                .map(|(start, end, old)| Edit::new(Span { start: *start, end: *end }, old))
                .collect();
            let after = apply_edits(&before, &inverse).ok().filter(|it| digest(it) == write.old);
            let after = after.ok_or_else(|| {
                Error::Refused(format!("the record of the change of `{}` is damaged", write.path))
            })?;
            let RecordedWrite { path, old_path: new_path, .. } = write.clone();
            Ok(Rewrite { path, new_path, before, after, inverse: Vec::new() })
        });
        let rewrites = rewrites.collect::<Result<Vec<Rewrite>, Error>>()?;
        let created = change.creates.iter().map(|(path, _)| path.clone());
        let removes: Vec<(String, String)> = created.zip(texts).collect();
        let relinks = change.relinks.iter().map(|RecordedLink { path, old, new }| SymlinkFix {
            path: path.clone(),
            old: new.clone(),
            new: old.clone(),
        });
        let relinks: Vec<SymlinkFix> = relinks.collect();
        let writes =
            rewrites.iter().zip(&change.writes).map(|(rewrite, write)| FileChange::Write {
                path: rewrite.path.clone(),
                digest: Some(write.new),
                text: rewrite.after.clone(),
            });
        let links = relinks.iter().map(|SymlinkFix { path, old, new }| FileChange::Symlink {
            path: path.clone(),
            old: old.clone(),
            new: new.clone(),
        });
        let created = change.creates.iter();
        let files = created
            .map(|(path, digest)| FileChange::Remove { path: path.clone(), digest: *digest });
        let moves =
            back.iter().map(|(from, to)| FileChange::Move { from: from.clone(), to: to.clone() });
        let folders =
            change.folders.iter().map(|path| FileChange::RemoveFolder { path: path.clone() });
        let mut pending = PendingChange {
            changes: writes.chain(links).chain(files).chain(moves).chain(folders).collect(),
            edits: change.writes.iter().map(|write| write.inverse.len()).sum(),
            rewrites,
            relinks,
            creates: Vec::new(),
            removes,
            moves: back,
            messages: Vec::new(),
            folders: Vec::new(),
        };
        let broken = self.links_broken_by(&pending)?;
        if !broken.is_empty() {
            let links = match broken.len() {
                1 => "1 link that resolves".to_owned(),
                count => format!("{count} links that resolve"),
            };
            pending.messages.push(format!("The undo breaks {links} now:{}", listed(broken)));
        }
        Ok(pending)
    }

    /// Whether the vault is as it was before `change`: the process was stopped before it made the
    /// change, or after it undid it.
    #[must_use]
    pub fn is_before(&self, change: &RecordedChange) -> bool {
        let there = |path: &str| self.root.path.join(path).symlink_metadata().is_ok();
        let old: Vec<(&str, u64)> =
            change.writes.iter().map(|it| (it.old_path.as_str(), it.old)).collect();
        change.moves.iter().all(|(from, to)| there(from) && (!there(to) || is_same_name(from, to)))
            && change.creates.iter().all(|(path, _)| !there(path))
            && read_each(&*self.disk, &self.root, &old, |_, read| read.is_changed)
                .into_iter()
                .all(|read| matches!(read, Ok(false)))
    }

    /// The texts of the written files, then of the created ones, if all files are as `change` left
    /// them.
    fn unchanged_texts(&self, change: &RecordedChange) -> Result<Vec<String>, Error> {
        let writes = change.writes.iter().map(|it| (it.path.as_str(), it.new));
        let creates = change.creates.iter().map(|(path, digest)| (path.as_str(), *digest));
        let moved_notes =
            change.moved.iter().filter_map(|(path, it)| Some((path.as_str(), (*it)?)));
        let expected: Vec<(&str, u64)> = writes.chain(creates).chain(moved_notes).collect();
        let wanted = change.writes.len() + change.creates.len();
        let read = read_each(&*self.disk, &self.root, &expected, |index, read| {
            (!read.is_changed)
                .then(|| if index < wanted { read.text.to_owned() } else { String::new() })
        });
        let (mut texts, mut changed) = (Vec::new(), Vec::new());
        for ((path, _), read) in expected.iter().zip(read) {
            match read {
                Ok(Some(text)) => texts.push(text),
                Ok(None) => changed.push(format!("`{path}` has changed since")),
                Err(DiskError { reason: Reason::Missing | Reason::NotFolder, .. }) => {
                    changed.push(format!("`{path}` is gone"));
                }
                Err(error) => changed.push(error.to_string()),
            }
        }
        for (path, _) in change.moved.iter().filter(|(_, digest)| digest.is_none()) {
            if self.root.path.join(path).symlink_metadata().is_err() {
                changed.push(format!("`{path}` is gone"));
            }
        }
        let new = self.new_files(change).into_iter();
        changed.extend(new.map(|path| format!("`{path}` is new")));
        if changed.is_empty() {
            texts.truncate(wanted);
            return Ok(texts);
        }
        Err(Error::Refused(format!("the last change cannot be undone:{}", listed(changed))))
    }

    /// The files in moved folders that were not there when the folders moved.
    fn new_files(&self, change: &RecordedChange) -> Vec<String> {
        let is_known = |path: &String| {
            change.moved.binary_search_by(|(known, _)| known.cmp(path)).is_ok()
                || change.writes.iter().any(|it| it.path == *path)
                || change.creates.iter().any(|(created, _)| created == path)
        };
        let below = change.moves.iter().flat_map(|(_, to)| files_below(&self.root, to));
        let mut new: Vec<String> = below.filter(|path| !is_known(path)).collect();
        new.sort_unstable();
        new
    }
}

/// The first of `lines`, below each other, and how many there are more.
fn listed(mut lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(MAX_NAMED);
    lines.truncate(MAX_NAMED);
    let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    lines.iter().map(|it| format!("\n  {it}")).collect::<String>() + &more
}

/// Whether two paths may name the same file, where the case of a name does not count.
fn is_same_name(one: &str, other: &str) -> bool {
    linkwright_syntax::fold(one) == linkwright_syntax::fold(other)
}
