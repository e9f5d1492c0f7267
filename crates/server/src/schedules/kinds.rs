//! The kinds of external events.

/// A kind of external event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    Ask,
    Open,
    Close,
    Save,
    Write,
    Create,
    Remove,
    RemoveAll,
    ChangeFolder,
    Deny,
    TakeAway,
    Set,
    Cancel,
    MoveFile,
    Panic,
    FailToWatch,
    FailThreads,
    StopReading,
}

/// The kinds of events, each with its weight. A schedule uses a random subset, because few kinds at a
/// time find more failures than all at once.
pub(super) const KINDS: [(Event, usize); 18] = [
    (Event::Ask, 6),
    (Event::Open, 2),
    (Event::Close, 1),
    (Event::Save, 1),
    (Event::Write, 3),
    (Event::Create, 1),
    (Event::Remove, 1),
    (Event::RemoveAll, 1),
    (Event::ChangeFolder, 1),
    (Event::Deny, 2),
    (Event::TakeAway, 1),
    (Event::Set, 1),
    (Event::Cancel, 1),
    (Event::MoveFile, 2),
    (Event::Panic, 1),
    (Event::FailToWatch, 1),
    (Event::FailThreads, 1),
    (Event::StopReading, 1),
];
