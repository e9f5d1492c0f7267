//! The tokens of bases.

use linkwright_query::{BaseName, BaseNameKind, BaseTokenKind, base_names, base_tokens};
use linkwright_syntax::LinkForm;
use linkwright_text::Span;
use linkwright_vault::{FileId, MatchKind, Resolution, Vault};

use super::{Token, TokenKind};
use crate::bases::bases;

/// The tokens of the bases in `file` that depend only on their text.
pub(super) fn tokens(vault: &Vault, file: FileId) -> impl Iterator<Item = Token> {
    bases(vault, file).flat_map(|(place, yaml)| {
        let found = base_tokens(yaml, Span::new(0, yaml.len())).into_iter();
        found.map(move |token| {
            let kind = match token.kind {
                BaseTokenKind::Keyword => TokenKind::Keyword,
                BaseTokenKind::Property => TokenKind::Property,
                BaseTokenKind::Function => TokenKind::Function,
                BaseTokenKind::String => TokenKind::String,
                BaseTokenKind::Number => TokenKind::Number,
                BaseTokenKind::Operator => TokenKind::Operator,
                BaseTokenKind::Regexp => TokenKind::Regexp,
            };
            Token { span: token.span.shifted(place.start), kind }
        })
    })
}

/// The tokens of the files and tags that the bases in `file` name.
pub(super) fn named_tokens(vault: &Vault, file: FileId) -> impl Iterator<Item = Token> {
    bases(vault, file).flat_map(move |(place, yaml)| {
        let names = base_names(yaml, Span::new(0, yaml.len())).into_iter();
        names.filter_map(move |name| {
            let kind = kind_of(vault, file, &name)?;
            Some(Token { span: name.span.shifted(place.start), kind })
        })
    })
}

fn kind_of(vault: &Vault, source: FileId, name: &BaseName) -> Option<TokenKind> {
    match name.kind {
        BaseNameKind::Tag => Some(TokenKind::Tag),
        BaseNameKind::Path => vault.find_file(&name.name).map(|_| TokenKind::Link),
        BaseNameKind::Link => {
            let path = &vault.file(source).path;
            match vault.resolve_path(path, &name.name, LinkForm::Wiki) {
                Resolution::File(_, MatchKind::Alias) => Some(TokenKind::Alias),
                Resolution::File(..) => Some(TokenKind::Link),
                // It can be meant: such a base finds broken links.
                Resolution::Missing => None,
            }
        }
        _ => None,
    }
}
