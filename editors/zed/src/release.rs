//! The archives of a release, and which of them were downloaded.

use std::fs;
use std::path::Path;

use zed_extension_api::{Architecture, Os};

/// The server for one platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Program {
    target: &'static str,
    name: &'static str,
}

/// The server for a platform.
///
/// # Errors
/// If releases have none for it.
pub(crate) fn program(os: Os, architecture: Architecture) -> Result<Program, String> {
    let target = match (os, architecture) {
        // Linked statically, so it runs on every Linux.
        (Os::Linux, Architecture::X8664) => "x86_64-unknown-linux-musl",
        (Os::Linux, Architecture::Aarch64) => "aarch64-unknown-linux-musl",
        (Os::Mac, Architecture::X8664) => "x86_64-apple-darwin",
        (Os::Mac, Architecture::Aarch64) => "aarch64-apple-darwin",
        (Os::Windows, Architecture::X8664) => "x86_64-pc-windows-msvc",
        (Os::Windows, Architecture::Aarch64) => "aarch64-pc-windows-msvc",
        (_, Architecture::X86) => return Err("there is no release for 32-bit machines".to_owned()),
    };
    let name = if matches!(os, Os::Windows) { "linkwright.exe" } else { "linkwright" };
    Ok(Program { target, name })
}

impl Program {
    /// The name of the archive in the release `version`, such as `v0.1.0`.
    pub(crate) fn archive(self, version: &str) -> String {
        format!("{}.{}", self.folder(version), if self.is_zip() { "zip" } else { "tar.gz" })
    }

    /// Whether the archive is a zip file.
    pub(crate) fn is_zip(self) -> bool {
        self.target.contains("windows")
    }

    /// The server in the folder into which the archive of `version` was unpacked.
    pub(crate) fn path(self, version: &str) -> String {
        format!("{version}/{}/{}", self.folder(version), self.name)
    }

    /// The one folder in the archive.
    fn folder(self, version: &str) -> String {
        format!("linkwright-{version}-{}", self.target)
    }
}

/// A server that was downloaded into `folder`.
pub(crate) fn downloaded(folder: &Path, program: &Program) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut paths = names.filter(|name| is_version(name)).map(|version| program.path(&version));
    paths.find(|path| folder.join(path).is_file())
}

/// Removes the releases in `folder` other than `version`.
pub(crate) fn remove_others(folder: &Path, version: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        // One that still runs stays on Windows, and is removed with the next release.
        if name.to_str().is_some_and(|name| is_version(name) && name != version) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder's name is the version of a release.
fn is_version(name: &str) -> bool {
    name.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_of_a_release_has_its_archive() {
        let platforms = include_str!("../../../packages/platforms.json");
        let systems = [Os::Linux, Os::Mac, Os::Windows];
        let architectures = [Architecture::X8664, Architecture::Aarch64];
        let mut found = 0;
        for os in systems {
            for architecture in architectures {
                let program = program(os, architecture).unwrap();
                let target = format!("\"{}\"", program.target);
                let line = platforms.lines().find(|line| line.contains(&target));
                assert!(line.is_some_and(|line| !line.contains("\"local\"")), "{target}");
                found += 1;
            }
        }
        let released =
            platforms.lines().filter(|line| line.contains("target") && !line.contains("\"local\""));
        assert_eq!(released.count(), found);
        assert!(program(Os::Windows, Architecture::X86).is_err());
    }

    #[test]
    fn the_server_is_where_the_archive_has_it() {
        let linux = program(Os::Linux, Architecture::X8664).unwrap();
        assert_eq!(linux.archive("v1.2.3"), "linkwright-v1.2.3-x86_64-unknown-linux-musl.tar.gz");
        assert_eq!(
            linux.path("v1.2.3"),
            "v1.2.3/linkwright-v1.2.3-x86_64-unknown-linux-musl/linkwright"
        );
        let windows = program(Os::Windows, Architecture::Aarch64).unwrap();
        assert_eq!(windows.archive("v1.2.3"), "linkwright-v1.2.3-aarch64-pc-windows-msvc.zip");
        assert!(windows.path("v1.2.3").ends_with("/linkwright.exe"));
    }

    #[test]
    fn an_earlier_download_is_found_and_removed_after_the_next() {
        let folder = std::env::temp_dir().join(format!("linkwright-zed-{}", std::process::id()));
        let linux = program(Os::Linux, Architecture::X8664).unwrap();
        for version in ["v0.9.0", "partial", "v1.0.0"] {
            let path = folder.join(linux.path(version));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        remove_others(&folder, "v1.0.0");
        assert_eq!(downloaded(&folder, &linux), Some(linux.path("v1.0.0")));
        assert!(folder.join("partial").is_dir(), "only releases are removed");
        assert!(!folder.join("v0.9.0").exists());
        let windows = program(Os::Windows, Architecture::X8664).unwrap();
        assert_eq!(downloaded(&folder, &windows), None);
        fs::remove_dir_all(folder).unwrap();
    }
}
