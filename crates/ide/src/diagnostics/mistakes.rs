//! Text that looks like an alias, a tag or a link but is not one.

use linkwright_syntax::{LinkForm, LinkPlace, Mistake, MistakeKind};
use linkwright_vault::{FileId, Vault, decode_link_part};

use super::{Collector, DiagnosticCode};

/// Reports the mistakes that the scanner found in `source`.
pub(super) fn check(collector: &mut Collector<'_>, source: FileId) {
    let vault = collector.vault;
    let Some(note) = vault.note(source) else { return };
    for (mistake, written) in note.facts.mistakes.iter().zip(&note.mistakes) {
        let (code, message) = match mistake.kind {
            MistakeKind::NonStringAlias => (
                DiagnosticCode::InvalidAlias,
                format!(
                    "YAML does not read `{written}` as text, so it is not an alias. \
                     Put it in quotes."
                ),
            ),
            MistakeKind::EmptyAlias => (
                DiagnosticCode::InvalidAlias,
                "This alias is empty. Fill it in, or remove it.".to_owned(),
            ),
            MistakeKind::SpaceInTag => {
                let joined = written.split_whitespace().collect::<Vec<_>>().join("-");
                let message =
                    format!("A tag cannot contain spaces. Write `{joined}`, or separate tags.");
                (DiagnosticCode::InvalidTag, message)
            }
            MistakeKind::TagAsComment => (
                DiagnosticCode::InvalidTag,
                format!(
                    "YAML reads `{written}` as a comment. Put it in quotes, or remove the `#`."
                ),
            ),
            MistakeKind::UndefinedLabel => (
                DiagnosticCode::UndefinedLabel,
                format!(
                    "The label `[{written}]` is not defined. Add `[{written}]: …` to the note."
                ),
            ),
            MistakeKind::SpaceInDestination if is_likely_path(vault, source, written) => {
                let message = "A space ends the destination, so this is not a link. \
                               Write `%20` for each space, or put the destination in `<…>`.";
                (DiagnosticCode::BlankInDestination, message.to_owned())
            }
            MistakeKind::SpaceInDestination => continue,
        };
        let Mistake { span, .. } = *mistake;
        collector.add(code, span, message, Vec::new());
    }
}

/// Whether words in parentheses are probably meant as a destination: they have a file extension, or
/// resolve to a file.
fn is_likely_path(vault: &Vault, source: FileId, written: &str) -> bool {
    let path = written.split(['#', '?']).next().unwrap_or(written);
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let letters = extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if letters && (2..=5).contains(&extension.len()) {
        return true;
    }
    let form = LinkForm::Inline { angle_bracketed: false };
    let path = decode_link_part(path, form, LinkPlace::Body);
    !path.is_empty() && vault.resolve_path(&vault.file(source).path, &path, form).file().is_some()
}
