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
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--workspace", "--bin", "linkwright"]);
        // With an example, Cargo chooses the features of dependencies as `cargo test --workspace` does. Otherwise
        // it would compile most crates again.
        build.args(["--example", "memory"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        build
            .arg("--target-dir")
            .arg(profile.parent().expect("a profile folder is in a target folder"));
        let built = build.status().expect("cargo runs");
        let binary = profile.join("linkwright").with_extension(std::env::consts::EXE_EXTENSION);
        built.success().then_some(binary)
    });
    binary.as_deref().expect("linkwright builds")
}
