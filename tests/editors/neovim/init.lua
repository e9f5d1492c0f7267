-- Neovim's configuration in most tests: the code block of docs/editors.md, without messages that wait for
-- Enter, and with diagnostics while one types, for the tests to read. `test_as_documented` has only the block.
vim.o.swapfile = false
vim.o.undofile = false
vim.o.laststatus = 2
vim.o.termguicolors = true
vim.o.more = false
vim.opt.shortmess:append('IcsFW')
vim.diagnostic.config({ virtual_text = true, signs = false, update_in_insert = true })
-- COMPLETION is `blink.cmp` or `nvim-cmp`, and PLUGINS the folder with their checkouts. They are not on the
-- package registries, so this is run by hand (CONTRIBUTING.md).
local plugin, plugins = vim.env.COMPLETION, vim.env.PLUGINS
assert(load(vim.env.BLOCK))()
vim.o.statusline = " %f%m %=%{v:lua.require'linkwright'.status()} "
if plugin then
  require('linkwright').setup({ completion = false })
end
if plugin == 'blink.cmp' then
  vim.opt.runtimepath:append(plugins .. '/blink.cmp')
  require('blink.cmp').setup({ fuzzy = { implementation = 'lua' } })
elseif plugin == 'nvim-cmp' then
  vim.opt.runtimepath:append(plugins .. '/nvim-cmp')
  vim.opt.runtimepath:append(plugins .. '/cmp-nvim-lsp')
  vim.cmd.runtime('plugin/cmp.lua')
  vim.lsp.config('linkwright', { capabilities = require('cmp_nvim_lsp').default_capabilities() })
  local cmp = require('cmp')
  local keys = cmp.mapping.preset.insert({ ['<CR>'] = cmp.mapping.confirm({ select = true }) })
  cmp.setup({ sources = { { name = 'nvim_lsp' } }, mapping = keys })
  require('cmp_nvim_lsp').setup()
end
