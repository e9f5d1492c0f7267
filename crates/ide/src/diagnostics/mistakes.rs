//! What looks like an alias, a tag or a link, and is none.

use linkwright_syntax::{LinkForm, LinkPlace, Mistake, MistakeKind};
use linkwright_vault::{FileId, Vault, decode_link_part};

use super::{DiagnosticCode, Findings};

/// Checks what the scanner found odd in `source`.
pub(super) fn check(findings: &mut Findings<'_>, source: FileId) {
    let vault = findings.vault;
    let Some(note) = vault.note(source) else { return };
    for (mistake, written) in note.facts.mistakes.iter().zip(&note.mistakes) {
        let (code, message) = match mistake.kind {
            MistakeKind::NonStringAlias => (
                DiagnosticCode::InvalidAlias,
                format!("YAML does not read `{written}` as text, so it is not an alias. Quote it."),
            ),
            MistakeKind::EmptyAlias => (
                DiagnosticCode::InvalidAlias,
                "This alias is empty. Remove it, or write one.".to_owned(),
            ),
            MistakeKind::SpaceInTag => {
                let joined = written.split_whitespace().collect::<Vec<_>>().join("-");
                let message =
                    format!("A tag cannot hold blanks. Write `{joined}`, or several tags.");
                (DiagnosticCode::InvalidTag, message)
            }
            MistakeKind::TagAsComment => (
                DiagnosticCode::InvalidTag,
                format!("YAML reads `{written}` as a comment. Quote it, or leave out the `#`."),
            ),
            MistakeKind::UndefinedLabel => (
                DiagnosticCode::UndefinedLabel,
                format!("Nothing defines the label `{written}`. Write `[{written}]: …` below."),
            ),
            MistakeKind::SpaceInDestination if is_meant(vault, source, written) => {
                let message = "A blank ends the destination, so this is not a link. \
                               Write `%20` for the blank, or put the destination in `<…>`.";
                (DiagnosticCode::BlankInDestination, message.to_owned())
            }
            MistakeKind::SpaceInDestination => continue,
        };
        let Mistake { span, .. } = *mistake;
        findings.add(code, span, message, Vec::new());
    }
}

/// Whether words in parentheses are meant as a destination: they name a file, or end as one does.
fn is_meant(vault: &Vault, source: FileId, written: &str) -> bool {
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
