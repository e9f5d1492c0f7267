//! Whether the paths that a change creates or moves to are free. The disk decides, whatever the index
//! knows (`docs/safety.md`).

use linkwright_disk::{DiskError, Occupant, Walk, require_movable};

use crate::platform::Disk;

/// Why files cannot be created or moved as a change wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Obstacle {
    /// Something is at the destination.
    Occupied(Occupant),
    /// A move leads to another file system, or out of the vault.
    Immovable(DiskError),
    /// The disk cannot be asked.
    Unknown(DiskError),
}

/// Checks that nothing is at the paths to create and at the destinations of `moves`, and that the
/// moves can be made in one step. Reads the disk.
///
/// # Errors
/// With the first obstacle.
pub fn require_free<'p>(
    disk: &dyn Disk,
    walk: &Walk,
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
