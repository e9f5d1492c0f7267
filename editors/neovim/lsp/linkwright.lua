---@brief
---
--- https://github.com/linkwright/linkwright
---
--- A language server for Markdown notes linked by `[[wikilinks]]`: completion by name and alias,
--- definitions, broken links, and renames that carry every link along.
---
--- Install it from a checkout: `cargo install --path crates/linkwright`. A vault is the nearest folder
--- up that holds `.obsidian` or `.linkwright.toml`, else the nearest one with `.git`, else the folder
--- of the note.

---@type vim.lsp.Config
return {
  cmd = { 'linkwright', 'lsp' },
  filetypes = { 'markdown' },
  root_markers = { '.obsidian', '.linkwright.toml', '.git' },
}
