//! Converts a value to a block list.

use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start};

use super::super::YamlRefusal;
use super::{YamlDocument, refusal};

impl YamlDocument<'_> {
    /// The edit that replaces the value of the top-level `key` by a block list of `items`, which
    /// are valid YAML already. The list is indented by two spaces more than the key, or like the
    /// value if the value is on a line of its own. A comment after the value stays on its line.
    pub(super) fn to_block_list(
        &self,
        key: usize,
        value: usize,
        items: &[String],
    ) -> Result<Edit, YamlRefusal> {
        self.check_block_map()?;
        let text = self.text;
        let value = self.tree.nodes[value].span.range();
        let key_start = self.tree.nodes[key].span.range().start;
        let colon = self.after_colon(key);
        let eol = line_ending_near(text, key_start);
        let line = line_end(text, value.end);
        let after = &text[value.end..line];
        let lines = |indent: &str, items: &[String]| -> String {
            items.iter().flat_map(|item| [eol, indent, "- ", item]).collect()
        };
        if line_end(text, colon) >= value.start {
            let indent = format!("{}  ", self.indent());
            return Ok(if value.is_empty() {
                Edit::new(Span::new(line, line), lines(&indent, items))
            } else if after.trim().is_empty() {
                Edit::new(Span::new(colon, value.end), lines(&indent, items))
            } else {
                let insert = format!("{after}{}", lines(&indent, items));
                Edit::new(Span::new(colon, line), insert)
            });
        }
        let indent = &text[line_start(text, value.start)..value.start];
        let (Some((first, others)), "") = (items.split_first(), indent.trim_matches(' ')) else {
            return Err(refusal(value.into(), "put this value on the line of its key"));
        };
        let after = after.trim_end();
        let insert = format!("- {first}{after}{}", lines(indent, others));
        Ok(Edit::new(Span::new(value.start, value.end + after.len()), insert))
    }
}
