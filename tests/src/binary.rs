//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The path of `linkwright`, built with the same profile as the tests; or `LINKWRIGHT_BINARY`, which is set
/// where the tests run without Cargo (`tests/platforms`).
///
/// # Panics
/// If the build fails.
pub fn linkwright() -> &'static Path {
    static BINARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let binary = BINARY.get_or_init(|| {
        if let Some(built) = std::env::var_os("LINKWRIGHT_BINARY") {
            return Some(built.into());
        }
        let test = std::env::current_exe().expect("the path of the test binary");
        // target/debug/deps/test-0123456789abcdef
        let profile = test.ancestors().nth(2).expect("a test binary is in a target folder");
        let binary = profile.join("linkwright").with_extension(std::env::consts::EXE_EXTENSION);
        // `cargo test --workspace` has just built it. Another build would compile all dependencies a second
        // time, without the features that only tests need.
        if is_current(&binary) {
            return Some(binary);
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "linkwright", "--bin", "linkwright"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        build
            .arg("--target-dir")
            .arg(profile.parent().expect("a profile folder is in a target folder"));
        let built = build.status().expect("cargo runs");
        built.success().then_some(binary)
    });
    binary.as_deref().expect("linkwright builds")
}

/// Whether `binary` is newer than the sources that Cargo lists beside it, and than the dependencies.
fn is_current(binary: &Path) -> bool {
    let Ok(listed) = std::fs::read_to_string(binary.with_extension("d")) else { return false };
    // Written like a rule of make: `binary: source source`.
    let Some((_, sources)) = listed.trim_end().split_once(": ") else { return false };
    let sources = sources.replace("\\ ", "\0");
    let sources = sources.split(' ').map(|source| PathBuf::from(source.replace('\0', " ")));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifests = ["Cargo.toml", "Cargo.lock"].map(|name| workspace.join(name));
    let modified = |path: &Path| path.metadata().and_then(|it| it.modified()).ok();
    let Some(built) = modified(binary) else { return false };
    sources.chain(manifests).all(|source| modified(&source).is_some_and(|it| it <= built))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_binary_is_current_until_a_source_changes_or_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let [binary, first, second] =
            ["program", "a.rs", "b c.rs"].map(|it| folder.path().join(it));
        assert!(!is_current(&binary), "there is none");
        for path in [&binary, &first, &second] {
            File::create(path).expect("a file");
        }
        assert!(!is_current(&binary), "its sources are not known");
        let [binary_text, first_text, second_text] =
            [&binary, &first, &second].map(|it| it.display().to_string().replace(' ', "\\ "));
        let listed = format!("{binary_text}: {first_text} {second_text}\n");
        fs::write(binary.with_extension("d"), listed).expect("a list");
        let set_modified =
            |path: &Path, time| File::options().write(true).open(path)?.set_modified(time);
        let now = SystemTime::now();
        set_modified(&binary, now).expect("a time");
        assert!(is_current(&binary));
        set_modified(&second, now + Duration::from_secs(1)).expect("a time");
        assert!(!is_current(&binary), "a source is newer");
        fs::remove_file(&second).expect("removed");
        assert!(!is_current(&binary), "a source is missing");
    }
}
