//! Vaults that are kept in step with the disk while a program runs.
//!
//! One thread, the owner, has the vaults; everyone else sends it closures through a [`OwnerHandle`]. Each
//! vault has a [`Reader`]: a thread that reads and watches its folder, and delivers what changed. The
//! disk and the threads are a [`Platform`], so that a test can replace them.

mod background;
mod deliveries;
mod document;
mod documents;
mod event;
mod feature;
mod handle;
mod intake;
mod jobs;
mod locate;
mod needs;
mod note_properties;
mod open_documents;
mod open_vault;
mod open_vaults;
mod overlay;
mod owner;
mod pending_plan;
mod plan_texts;
mod reader;
mod reader_events;
mod requests;
mod text_id;
mod ticket;
mod unfinished_reads;
mod unreadable_message;
mod vault_id;
mod vault_owner;
mod visits;
mod waiting;

pub use crate::platform::{
    Disk, Platform, PreparedBatch, Reread, SystemDisk, SystemThreads, Threads, Watch, Work,
};
pub use background::BackgroundWorker;
pub use deliveries::{
    Deliveries, Delivery, FilesRead, FinishedRead, Incomplete, NumberedDelivery, OnDisk,
    OnReaderEvent, ReaderEvent, ReaderEvents,
};
pub use document::Document;
pub use documents::Documents;
pub use event::VaultEvent;
pub use feature::{Feature, answer_in_job};
pub use handle::{Job, OwnerHandle};
pub use jobs::Jobs;
pub use locate::SymlinkMode;
pub use needs::{Needs, RequestError};
pub use note_properties::NoteProperties;
pub use open_documents::{Home, OpenDocuments};
pub use open_vault::{LoadState, OpenVault};
pub use open_vaults::OpenVaults;
pub use overlay::{OpenDocument, Overlay};
pub use owner::{Owner, guarded, run_owner};
pub use pending_plan::{Outcome, PendingPlan, PlanContext, Planned};
pub use plan_texts::{FileResults, PartOf, PlanFile, PlanRead, PlanTexts, SettledTexts, StalePlan};
pub use reader::{FIRST_READ, NumberedRequest, ReadRequest, Reader, ReaderThread};
pub use reader_events::reader_events;
pub use requests::Reply;
pub use text_id::TextId;
pub use ticket::Ticket;
pub use unfinished_reads::UnfinishedReads;
pub use vault_id::VaultId;
pub use vault_owner::VaultOwner;
pub use waiting::WaitingJob;
