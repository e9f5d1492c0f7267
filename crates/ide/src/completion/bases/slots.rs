//! What can stand in the YAML of a base, outside of expressions.

use linkwright_query::{BaseSlot, FIELDS, SUMMARIES, Type};

use super::BaseCursor;
use super::word::Word;
use crate::completion::{Completion, SuggestionKind};

impl BaseCursor<'_> {
    /// The suggestions for `slot`, after `typed`.
    pub(super) fn in_yaml(&self, slot: BaseSlot, typed: &str) -> Completion {
        let is_part = |c: char| c.is_alphanumeric() || "._-".contains(c);
        let rest = self.after.find(|c| !is_part(c)).unwrap_or(self.after.len());
        let words = self.keys(slot).into_iter().chain(self.values_of(slot, typed));
        self.rank(typed, typed.len(), rest, words.collect())
    }

    /// The keys that can stand in `slot`.
    pub(super) fn keys(&self, slot: BaseSlot) -> Vec<Word> {
        let keys = slot.keys().iter();
        let word = |name| self.with_colon(Word::new(SuggestionKind::Property, name));
        keys.map(|key| word(key.name).described("", key.summary)).collect()
    }

    fn values_of(&self, slot: BaseSlot, typed: &str) -> Vec<Word> {
        let value = |name: &'static str| Word::new(SuggestionKind::Value, name);
        match slot {
            BaseSlot::Property | BaseSlot::Sort => self.property_ids(typed),
            BaseSlot::PropertyKey => {
                let ids = self.property_ids(typed).into_iter();
                ids.map(|word| self.with_colon(word)).collect()
            }
            BaseSlot::ViewType => ["table", "cards", "list"].map(value).into(),
            BaseSlot::Direction => ["ASC", "DESC"].map(value).into(),
            BaseSlot::Summary => {
                let own = self.base().summaries.into_iter();
                let own = own.map(|it| Word::new(SuggestionKind::Value, it.name));
                let known = SUMMARIES.iter().map(|it| value(it.name).described("", it.summary));
                own.chain(known).collect()
            }
            BaseSlot::Key(_) | BaseSlot::Expression | BaseSlot::Filter => Vec::new(),
        }
    }

    /// A key, with its colon if none follows.
    fn with_colon(&self, mut word: Word) -> Word {
        word.insert.push_str(if self.after.contains(':') { "" } else { ": " });
        word
    }

    /// The properties as views name them.
    fn property_ids(&self, typed: &str) -> Vec<Word> {
        let prefix = if typed.starts_with("note.") { "note." } else { "" };
        let properties = self.properties().into_iter().map(|word| word.prefixed(prefix));
        let formulas = self.formulas().map(|word| word.prefixed("formula."));
        let fields = FIELDS.iter().filter(|field| field.receiver == Type::File);
        let fields = fields.map(|field| Word::field(field).prefixed("file."));
        properties.chain(formulas).chain(fields).collect()
    }
}
