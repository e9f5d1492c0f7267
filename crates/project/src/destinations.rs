//! Checks that the paths which a change creates or moves to are free. The disk decides, not the
//! index (`docs/safety.md`).

use linkwright_disk::{DiskError, Occupant, WalkOptions, require_movable};

use crate::platform::Disk;

/// The reason why files cannot be created or moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Something exists at the destination.
    Occupied(Occupant),
    /// A move leads to another file system or out of the vault.
    Immovable(DiskError),
    /// The disk cannot be read.
    Unknown(DiskError),
}

/// Checks that nothing exists at the paths to create and at the destinations of `moves`, and that
/// the moves are possible in one step. Reads the disk.
///
/// # Errors
/// The first obstacle.
pub fn require_free<'p>(
    disk: &dyn Disk,
    walk: &WalkOptions,
    creates: impl IntoIterator<Item = &'p str>,
    moves: &[(String, String)],
) -> Result<(), Obstacle> {
    let created = creates.into_iter().map(|path| disk.occupant(walk, path));
    let moved = moves.iter().map(|(from, to)| disk.move_obstacle(walk, from, to));
    for found in created.chain(moved) {
        if let Some(occupant) = found.map_err(Obstacle::Unknown)? {
            return Err(Obstacle::Occupied(occupant));
        }
    }
    require_movable(&walk.root, moves).map_err(Obstacle::Immovable)
}
