//! The Zed extension: finds the server or downloads it, and passes settings on.
//!
//! The server is, in this order: the one in the setting `lsp.linkwright.binary.path`, `linkwright` on
//! the `PATH`, and the one of the latest release.

mod release;

use std::fs;
use std::path::Path;

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{
    self as zed, DownloadedFileType, GithubReleaseOptions, LanguageServerId,
    LanguageServerInstallationStatus as Status, Result, Worktree, serde_json::Value,
};

/// The server's name in settings, and on the `PATH`.
const NAME: &str = "linkwright";

/// The repository with the releases.
const REPOSITORY: &str = "linkwright/linkwright";

/// The folder of a download that is not complete.
const PARTIAL: &str = "partial";

struct Linkwright {
    /// The server that was downloaded or found in this session.
    downloaded: Option<String>,
}

impl zed::Extension for Linkwright {
    fn new() -> Linkwright {
        Linkwright { downloaded: None }
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let binary = settings(worktree).binary;
        let (path, arguments, env) =
            binary.map_or((None, None, None), |it| (it.path, it.arguments, it.env));
        let on_path = || worktree.which(NAME);
        let command = match path.or_else(on_path) {
            Some(command) => command,
            None => self.release(id)?,
        };
        let env = env.map_or_else(|| worktree.shell_env(), |env| env.into_iter().collect());
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(zed::Command { command, args, env })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = settings(worktree);
        Ok(settings.initialization_options.or(settings.settings))
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        // The server reads the section `linkwright`.
        let settings = settings(worktree);
        let ours = settings.settings.or(settings.initialization_options);
        Ok(ours.map(|ours| Value::Object([(NAME.to_owned(), ours)].into_iter().collect())))
    }
}

impl Linkwright {
    /// The server of the latest release, downloaded if it is not there. Without a connection, the one
    /// that was downloaded last.
    fn release(&mut self, id: &LanguageServerId) -> Result<String> {
        if let Some(path) = self.downloaded.as_ref().filter(|path| Path::new(path).is_file()) {
            return Ok(path.clone());
        }
        zed::set_language_server_installation_status(id, &Status::CheckingForUpdate);
        let path = download(id).or_else(|reason| {
            let earlier = release::downloaded(Path::new("."), &program()?);
            earlier.ok_or_else(|| {
                format!(
                    "{reason}. Install `{NAME}` and put it on the PATH, or set \
                     `lsp.{NAME}.binary.path` to its path."
                )
            })
        });
        match &path {
            Ok(path) => {
                zed::set_language_server_installation_status(id, &Status::None);
                self.downloaded = Some(path.clone());
            }
            Err(reason) => {
                let failed = Status::Failed(reason.clone());
                zed::set_language_server_installation_status(id, &failed);
            }
        }
        path
    }
}

/// The path of the server in the archive of a release for this platform.
fn program() -> Result<release::Program> {
    let (os, architecture) = zed::current_platform();
    release::program(os, architecture)
}

/// Downloads the server of the latest release if it is not there, and removes older ones.
fn download(id: &LanguageServerId) -> Result<String> {
    let program = program()?;
    let options = GithubReleaseOptions { require_assets: true, pre_release: false };
    let latest = zed::latest_github_release(REPOSITORY, options)
        .map_err(|reason| format!("no release of Linkwright found: {reason}"))?;
    let path = program.path(&latest.version);
    if Path::new(&path).is_file() {
        return Ok(path);
    }
    let archive = program.archive(&latest.version);
    let asset = latest.assets.iter().find(|asset| asset.name == archive);
    let asset = asset.ok_or_else(|| format!("{} has no file `{archive}`", latest.version))?;
    zed::set_language_server_installation_status(id, &Status::Downloading);
    let kind = if program.is_zip() { DownloadedFileType::Zip } else { DownloadedFileType::GzipTar };
    // The download gets its name when it is complete, so that a part of it is never started.
    let _ = fs::remove_dir_all(PARTIAL);
    zed::download_file(&asset.download_url, PARTIAL, kind)
        .map_err(|reason| format!("`{archive}` cannot be downloaded: {reason}"))?;
    let fail = |error: std::io::Error| format!("`{archive}` cannot be unpacked: {error}");
    let _ = fs::remove_dir_all(&latest.version);
    fs::rename(PARTIAL, &latest.version).map_err(fail)?;
    if !Path::new(&path).is_file() {
        return Err(format!("`{archive}` does not contain the server"));
    }
    zed::make_file_executable(&path)?;
    release::remove_others(Path::new("."), &latest.version);
    Ok(path)
}

/// What the user set for the server. Settings that cannot be read count as none.
fn settings(worktree: &Worktree) -> LspSettings {
    LspSettings::for_worktree(NAME, worktree).unwrap_or_default()
}

zed::register_extension!(Linkwright);
