-- For Neovim 0.11 and later: put this folder on the runtimepath (or this file into
-- ~/.config/nvim/lsp/) and call vim.lsp.enable("linkwright").
return {
  cmd = { "linkwright", "lsp" },
  filetypes = { "markdown" },
  root_markers = { ".linkwright.toml", ".obsidian", ".git" },
}
