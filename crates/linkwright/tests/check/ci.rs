//! The hooks of pre-commit, the action for GitHub and the template for GitLab: their scripts run as there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::repository::{git, repository};
use super::schemas::{SARIF, annotations, validate};
use super::support::Vault;

fn read(path: &str) -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(repository.join(path)).expect("a file of the repository")
}

/// Runs a script in the vault, with `program` first in PATH. Returns the exit status, and what it prints.
fn run_script(
    vault: &Vault,
    program: &Path,
    script: &str,
    env: &[(String, String)],
) -> (i32, String) {
    let path = std::env::var("PATH").expect("UTF-8");
    let output = Command::new("bash")
        // As GitHub runs them.
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(vault.path())
        .env("PATH", format!("{}:{path}", program.parent().expect("a folder").display()))
        .envs(env.iter().cloned())
        .output()
        .expect("bash is installed");
    let error = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    (output.status.code().unwrap_or(-1), format!("{printed}{error}"))
}

fn linkwright() -> PathBuf {
    env!("CARGO_BIN_EXE_linkwright").into()
}

#[test]
fn the_hooks_of_pre_commit_report_what_the_commit_breaks() {
    let hooks = read(".pre-commit-hooks.yaml");
    let entries: Vec<&str> =
        hooks.lines().filter_map(|line| line.strip_prefix("  entry: ")).collect();
    assert_eq!(entries.len(), hooks.matches("- id: ").count());
    assert_eq!(entries.len(), hooks.matches("  pass_filenames: false\n").count());
    for entry in entries {
        let vault = repository("//- /a.md\n[[b]]\n//- /b.md\n");
        let run = || run_script(&vault, &linkwright(), entry, &[]);
        assert_eq!(run().0, 0, "{entry}");
        git(&vault, &["rm", "-q", "b.md"]);
        let (status, shown) = run();
        assert!(status == 1 && shown.contains("a.md:1:3"), "{entry}: {status} {shown}");
    }
}

#[test]
fn the_script_for_gitlab_writes_the_report_that_it_names() {
    let template = read("docs/ci/gitlab.yml");
    let script = template.split("  script:\n    - ").nth(1).expect("a script");
    let script = script.lines().next().expect("a line");
    let report = template.split("codequality: ").nth(1).expect("a report").trim_end();
    let vault = Vault::new("//- /a.md\n[[gone]]\n");
    let (status, shown) = run_script(&vault, &linkwright(), script, &[]);
    assert_eq!((status, &*shown), (1, ""));
    let report: Value = serde_json::from_str(&vault.read(report)).expect("JSON");
    assert_eq!(report[0]["location"]["path"], "a.md");
}

/// A step of the action.
struct Step {
    script: Option<String>,
    env: Vec<(String, String)>,
    /// Whether it runs only for `sarif: true`.
    is_for_sarif: bool,
    text: String,
}

/// The steps of the action, with the inputs in their place.
fn steps(inputs: &[(&str, &str)]) -> Vec<Step> {
    let mut action = read("action.yml");
    for (name, value) in inputs {
        assert!(action.contains(&format!("\n  {name}:\n    description:")), "no input {name}");
        action = action.replace(&format!("${{{{ inputs.{name} }}}}"), value);
    }
    let indented = |line: &&str| line.starts_with("        ");
    let steps = action.split("\n    - name: ").skip(1).map(|text| {
        let block = |key: &str| {
            let after = text.split_once(&format!("\n      {key}"))?.1;
            let (first, more) = after.split_once('\n').unwrap_or((after, ""));
            let more = more.lines().take_while(indented).map(str::trim_start);
            Some(match first {
                "" | " |" => more.collect::<Vec<_>>().join("\n"),
                one => one.trim().to_owned(),
            })
        };
        let env = block("env:").unwrap_or_default();
        let env = env.lines().filter_map(|line| line.split_once(": "));
        Step {
            script: block("run:"),
            env: env.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            is_for_sarif: text.contains("\n      if: inputs.sarif == 'true'\n"),
            text: text.to_owned(),
        }
    });
    steps.collect()
}

