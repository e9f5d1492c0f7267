//! Moves of files and folders.

use linkwright_ide::Changes;
use linkwright_ide::rename::{Mover, plan_moves};
use linkwright_syntax::fold;

use crate::{Error, Project};

impl Project {
    /// The path that the entry at `path` gets if it moves to `to`, both vault paths. If `to` is a folder,
    /// or `into_folder` says that it will be one, the entry moves into it; an empty `to` is the vault's
    /// folder. A file keeps its extension if `to` has none. `shown` is how the user wrote `to`.
    ///
    /// # Errors
    /// If a folder would move into itself.
    pub fn moved_path(
        &self,
        path: &str,
        to: &str,
        into_folder: bool,
        shown: &str,
    ) -> Result<String, Error> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_folder = |path: &str| self.root.path.join(path).is_dir();
        // If only the case of a folder's name changes, the folder at `to` can be the folder itself.
        let moves_into = into_folder || (is_folder(to) && fold(to) != fold(path));
        let to = match (moves_into, to.is_empty()) {
            (true, true) => name.to_owned(),
            (true, false) => format!("{to}/{name}"),
            (false, _) => to.to_owned(),
        };
        if to.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')) {
            return Err(Error::Refused(format!("{shown}: cannot move a folder into itself")));
        }
        // Keep the extension, so that a note stays a note.
        let settings = self.vault.settings();
        let extension = |path: &str| path[settings.note_stem(path).len()..].to_owned();
        let kept = if is_folder(path) { String::new() } else { extension(path) };
        Ok(if extension(&to).is_empty() { to + &kept } else { to })
    }

    /// The changes of `moves`, each from a vault path to a vault path, with those of all links to what
    /// moves. Looks up on the disk whether link targets outside the vault's files exist.
    ///
    /// # Errors
    /// If two entries would get one path, if an entry is in a folder that moves too, if the moves are
    /// refused, or if a note cannot be read or has changed.
    pub fn move_entries(&mut self, moves: Vec<(String, String)>) -> Result<Changes, Error> {
        for (at, (path, to)) in moves.iter().enumerate() {
            let is_below = |(other, _): &&(String, String)| {
                path.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            if let Some((folder, _)) = moves.iter().find(is_below) {
                return Err(Error::Refused(format!("`{path}` is in `{folder}`, which moves too")));
            }
            if let Some((other, _)) = moves[..at].iter().find(|(_, other)| fold(other) == fold(to))
            {
                return Err(Error::Refused(format!(
                    "`{other}` and `{path}` would both move to `{to}`"
                )));
            }
        }
        self.ask_disk_for_all_links();
        let mut changes = self.finish(plan_moves(&self.vault, &moves, Mover::Linkwright)?)?;
        changes.moves.extend(moves.into_iter().filter(|(from, to)| from != to));
        Ok(changes)
    }
}
