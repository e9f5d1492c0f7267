//! Lists about a whole vault: `linkwright.names`, `linkwright.tags`, `linkwright.tagged`,
//! `linkwright.orphans` and `linkwright.unresolved`.
//!
//! Each takes `{uri?}`, a file of the vault. Default: the first vault of the workspace.

use linkwright_ide::lists;
use linkwright_ide::references::{self, Reference};
use linkwright_project::live::{FileResults, Needs, OpenVault, Planned, VaultOwner as _};
use linkwright_vault::{FileId, LinkRef};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Range, Url};

use super::links::{PlaceInNote, lines_in};
use super::{Answer, CommandCall, no_vault, vault_of};
use crate::answers::modes::{InBackground, Mode as _, TextByText, serialized};
use crate::answers::request_context::RequestContext;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::wire::results::stash_result;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VaultArgument {
    uri: Option<Url>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagArgument {
    uri: Option<Url>,
    /// The tag, with or without `#`.
    tag: String,
}

/// A name or alias in the answer of `linkwright.names`.
#[derive(Serialize)]
struct ListedName {
    name: String,
    alias: bool,
    /// The path relative to the vault's root.
    path: String,
    uri: Url,
}

#[derive(Serialize)]
struct ListedTag {
    tag: String,
    uses: u32,
    notes: usize,
}

#[derive(Serialize)]
struct ListedNote {
    path: String,
    uri: Url,
}

#[derive(Serialize)]
struct ListedTarget {
    path: String,
    links: Vec<PlaceInNote>,
}

/// The names and aliases of all notes, by path: `{uri?}` → `[{name, alias, path, uri}]`.
pub(super) fn names(call: CommandCall) -> Result<Answer> {
    let plan = |open_vault: &OpenVault| {
        let names = lists::names(&open_vault.vault).into_iter();
        let names: Vec<_> = names.map(|it| (it.note, it.name.to_owned(), it.is_alias)).collect();
        let files = names.iter().map(|(note, ..)| *note).collect();
        (names, files)
    };
    let finish = |names: Vec<(FileId, String, bool)>, context: &RequestContext| {
        let listed = names.into_iter().filter_map(|(note, name, alias)| {
            let file = context.file(note)?;
            Some(ListedName { name, alias, path: file.path.clone(), uri: file.uri.clone() })
        });
        Ok(listed.collect::<Vec<_>>())
    };
    of_vault(call, plan, finish)
}

/// The tags of the vault, each before the tags nested in it: `{uri?}` → `[{tag, uses, notes}]`. `uses`
/// is the number of places, `notes` the number of notes that have the tag itself.
pub(super) fn tags(call: CommandCall) -> Result<Answer> {
    let plan = |open_vault: &OpenVault| {
        let tags = lists::tags(&open_vault.vault).into_iter();
        let listed =
            tags.map(|it| ListedTag { tag: it.tag.to_owned(), uses: it.uses, notes: it.notes });
        (listed.collect::<Vec<_>>(), Vec::new())
    };
    of_vault(call, plan, |tags, _: &RequestContext| Ok(tags))
}

/// The notes that no other note links to, by path: `{uri?}` → `[{path, uri}]`.
pub(super) fn orphans(call: CommandCall) -> Result<Answer> {
    let plan = |open_vault: &OpenVault| ((), lists::orphans(&open_vault.vault));
    let finish = |(), context: &RequestContext| {
        let listed = context.by_path().into_iter();
        let listed =
            listed.map(|file| ListedNote { path: file.path.clone(), uri: file.uri.clone() });
        Ok(listed.collect::<Vec<_>>())
    };
    of_vault(call, plan, finish)
}

/// Answers `{uri?}` without reading texts. `plan` also returns the files that the answer refers to.
fn of_vault<P, R>(
    mut call: CommandCall,
    plan: impl Fn(&OpenVault) -> (P, Vec<FileId>) + Clone + Send + 'static,
    finish: impl FnOnce(P, &RequestContext) -> Result<R> + Send + 'static,
) -> Result<Answer>
where
    P: Send + Sync + 'static,
    R: Serialize + Send + 'static,
{
    let VaultArgument { uri } = call.argument()?;
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let plan = move |state: &mut State, at: &Url| {
            let Some(open_vault) = state.open_vault_of(at) else { return Ok(None) };
            let (plan, files) = plan(open_vault);
            Ok(Some(Planned::new(open_vault.id, Vec::new(), files, plan)))
        };
        let mode = InBackground(Needs::Notes, plan, serialized(finish));
        let answer = mode.answer(&vaults, vault.await?).await?;
        answer.map(|result| stash_result(Some(result))).ok_or_else(no_vault)
    }))
}

