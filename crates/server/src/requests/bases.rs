//! Runs the views of bases.
//!
//! The properties of closed notes are read on other threads, and kept. The rows are made on the vaults'
//! thread, because they need the index, in steps with time for other work in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_ide::bases::base_at;
use linkwright_project::file_stamp;
use linkwright_project::live::{
    FileResults, Needs, NoteProperties, OpenVault, Planned, VaultId, VaultOwner as _,
};
use linkwright_query::{
    Base, BaseView, Context, FileData, FileStamp, PendingRows, Properties, QueryNeeds, ResultTable,
    read_properties,
};
use linkwright_syntax::{digest, scan};
use linkwright_text::ColumnCounting;
use linkwright_vault::{FileId, Vault};
use rustc_hash::FxHashMap;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{TextDocumentPositionParams, Url};

use crate::answers::modes::{Mode as _, TextByText};
use crate::answers::request_context::RequestContext;
use crate::refusals::refusal;
use crate::requests::place::NotePosition;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::threads::run;

/// Time that rows are made for before other work gets its turn.
const SLICE: Duration = Duration::from_millis(2);

/// Maximum number of times that the rows are made again because notes changed meanwhile.
const MAX_TRIES: usize = 5;

/// What to run of a base.
#[derive(Clone, Debug)]
pub(crate) struct WantedView {
    /// The file, and a position in the base and perhaps in the view.
    pub(crate) at: TextDocumentPositionParams,
    /// Which view.
    pub(crate) view: WhichView,
}

/// A view of a base.
#[derive(Clone, Debug)]
pub(crate) enum WhichView {
    /// The one at the position, or the first one.
    Here,
    /// The one with this name.
    Named(String),
    /// A view with all files that the filters of the base let pass.
    WholeBase,
}

/// Makes the answer from the rows of a view, on the vaults' thread.
pub(crate) type FinishView<R> = fn(&State, &OpenVault, &Context<'_>, &BaseView, &ResultTable) -> R;

/// A view that runs.
struct RunningView {
    base: Base,
    view: BaseView,
    /// The file that the base is in.
    this: FileId,
    /// The files for which rows are not made yet.
    remaining: Vec<FileId>,
    rows: PendingRows,
    /// The state of the vault that the rows are made for.
    generation: u64,
    stamps: FxHashMap<FileId, FileStamp>,
    now: Timestamp,
}

/// What a query needs of files, besides the index.
struct OpenVaultData<'v> {
    vault: &'v Vault,
    properties: &'v NoteProperties,
    stamps: &'v FxHashMap<FileId, FileStamp>,
}

impl FileData for OpenVaultData<'_> {
    fn stamp(&self, file: FileId) -> Option<FileStamp> {
        self.stamps.get(&file).copied()
    }

    fn properties(&self, note: FileId) -> Option<Arc<Properties>> {
        self.properties.get(self.vault, note)
    }
}

/// Runs a view, and returns what `finish` makes of its rows on the vaults' thread.
///
/// # Errors
/// If there is no base at the position, if it has mistakes, if its rows take too much, if a note cannot be read,
/// or if notes change faster than rows are made.
pub(crate) async fn run_view<R: Send + 'static>(
    vaults: Handle,
    wanted: WantedView,
    finish: FinishView<R>,
) -> Result<R> {
    let uri = wanted.at.text_document.uri.clone();
    for _ in 0..MAX_TRIES {
        let planned = wanted.clone();
        let find = move |state: &mut State| needs_of(state, &planned);
        let needs = vaults.request(uri.clone(), Needs::Notes, find).await?;
        if needs.properties {
            read_missing(&vaults, uri.clone()).await?;
        }
        let stamps = match needs.stamps {
            true => stamps(&vaults, uri.clone()).await?,
            false => FxHashMap::default(),
        };
        let started = wanted.clone();
        let start = move |state: &mut State| start(state, &started, stamps);
        let started = vaults.request(uri.clone(), Needs::Notes, start).await?;
        let Some(mut running) = started else { continue };
        loop {
            let at = uri.clone();
            let step = move |state: &mut State| Ok(step(state, &at, running, finish));
            match vaults.request(uri.clone(), Needs::Notes, step).await? {
                Step::Next(next) => running = next,
                Step::Done(result) => return result,
                Step::Changed => break,
            }
        }
    }
    Err(Error::content_modified())
}

/// The base and view that are wanted, and the file that the base is in.
fn find(state: &State, wanted: &WantedView) -> Result<(Base, BaseView, FileId)> {
    let place = NotePosition::of(state, &wanted.at)?;
    let place = place.ok_or_else(|| refusal("this file is neither a note nor a base"))?;
    let yaml = base_at(&place.open_vault.vault, place.note, place.offset);
    let yaml = yaml.ok_or_else(|| refusal("no base is here; put the cursor in a `base` block"))?;
    let base = Base::parse(&place.text, yaml);
    if let Some(problem) = base.problems.first() {
        let line = place.range(problem.span).start.line + 1;
        return Err(refusal(format!("the base has a mistake in line {line}: {problem}")));
    }
    let around = |view: &&BaseView| {
        !view.span.is_empty() && view.span.start <= place.offset && place.offset <= view.span.end
    };
    let view = match &wanted.view {
        WhichView::Here => base.views.iter().find(around).or_else(|| base.view(None)).cloned(),
        WhichView::Named(name) => base.view(Some(name)).cloned(),
        WhichView::WholeBase => Some(BaseView::default()),
    };
    let view = view.ok_or_else(|| match &wanted.view {
        WhichView::Named(name) => refusal(format!("no view is named `{name}`")),
        WhichView::Here | WhichView::WholeBase => refusal("the base has no view"),
    })?;
    Ok((base, view, place.note))
}

