//! Frees the memory that lists do not need after a scan.

/// Copies a list into an allocation of its exact size. `Vec::shrink_to_fit` is not enough: the
/// allocator may keep up to half of the old allocation.
pub(crate) fn shrink_list<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() {
        let mut exact = Vec::with_capacity(list.len());
        exact.append(list);
        *list = exact;
    }
}