/// What the action does in a vault.
#[derive(PartialEq, Debug)]
struct Outcome {
    is_success: bool,
    /// Number of annotations.
    annotations: usize,
    /// Number of results in the uploaded file.
    uploaded: Option<usize>,
}

/// Runs the action, with programs in place of Cargo and of the upload.
fn run_action(vault: &Vault, args: &str, sarif: &str) -> Outcome {
    let machine = Vault::new("");
    machine.write("output", b"");
    // Installs the program that was built for the tests.
    machine.write(
        "bin/cargo",
        b"#!/bin/sh\nset -e\ntest \"$1 $4\" = 'install --path'\ntest -f \"$5/src/main.rs\"\n\
          mkdir -p \"$7/bin\"\nln -s \"$PROGRAM\" \"$7/bin/linkwright\"\n",
    );
    let cargo = machine.path().join("bin/cargo");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("it is there");
    let shown = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let runner = [
        ("RUNNER_TEMP".to_owned(), shown(machine.path())),
        ("GITHUB_OUTPUT".to_owned(), shown(&machine.path().join("output"))),
        ("PROGRAM".to_owned(), shown(&linkwright())),
    ];
    let mut outcome = Outcome { is_success: true, annotations: 0, uploaded: None };
    for step in steps(&[("args", args), ("sarif", sarif)]) {
        if step.is_for_sarif && sarif != "true" {
            continue;
        }
        let Some(script) = &step.script else {
            let file = step.text.split("sarif_file: ").nth(1).expect("the upload");
            let file = file.lines().next().expect("a name");
            let log = serde_json::from_str(&vault.read(file)).expect("JSON");
            validate(&log, SARIF);
            outcome.uploaded = log["runs"][0]["results"].as_array().map(Vec::len);
            continue;
        };
        let output = machine.read("output");
        let status = output.trim_end().strip_prefix("status=").unwrap_or_default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let values =
            [("steps.check.outputs.status", status), ("github.action_path", &shown(&folder))];
        let env = step.env.iter().map(|(name, value)| {
            let value = values.iter().fold(value.clone(), |value, (name, with)| {
                value.replace(&format!("${{{{ {name} }}}}"), with)
            });
            assert!(!value.contains("${{"), "{name}: {value}");
            (name.clone(), value)
        });
        let env: Vec<_> = env.chain(runner.iter().cloned()).collect();
        let (status, printed) = run_script(vault, &cargo, script, &env);
        if printed.starts_with("::") {
            outcome.annotations = annotations(&printed).len();
        }
        if status != 0 {
            outcome.is_success = false;
            break;
        }
    }
    outcome
}

#[test]
fn the_action_annotates_or_uploads_and_fails_if_something_is_found() {
    let vault = Vault::new("//- /a.md\n[[gone]] [[lost]]\n//- /sub/b.md\n[[a]]\n");
    let outcome = |is_success, annotations, uploaded| Outcome { is_success, annotations, uploaded };
    for (args, sarif, expected) in [
        ("", "false", outcome(false, 2, None)),
        ("", "true", outcome(false, 0, Some(2))),
        ("--max-warnings 2 --fail-on error", "false", outcome(true, 2, None)),
        ("--max-warnings 2 --fail-on error", "true", outcome(true, 0, Some(2))),
        ("sub", "false", outcome(true, 0, None)),
        ("sub", "true", outcome(true, 0, Some(0))),
        // There is no report to upload.
        ("--nonsense", "false", outcome(false, 0, None)),
        ("--nonsense", "true", outcome(false, 0, None)),
        ("none.md", "true", outcome(false, 0, None)),
    ] {
        assert_eq!(run_action(&vault, args, sarif), expected, "`{args}`, sarif: {sarif}");
    }
}
