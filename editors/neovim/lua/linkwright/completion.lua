--- Neovim's own completion, with what it needs to insert suggestions correctly.
local M = {}

--- Enables completion as you type in a buffer.
---@param client vim.lsp.Client
---@param buffer integer
function M.enable(client, buffer)
  vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
  -- With the default, the first suggestion is inserted before you select one.
  vim.bo[buffer].completeopt = 'menuone,noselect,popup'
  -- Enter accepts the selected suggestion. Otherwise Neovim 0.11 keeps only what was typed.
  if vim.fn.maparg('<CR>', 'i') == '' then
    vim.keymap.set('i', '<CR>', function()
      local selected = vim.fn.pumvisible() == 1 and vim.fn.complete_info({ 'selected' }).selected >= 0
      return selected and '<C-y>' or '<CR>'
    end, { buffer = buffer, expr = true, desc = 'Accept the selected suggestion' })
  end
  -- Neovim requests completion only at the server's trigger characters: `[`, `#`. Inside an existing
  -- link, letters must trigger it too.
  vim.api.nvim_create_autocmd('InsertCharPre', {
    group = vim.api.nvim_create_augroup('linkwright.letters.' .. buffer, {}),
    buffer = buffer,
    callback = function()
      if vim.fn.pumvisible() == 0 and vim.fn.charclass(vim.v.char) >= 2 then
        vim.schedule(vim.lsp.completion.get)
      end
    end,
  })
end

--- Removes the replaced text after the cursor, for instance the `]]` that a plugin for pairs inserted:
--- Neovim replaces text only up to the cursor.
function M.remove_replaced_text()
  local suggestion = vim.tbl_get(vim.v.completed_item, 'user_data', 'nvim', 'lsp', 'completion_item')
  local behind = vim.tbl_get(suggestion or {}, 'data', 'behind')
  if not behind or vim.v.event.reason ~= 'accept' then
    return
  end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  if vim.startswith(line:sub(column + 1), behind) then
    vim.api.nvim_buf_set_text(0, row - 1, column, row - 1, column + #behind, {})
  end
end

return M
