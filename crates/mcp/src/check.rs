//! `check`: broken links and other problems.

use std::sync::atomic::AtomicBool;

use linkwright_project::Finding;
use linkwright_settings::Severity;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolAnswer, ToolRefusal};
use crate::arguments::{CheckCall, FindingScope, offset};
use crate::page::Page;
use crate::vault::SessionVault;

/// Maximum number of bytes of the message with an answer.
const MAX_MESSAGE: usize = 12 << 10;

/// Reports problems: those that were not there when the session began, or all.
///
/// # Errors
/// If the vault cannot be read.
pub(crate) fn check(
    vault: &mut SessionVault,
    given: &CheckCall,
    cancel: &AtomicBool,
) -> ToolAnswer {
    let start = offset(given.cursor.as_deref())?;
    // What is found before the first write was there when the session began.
    vault.current.project.record_findings(&mut vault.known, usize::MAX);
    vault.current.refresh_all(cancel)?;
    vault.current.project.vault.queue_all_disk_queries();
    let part = given.path.as_deref().map(|path| path.trim_matches('/'));
    let is_part = |path: &str| {
        part.is_none_or(|part| {
            let rest = path.strip_prefix(part);
            part.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    if let Some(part) = part
        && !vault.current.project.vault.files().any(|(_, file)| is_part(&file.path))
    {
        return Err(ToolRefusal(format!("`{part}` is neither a file nor a folder of the vault")));
    }
    let SessionVault { current, known, .. } = vault;
    let mut found = match given.scope {
        FindingScope::Session => current.project.check_new(known, is_part, true, cancel)?,
        _ => current.project.check(is_part, true, cancel)?,
    };
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(Page::new(start, MAX_MESSAGE, Fields::new()).of("findings", found.iter().map(show)))
}

/// A finding, as answers show it.
pub(crate) fn show(finding: &Finding) -> Value {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint | Severity::Off => "hint",
    };
    let mut shown = json!({
        "note": finding.path, "code": finding.code, "severity": severity, "message": finding.message,
    });
    if let Some(place) = &finding.place {
        shown["line"] = place.start.0.into();
        shown["at"] = place.line.get(place.marked.clone()).unwrap_or_default().into();
    }
    if let Some(fix) = &finding.fix {
        shown["fix"] = fix.title.clone().into();
    }
    shown
}
