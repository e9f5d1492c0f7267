--- Hides the brackets and targets of wikilinks, so that only their display text is shown.
local M = {}

local namespace = vim.api.nvim_create_namespace('linkwright.conceal')

---@type table<integer, boolean> the buffers whose links are concealed
local enabled = {}

local link_types = { link = true, brokenLink = true, aliasLink = true }

--- Returns whether the server reports a link at a position, which excludes code and comments.
local function is_link(buffer, row, column)
  for _, token in ipairs(vim.lsp.semantic_tokens.get_at_pos(buffer, row, column) or {}) do
    if link_types[token.type] then
      return true
    end
  end
  return false
end

local function hide(buffer, row, from, to)
  if from < to then
    local hidden = { end_col = to, conceal = '', ephemeral = true }
    vim.api.nvim_buf_set_extmark(buffer, namespace, row, from, hidden)
  end
end

--- Hides parts of the links in a line. Embeds stay as they are.
local function conceal_line(_, _, buffer, row)
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ''
  for start, content, stop in line:gmatch('()%[%[([^%[%]]+)%]%]()') do
    if line:sub(start - 1, start - 1) ~= '!' and is_link(buffer, row, start + 1) then
      -- In a table, the `|` is written `\|`.
      local bar = content:find('|', 1, true)
      local shown = bar and bar < #content and bar or 0
      hide(buffer, row, start - 1, start + 1 + shown)
      hide(buffer, row, stop - 3, stop - 1)
    end
  end
end

--- Enables concealing in a buffer, and sets 'conceallevel' in its windows.
---@param buffer integer
function M.enable(buffer)
  if not next(enabled) then
    vim.api.nvim_set_decoration_provider(namespace, {
      on_win = function(_, _, shown)
        return enabled[shown] or false
      end,
      on_line = conceal_line,
    })
  end
  enabled[buffer] = true
  local function set_level(window)
    vim.wo[window][0].conceallevel = 2
  end
  vim.tbl_map(set_level, vim.fn.win_findbuf(buffer))
  local group = vim.api.nvim_create_augroup('linkwright.conceal.' .. buffer, {})
  vim.api.nvim_create_autocmd('BufWinEnter', {
    group = group,
    buffer = buffer,
    callback = function()
      set_level(vim.api.nvim_get_current_win())
    end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', {
    group = group,
    buffer = buffer,
    callback = function()
      enabled[buffer] = nil
    end,
  })
end

return M
