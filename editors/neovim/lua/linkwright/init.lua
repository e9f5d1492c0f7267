--- Setup, and the text for a status line. Calling `setup` is optional: with the plugin installed,
--- `vim.lsp.enable('linkwright')` is enough.
local M = {}

---@class linkwright.Options
---@field picker? 'auto'|'quickfix'|'telescope'|'fzf-lua'|'snacks' where lists are shown
---@field completion? boolean whether to complete as you type, with Neovim's own completion
---@field keys? boolean whether `gd` follows links, unless you have mapped it yourself
---@field conceal? boolean whether to hide the brackets and targets of wikilinks
---@field rename? { auto_write?: boolean } whether a rename saves the notes that it changes, except those
---that had unsaved changes before
---@field settings? table the settings of docs/settings.md

---@type linkwright.Options
M.options = {
  picker = 'auto',
  completion = false,
  keys = true,
  conceal = false,
  rename = { auto_write = false },
}

---@class linkwright.Vault
---@field folder string
---@field marked boolean whether it contains `.obsidian` or `.linkwright.toml`
---@field unfollowed? { count: integer, links: string[] } symbolic links that are not followed

---@class linkwright.Status
---@field state string
---@field notes integer
---@field vaults linkwright.Vault[]

---@type table<integer, linkwright.Status> the last status of each server, by client id
local statuses = {}

--- Sets the options and enables the server.
---@param options? linkwright.Options
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', M.options, options or {})
  if M.options.settings then
    vim.lsp.config('linkwright', {
      init_options = M.options.settings,
      settings = { linkwright = M.options.settings },
    })
  end
  vim.lsp.enable('linkwright')
end

--- Prepares a buffer that a server is attached to, as the options say.
---@param client vim.lsp.Client
---@param buffer integer
function M.on_attach(client, buffer)
  if M.options.completion then
    require('linkwright.completion').enable(client, buffer)
  end
  if M.options.conceal then
    require('linkwright.conceal').enable(buffer)
  end
  local mapped = vim.api.nvim_buf_call(buffer, function()
    return vim.fn.maparg('gd', 'n') ~= ''
  end)
  if M.options.keys and not mapped then
    local command = '<Cmd>Linkwright follow<CR>'
    vim.keymap.set('n', 'gd', command, { buffer = buffer, desc = 'Follow the link (linkwright)' })
  end
end

--- Returns the server of a buffer. If there is none, warns and returns nil.
---@param buffer? integer
---@return vim.lsp.Client?
function M.client(buffer)
  local client = vim.lsp.get_clients({ name = 'linkwright', bufnr = buffer or 0 })[1]
  if not client then
    M.warn('no server is attached to this buffer; run :checkhealth linkwright')
  end
  return client
end

--- Shows a warning.
---@param message string
function M.warn(message)
  vim.notify('linkwright: ' .. message, vim.log.levels.WARN)
end

--- Shows a message, after removing a list or prompt that is still on the screen: otherwise Neovim waits
--- for Enter.
---@param message string
function M.info(message)
  vim.cmd.redraw()
  vim.notify('linkwright: ' .. message)
end

--- Stores the status that a server sent.
function M.on_status(client_id, status)
  statuses[client_id] = status
  vim.cmd.redrawstatus()
end

--- Returns the open vaults of a server.
---@param client_id integer
---@return linkwright.Vault[]
function M.vaults(client_id)
  return statuses[client_id] and statuses[client_id].vaults or {}
end

--- Returns text for a status line: the number of notes in the vault of this buffer, and the state of
--- the server if it is not ready. Empty if the buffer has no server.
---@return string
function M.status()
  local client = vim.lsp.get_clients({ name = 'linkwright', bufnr = 0 })[1]
  local status = client and statuses[client.id]
  if not status then
    return ''
  end
  local notes = ('%d notes'):format(status.notes)
  return status.state == 'ready' and notes or ('%s, %s'):format(notes, status.state)
end

return M
