--- Where lists of places are shown: the quickfix list, and a picker on top of it if there is one.
local M = {}

---@type table<string, fun(title: string): boolean> each shows the quickfix list, if it is installed
local shows = {
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

--- Which pickers there are, in the order in which they are tried.
M.pickers = { 'snacks', 'telescope', 'fzf-lua', 'quickfix' }

--- Shows places, unless there are none.
---@param title string
---@param items vim.quickfix.entry[]
---@param none string what to say when there are none
function M.show(title, items, none)
  if #items == 0 then
    vim.notify('linkwright: ' .. none)
    return
  end
  vim.fn.setqflist({}, ' ', { title = title, items = items })
  local wanted = require('linkwright').options.picker
  if wanted ~= 'auto' and shows[wanted] and shows[wanted](title) then
    return
  end
  if wanted ~= 'auto' then
    require('linkwright').warn(('the picker %s is not there'):format(wanted))
  end
  for _, picker in ipairs(M.pickers) do
    if shows[picker](title) then
      return
    end
  end
end

return M
