//! Turning a value into a block list.

use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start};

use super::super::YamlRefusal;
use super::{YamlDocument, refusal};

impl YamlDocument<'_> {
    /// The edit that makes the value of the top-level `key` a block list of `items`, which are
    /// written as they are: two spaces deeper than the key, or where the value stands if that is
    /// a line of its own. A comment behind the value stays on its line.
    pub(super) fn block_list(
        &self,
        key: usize,
        value: usize,
        items: &[String],
    ) -> Result<Edit, YamlRefusal> {
        self.check_block()?;
        let text = self.text;
        let value = self.tree.nodes[value].span.range();
        let key_start = self.tree.nodes[key].span.range().start;
        let colon = self.behind_colon(key);
        let eol = line_ending_near(text, key_start);
        let line = line_end(text, value.end);
        let behind = &text[value.end..line];
        let listed = |indent: &str, items: &[String]| -> String {
            items.iter().flat_map(|item| [eol, indent, "- ", item]).collect()
        };
        if line_end(text, colon) >= value.start {
            let indent = format!("{}  ", self.indent());
            return Ok(if value.is_empty() {
                Edit::new(Span::new(line, line), listed(&indent, items))
            } else if behind.trim().is_empty() {
                Edit::new(Span::new(colon, value.end), listed(&indent, items))
            } else {
                let insert = format!("{behind}{}", listed(&indent, items));
                Edit::new(Span::new(colon, line), insert)
            });
        }
        let indent = &text[line_start(text, value.start)..value.start];
        let (Some((first, others)), "") = (items.split_first(), indent.trim_matches(' ')) else {
            return Err(refusal(value.into(), "this value stands where no list can"));
        };
        let behind = behind.trim_end();
        let insert = format!("- {first}{behind}{}", listed(indent, others));
        Ok(Edit::new(Span::new(value.start, value.end + behind.len()), insert))
    }
}
