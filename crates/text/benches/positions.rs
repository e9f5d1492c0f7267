//! Conversion of the offsets of a response to positions: `cargo bench -p linkwright-text`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use linkwright_text::{ColumnCounting, PositionEncoding, Positions, Text};

fn main() {
    divan::main();
}

/// 20 KB of prose, and one offset in each line.
fn prose() -> (String, Vec<u32>) {
    let line = "Some words of prose, größer and 日本, with [[a link|shown]] to another note.\n";
    let text = line.repeat(20_000 / line.len());
    let starts = text.match_indices('\n').map(|(end, _)| u32::try_from(end).unwrap_or(0) - 20);
    let offsets = starts.collect();
    (text, offsets)
}

/// Along a string, as for the edits of a rename.
#[divan::bench(args = [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32])]
fn convert_along(bencher: Bencher<'_, '_>, encoding: PositionEncoding) {
    let (text, offsets) = prose();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut positions = Positions::new(black_box(&text), ColumnCounting::of_file(encoding));
        offsets.iter().map(|&offset| positions.at(offset).column).sum::<u32>()
    });
}

/// In an existing rope, as for an open note.
#[divan::bench]
fn convert_in_rope(bencher: Bencher<'_, '_>) {
    let (text, offsets) = prose();
    let rope = Text::new(&text);
    let counting = ColumnCounting::of_buffer(PositionEncoding::Utf16);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let position = |&offset: &u32| black_box(&rope).position(offset, counting).column;
        offsets.iter().map(position).sum::<u32>()
    });
}
