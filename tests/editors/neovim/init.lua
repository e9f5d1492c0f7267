-- Neovim's configuration in the tests: the plugin of this checkout and no others.
local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))
vim.opt.runtimepath:prepend(vim.fs.normalize(here .. '/../../../editors/neovim'))
vim.o.swapfile = false
vim.o.undofile = false
vim.o.laststatus = 2
vim.o.termguicolors = true
vim.o.more = false
vim.opt.shortmess:append('IcsFW')
vim.o.statusline = " %f%m %=%{v:lua.require'linkwright'.status()} "
vim.diagnostic.config({ virtual_text = true, signs = false, update_in_insert = true })
require('linkwright').setup({ completion = true })