/// The places of a tag and of the tags nested in it, sorted by path: `{uri?, tag}` →
/// `[{uri, range, line}]`.
pub(super) fn tagged(mut call: CommandCall) -> Result<Answer> {
    let TagArgument { uri, tag } = call.argument()?;
    let plan = move |open_vault: &OpenVault| {
        vec![(
            String::new(),
            references::tag_references(&open_vault.vault, tag.trim_start_matches('#')),
        )]
    };
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let finish = |groups: Vec<(String, Vec<PlaceInNote>)>| {
            groups.into_iter().flat_map(|(_, places)| places).collect::<Vec<_>>()
        };
        places_by_group(vaults, vault.await?, plan, finish).await
    }))
}

/// The link targets that do not exist, sorted by path, with the links to them:
/// `{uri?}` → `[{path, links: [{uri, range, line}]}]`.
pub(super) fn unresolved(mut call: CommandCall) -> Result<Answer> {
    let VaultArgument { uri } = call.argument()?;
    let plan = |open_vault: &OpenVault| {
        let reference = |link: LinkRef| {
            let span =
                open_vault.vault.note(link.source)?.facts.links.get(link.index as usize)?.span;
            Some(Reference { file: link.source, span, is_definition: false })
        };
        let targets = open_vault.vault.unresolved_targets().into_iter();
        let groups = targets
            .map(|target| (target.path, target.links.into_iter().filter_map(reference).collect()));
        groups.collect()
    };
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let vault = vault.await?;
        check_targets_on_disk(&vaults, &vault).await?;
        let finish = |groups: Vec<(String, Vec<PlaceInNote>)>| {
            let target = |(path, links)| ListedTarget { path, links };
            groups.into_iter().map(target).collect::<Vec<_>>()
        };
        places_by_group(vaults, vault, plan, finish).await
    }))
}

/// Waits until the disk was asked whether the targets exist that are not in the index of the vault.
async fn check_targets_on_disk(vaults: &Handle, vault: &Url) -> Result<()> {
    let (done, finished) = oneshot::channel();
    let at = vault.clone();
    let ask = move |state: &mut State| {
        let Some(open_vault) = state.open_vault_of(&at) else { return Ok(()) };
        let id = open_vault.id;
        // Listing the targets queues a check of those that the vault has not checked yet.
        let _ = open_vault.vault.unresolved_targets();
        state.after_disk_check(
            id,
            Box::new(move |_| {
                let _ = done.send(());
            }),
        );
        Ok(())
    };
    vaults.request(vault.clone(), Needs::Notes, ask).await?;
    // The sender is dropped if there is no vault.
    let _ = finished.await;
    Ok(())
}

/// Places in notes, in named groups.
struct GroupedPlaces {
    groups: Vec<(String, Vec<Reference>)>,
    /// All places, sorted by file and position, without duplicates.
    sorted: Vec<Reference>,
}

/// Reads the lines of the places that `plan` finds, and answers with the result of `finish`. Within a
/// group the places are sorted by path and position.
async fn places_by_group<R: Serialize + Send + 'static>(
    vaults: Handle,
    vault: Url,
    plan: impl Fn(&OpenVault) -> Vec<(String, Vec<Reference>)> + Clone + Send + 'static,
    finish: impl FnOnce(Vec<(String, Vec<PlaceInNote>)>) -> R + Send + 'static,
) -> Result<Option<Value>> {
    let plan = move |state: &mut State, at: &Url| {
        let Some(open_vault) = state.open_vault_of(at) else { return Ok(None) };
        let groups = plan(open_vault);
        let mut sorted: Vec<_> =
            groups.iter().flat_map(|(_, places)| places.iter().copied()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut texts: Vec<FileId> = sorted.iter().map(|place| place.file).collect();
        texts.dedup();
        let plan = GroupedPlaces { groups, sorted };
        Ok(Some(Planned::new(open_vault.id, texts, Vec::new(), plan)))
    };
    let each = |plan: &GroupedPlaces, file, text: &str, counting| {
        lines_in(&plan.sorted, file, text, counting)
    };
    let finish = |(plan, lines): (GroupedPlaces, FileResults<Vec<(Range, String)>>),
                  context: &RequestContext| {
        let place = |place: &Reference| {
            let of_file = plan.sorted.partition_point(|other| other.file < place.file);
            let index = plan.sorted.binary_search(place).ok()? - of_file;
            let at = lines.binary_search_by_key(&place.file, |(file, _)| *file).ok()?;
            let (range, line) = lines[at].1.get(index)?;
            let file = context.file(place.file)?;
            let shown = PlaceInNote { uri: file.uri.clone(), range: *range, line: line.clone() };
            Some((&file.path, shown))
        };
        let group = |(name, places): &(String, Vec<Reference>)| {
            let mut places: Vec<_> = places.iter().filter_map(place).collect();
            places
                .sort_by(|(a, from), (b, to)| a.cmp(b).then(from.range.start.cmp(&to.range.start)));
            (name.clone(), places.into_iter().map(|(_, place)| place).collect())
        };
        Ok(finish(plan.groups.iter().map(group).collect()))
    };
    let mode = TextByText(Needs::Notes, plan, each, serialized(finish));
    let answer = mode.answer(&vaults, vault).await?;
    answer.map(|result| stash_result(Some(result))).ok_or_else(no_vault)
}
