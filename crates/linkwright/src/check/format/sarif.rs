//! SARIF 2.1.0, which code scanning services read.

use std::io::{self, Write};

use linkwright_project::{Finding, FindingFix, OTHER_CODES, TextPlace};
use linkwright_settings::{DiagnosticCode, Severity};
use serde_json::{Value, json};

use super::json::items;
use super::links::{REPOSITORY, page, url};
use crate::check::report::Reported;

/// Writes a log with one run.
pub(in crate::check) fn log(out: &mut dyn Write, results: &[Reported]) -> io::Result<()> {
    let head = json!({
        "name": "linkwright", "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": REPOSITORY, "rules": rules(),
    });
    writeln!(
        out,
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
         \"runs\":[{{\"tool\":{{\"driver\":{head}}},\"columnKind\":\"unicodeCodePoints\",\
         \"results\":["
    )?;
    items(out, results)?;
    writeln!(out, "\n]}}]}}")
}

/// All codes, in the order of [`rule_index`].
fn rules() -> Vec<Value> {
    let rule = |name: &str, description: &str, severity: Severity| {
        let mut characters = description.chars();
        let first = characters.next().map(|first| first.to_uppercase().to_string());
        let sentence = format!("{}{}.", first.unwrap_or_default(), characters.as_str());
        let page = page(name);
        json!({
            "id": name,
            "shortDescription": { "text": sentence.replace('`', "") },
            "helpUri": page,
            "help": {
                "text": format!("{} See {page}.", sentence.replace('`', "")),
                "markdown": format!("{sentence} See [the docs]({page})."),
            },
            "defaultConfiguration": {
                "enabled": severity != Severity::Off, "level": level(severity),
            },
        })
    };
    let diagnostics = DiagnosticCode::ALL
        .iter()
        .map(|code| rule(code.name(), code.description(), code.default_severity()));
    let others = OTHER_CODES.iter().map(|code| {
        let description = match *code {
            "settings" => "a mistake in the settings of the vault",
            _ => "a file or folder that could not be read",
        };
        rule(code, description, Severity::Warning)
    });
    diagnostics.chain(others).collect()
}

fn rule_index(code: &str) -> Option<usize> {
    let diagnostics = DiagnosticCode::ALL.iter().map(|it| it.name());
    diagnostics.chain(OTHER_CODES).position(|name| name == code)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
        Severity::Off => "none",
    }
}

/// The result of a finding.
pub(in crate::check) fn result(finding: &Finding) -> String {
    let related = finding.related.iter().zip(1..).map(|((message, path, place), id)| {
        let mut location = location(path, place.as_ref());
        location["id"] = json!(id);
        location["message"] = json!({ "text": message });
        location
    });
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rule_index(finding.code),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location(&finding.path, finding.place.as_ref())],
        // The second is the one that GitHub reads.
        "partialFingerprints": {
            "linkwright/v1": finding.fingerprint,
            "primaryLocationLineHash": finding.fingerprint,
        },
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([fix_object(&finding.path, fix)]);
    }
    result.to_string()
}

fn location(path: &str, place: Option<&TextPlace>) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(path) });
    if let Some(place) = place {
        physical["region"] = region(place);
    }
    json!({ "physicalLocation": physical })
}

/// A file. Relative paths count from the root of the repository, as far as this program knows. A path that
/// leaves the current folder shows that this folder is not the root.
fn artifact(path: &str) -> Value {
    let url = url(path);
    match url.starts_with("file:") || url.starts_with("../") {
        true => json!({ "uri": url }),
        false => json!({ "uri": url, "uriBaseId": "%SRCROOT%" }),
    }
}

fn region(TextPlace { start, end, span, .. }: &TextPlace) -> Value {
    json!({
        "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1,
        "byteOffset": span.start, "byteLength": span.end - span.start,
    })
}

fn fix_object(path: &str, fix: &FindingFix) -> Value {
    let replacement = |(place, text): &(TextPlace, String)| {
        json!({
            "deletedRegion": region(place), "insertedContent": { "text": text },
        })
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact(path), "replacements": replacements }],
    })
}
