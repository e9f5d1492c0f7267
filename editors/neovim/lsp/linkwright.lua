---@brief
---
--- https://github.com/linkwright/linkwright
---
--- A language server for Markdown notes with `[[wikilinks]]`: completion by name and alias,
--- definitions, broken links, and renames that update every link.
---
--- Install it from a checkout: `cargo install --path crates/linkwright`. The vault is the nearest
--- folder, from the note upwards, with `.obsidian` or `.linkwright.toml` in it, otherwise the nearest one with
--- `.git`, otherwise the note's folder.

---@type vim.lsp.Config
return {
  cmd = { 'linkwright', 'lsp' },
  filetypes = { 'markdown', 'base' },
  root_markers = { '.obsidian', '.linkwright.toml', '.git' },
}
