//! Compares the block ranges of the scanner with those of tree-sitter's block grammar.

use linkwright_syntax::{Block, BlockKind, LinkForm, blocks, scan};
use linkwright_text::Span;

use super::oracle::{Found, only, trim};
use super::vaults::all_notes;

/// The notes whose block ranges differ, and why.
const DIFFERENT: &[(&str, &str)] = &[
    ("cncf-glossary/content/de/search.md", LAST_LINE),
    ("cncf-glossary/content/en/search.md", LAST_LINE),
    ("cncf-glossary/content/fr/search.md", LAST_LINE),
    ("cncf-glossary/content/hi/search.md", LAST_LINE),
    ("cncf-glossary/content/it/search.md", LAST_LINE),
    ("cncf-glossary/content/ja/search.md", LAST_LINE),
    ("cncf-glossary/content/ko/search.md", LAST_LINE),
    ("cncf-glossary/content/pt-br/search.md", LAST_LINE),
    ("cncf-glossary/content/tr/search.md", LAST_LINE),
    ("cncf-glossary/content/ur/search.md", LAST_LINE),
    ("cncf-glossary/content/zh-cn/search.md", LAST_LINE),
    ("cncf-glossary/content/zh-tw/search.md", LAST_LINE),
    ("dendron/vault/community.discord.channels.md", LAST_LINE),
    ("dendron/vault/community.md", LAST_LINE),
    ("dendron/vault/dendron.guides.workflows.meetings.md", LAST_LINE),
    ("dendron/vault/dendron.ref.config.vscode-config.deprecated.md", LAST_LINE),
    ("dendron/vault/dendron.topic.md", LAST_LINE),
    ("dendron/vault/dendron.topic.publish.concepts.md", LAST_LINE),
    ("oldwinter/Spaces/3-Resource/个人效率系统打造/∑ 快捷键.md", EMPTY_ROW),
];

const LAST_LINE: &str = "tree-sitter wants a line end behind `---` and an empty `##`";
const EMPTY_ROW: &str = "tree-sitter finds nothing more behind a row of empty cells";

/// The scanner's blocks of the kinds that both support.
fn ours(text: &str) -> Found {
    let facts = scan(text);
    let mut found = Found::new();
    let mut add = |kind, span: Span| found.insert((trim(text, span.range()), kind));
    if let Some(frontmatter) = &facts.frontmatter {
        add("frontmatter", frontmatter.span);
    }
    for heading in &facts.headings {
        add("heading", heading.span);
    }
    for span in &facts.verbatim {
        let code = &text[*span];
        let line = text[..span.range().start].rfind('\n').map_or(0, |at| at + 1);
        // Behind anything except quote and list markers it is inline code.
        let first =
            text[line..span.range().start].trim_matches(|c| " \t>-+*.)0123456789".contains(c));
        let info = code.trim_start_matches(['`', '~']).lines().next().unwrap_or_default();
        let fenced = code.starts_with("~~~") || (code.starts_with("```") && !info.contains('`'));
        if first.is_empty() && (fenced || code.starts_with([' ', '\t'])) {
            add("code", *span);
        }
    }
    found
}

/// The blocks of tree-sitter. Headings in quotes and lists do not count as headings here.
fn theirs(text: &str, blocks: &[Block]) -> Found {
    let mut found = Found::new();
    let mut container = None;
    for block in blocks {
        if container.is_some_and(|depth| block.depth <= depth) {
            container = None;
        }
        let kind = match block.kind {
            BlockKind::Quote | BlockKind::Item => {
                container = container.or(Some(block.depth));
                continue;
            }
            BlockKind::Heading if container.is_none() => "heading",
            BlockKind::Code => "code",
            BlockKind::Frontmatter => "frontmatter",
            _ => continue,
        };
        found.insert((trim(text, block.span.range()), kind));
    }
    found
}

/// The links inside code or HTML according to the tree, except HTML links in HTML.
fn links_within(text: &str, blocks: &[Block]) -> Vec<String> {
    let verbatim = |block: &&Block| matches!(block.kind, BlockKind::Code | BlockKind::Html);
    let verbatim: Vec<_> = blocks.iter().filter(verbatim).collect();
    let facts = scan(text);
    let within = facts.links.iter().filter(|link| {
        let at = verbatim.partition_point(|block| block.span.start <= link.span.start);
        at.checked_sub(1).map(|at| verbatim[at]).is_some_and(|block| {
            let html = matches!(link.form, LinkForm::Html { .. }) && block.kind == BlockKind::Html;
            block.span.contains(link.span.start) && !html
        })
    });
    within.map(|link| format!("link {:?}", &text[link.span])).collect()
}

#[test]
fn block_ranges_equal_those_of_tree_sitter() {
    let notes = all_notes();
    assert!(notes.len() > 5, "the vault that is part of the program is always there");
    let mut wrong = Vec::new();
    for (path, text) in &notes {
        let blocks = blocks(text);
        let (ours, theirs) = (ours(text), theirs(text, &blocks));
        let links = links_within(text, &blocks);
        let listed = DIFFERENT.iter().any(|(note, _)| path.ends_with(note));
        if (ours != theirs || !links.is_empty()) != listed {
            wrong.push(format!(
                "{}\n  only here: {:?}\n  only there: {:?}\n  within: {links:?}",
                path.display(),
                only(text, &ours, &theirs),
                only(text, &theirs, &ours),
            ));
        }
    }
    let (wrong, all) = (wrong.join("\n"), notes.len());
    assert!(wrong.is_empty(), "of {all} notes:\n{wrong}");
}
