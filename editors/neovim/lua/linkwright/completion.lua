--- Neovim's own completion, made to leave in the text what the server meant.
local M = {}

--- Completes as you type in a buffer.
---@param client vim.lsp.Client
---@param buffer integer
function M.enable(client, buffer)
  vim.lsp.completion.enable(true, client.id, buffer, { autotrigger = true })
  -- With the default, the first proposal is in the text before one has been chosen.
  vim.bo[buffer].completeopt = 'menuone,noselect,popup'
  -- Neovim asks at the characters that the server names: `[`, `#`. In a link that is there already,
  -- a letter is what is typed.
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

--- Neovim replaces what a proposal replaces only up to the cursor. Removes the part behind it, for
--- instance the `]]` that a plugin for pairs had written.
function M.done()
  local proposal = vim.tbl_get(vim.v.completed_item, 'user_data', 'nvim', 'lsp', 'completion_item')
  local behind = vim.tbl_get(proposal or {}, 'data', 'behind')
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