fn needs_of(state: &State, wanted: &WantedView) -> Result<QueryNeeds> {
    find(state, wanted).map(|(base, view, _)| base.needs(&view))
}

/// Reads the properties of the notes of the vault that are not known yet, and keeps them.
async fn read_missing(vaults: &Handle, uri: Url) -> Result<()> {
    let plan = |state: &mut State, uri: &Url| {
        let Some(open_vault) = state.open_vault_of(uri) else { return Ok(None) };
        let vault = &open_vault.vault;
        let end = |note: FileId| Some(vault.note(note)?.facts.frontmatter.as_ref()?.span.end);
        let missing = open_vault.properties.missing(vault).into_iter();
        let ends: FxHashMap<FileId, u32> =
            missing.filter_map(|note| Some((note, end(note)?))).collect();
        let plan = (open_vault.id, ends);
        let notes = plan.1.keys().copied().collect();
        let planned = Planned::new(open_vault.id, notes, Vec::new(), plan);
        Ok(Some(planned).filter(|it| !it.texts.is_empty()))
    };
    // Only the frontmatter is scanned.
    let each =
        |(_, ends): &(VaultId, FxHashMap<FileId, u32>), note, text: &str, _: ColumnCounting| {
            let end = ends.get(&note).map_or(0, |end| *end as usize);
            let yaml = text.get(..end).and_then(|start| scan(start).frontmatter);
            (digest(text), read_properties(text, yaml.as_deref()))
        };
    type Read = FileResults<(u64, Properties)>;
    let finish = |((id, _), read): (_, Read), _: &RequestContext| Ok((id, read));
    let read = TextByText(Needs::Notes, plan, each, finish).answer(vaults, uri).await?;
    let Some((id, read)) = read else { return Ok(()) };
    let keep = move |state: &mut State| {
        if let Some(open_vault) = state.vaults.get_mut(id) {
            for (note, (digest, properties)) in read {
                open_vault.properties.insert(note, digest, properties);
            }
        }
    };
    vaults.run(keep).await
}

/// The sizes and times of all files of the vault.
async fn stamps(vaults: &Handle, uri: Url) -> Result<FxHashMap<FileId, FileStamp>> {
    let files = move |state: &mut State| {
        let open_vault = state.open_vault_of(&uri)?;
        let files = open_vault.vault.files().map(|(file, entry)| (file, entry.path.to_string()));
        Some((open_vault.dir.clone()?, files.collect::<Vec<_>>()))
    };
    let Some((dir, files)) = vaults.run(files).await? else { return Ok(FxHashMap::default()) };
    let disk = vaults.platform.disk.clone();
    let read = move || {
        let paths: Vec<&str> = files.iter().map(|(_, path)| &**path).collect();
        let times = disk.file_times(&dir, &paths);
        let stamp =
            |((file, _), times): (&(FileId, String), Option<_>)| Some((*file, file_stamp(times?)));
        files.iter().zip(times).filter_map(stamp).collect()
    };
    run(&vaults.platform, read).await
}

/// Starts to run a view; `None` if properties have to be read before.
fn start(
    state: &State,
    wanted: &WantedView,
    stamps: FxHashMap<FileId, FileStamp>,
) -> Result<Option<Box<RunningView>>> {
    let (base, view, this) = find(state, wanted)?;
    let open_vault = state.open_vault_of(&wanted.at.text_document.uri);
    let open_vault = open_vault.ok_or_else(Error::content_modified)?;
    let vault = &open_vault.vault;
    if base.needs(&view).properties && !open_vault.properties.missing(vault).is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(RunningView {
        base,
        view,
        this,
        remaining: vault.files().map(|(file, _)| file).collect(),
        rows: PendingRows::default(),
        generation: open_vault.generation,
        stamps,
        now: Timestamp::now(),
    })))
}

/// The outcome of a step.
enum Step<R> {
    /// There are more rows to make.
    Next(Box<RunningView>),
    /// All rows are made, or they take too much.
    Done(Result<R>),
    /// The vault has changed, so the rows have to be made again.
    Changed,
}

/// Makes rows for a while.
fn step<R>(
    state: &State,
    uri: &Url,
    mut running: Box<RunningView>,
    finish: FinishView<R>,
) -> Step<R> {
    let Some(open_vault) = state.open_vault_of(uri) else { return Step::Changed };
    if open_vault.generation != running.generation {
        return Step::Changed;
    }
    let vault = &open_vault.vault;
    let (properties, stamps) = (&open_vault.properties, &running.stamps);
    let data = OpenVaultData { vault, properties, stamps };
    let cx = Context::new(vault, &data, running.now, TimeZone::system(), Some(running.this));
    let until = Instant::now() + SLICE;
    while let Some(file) = running.remaining.pop() {
        running.base.add_rows(&running.view, &cx, [file], &mut running.rows);
        if Instant::now() >= until && !running.remaining.is_empty() {
            drop(cx);
            return Step::Next(running);
        }
    }
    let rows = std::mem::take(&mut running.rows);
    let table = running.base.finish_rows(&running.view, &cx, rows);
    let table = table.map_err(|problem| refusal(problem.message));
    Step::Done(table.map(|table| finish(state, open_vault, &cx, &running.view, &table)))
}
