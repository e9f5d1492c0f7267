--- Shows lists of locations: in the quickfix list, or in a picker if one is installed.
local M = {}

---@type table<string, fun(title: string): boolean> each shows the quickfix list; false if not installed
local show_in = {
  snacks = function(title)
    local ok, snacks = pcall(require, 'snacks')
    if not ok or not snacks.picker then
      return false
    end
    snacks.picker.qflist({ title = title })
    return true
  end,
  telescope = function(title)
    local ok, telescope = pcall(require, 'telescope.builtin')
    if ok then
      telescope.quickfix({ prompt_title = title })
    end
    return ok
  end,
  ['fzf-lua'] = function()
    local ok, fzf = pcall(require, 'fzf-lua')
    if ok then
      fzf.quickfix()
    end
    return ok
  end,
  quickfix = function()
    vim.cmd('botright copen')
    return true
  end,
}

--- The pickers, in the order in which they are tried.
M.pickers = { 'snacks', 'telescope', 'fzf-lua', 'quickfix' }

--- Shows `items` as a list. If there are none, shows the message `none`.
---@param title string
---@param items vim.quickfix.entry[]
---@param none string
function M.show(title, items, none)
  if #items == 0 then
    vim.notify('linkwright: ' .. none)
    return
  end
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  local wanted = require('linkwright').options.picker
  if wanted ~= 'auto' and show_in[wanted] and show_in[wanted](title) then
    return
  end
  if wanted ~= 'auto' then
    require('linkwright').warn(('the picker `%s` is not installed'):format(wanted))
  end
  for _, picker in ipairs(M.pickers) do
    if show_in[picker](title) then
      return
    end
  end
end

return M
