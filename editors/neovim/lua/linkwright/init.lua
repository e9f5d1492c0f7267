--- Set-up, and what a status line may show. Nothing here has to be called: with the plugin
--- installed, `vim.lsp.enable('linkwright')` is enough.
local M = {}

---@class linkwright.Options
---@field picker? 'auto'|'quickfix'|'telescope'|'fzf-lua'|'snacks' where lists are shown
---@field completion? boolean whether to complete as you type, with Neovim's own completion
---@field settings? table the settings of docs/settings.md

---@type linkwright.Options
M.options = { picker = 'auto', completion = false }

---@class linkwright.Vault
---@field folder string
---@field marked boolean whether it holds `.obsidian` or `.linkwright.toml`
---@field unfollowed? { count: integer, links: string[] } symbolic links that are not followed

---@class linkwright.Status
---@field state string
---@field notes integer
---@field vaults linkwright.Vault[]

---@type table<integer, linkwright.Status> what each server said last, by its client
local said = {}

--- Sets the options and enables the server.
---@param options? linkwright.Options
function M.setup(options)
  M.options = vim.tbl_extend('force', M.options, options or {})
  if M.options.settings then
    vim.lsp.config('linkwright', {
      init_options = M.options.settings,
      settings = { linkwright = M.options.settings },
    })
  end
  if M.options.completion then
    vim.api.nvim_create_autocmd('LspAttach', {
      group = vim.api.nvim_create_augroup('linkwright.completion', {}),
      callback = function(event)
        local client = vim.lsp.get_client_by_id(event.data.client_id)
        if client and client.name == 'linkwright' then
          require('linkwright.completion').enable(client, event.buf)
        end
      end,
    })
  end
  vim.lsp.enable('linkwright')
end

--- The server of a buffer, or nil; says so then.
---@param buffer? integer
---@return vim.lsp.Client?
function M.client(buffer)
  local client = vim.lsp.get_clients({ name = 'linkwright', bufnr = buffer or 0 })[1]
  if not client then
    M.warn('no server is attached to this buffer; see :checkhealth linkwright')
  end
  return client
end

---@param message string
function M.warn(message)
  vim.notify('linkwright: ' .. message, vim.log.levels.WARN)
end

--- Remembers what a server says of itself.
function M.on_status(client_id, status)
  said[client_id] = status
  vim.cmd.redrawstatus()
end

--- The vaults that a server has open.
---@param client_id integer
---@return linkwright.Vault[]
function M.vaults(client_id)
  return said[client_id] and said[client_id].vaults or {}
end

--- For a status line: the number of notes in the vault of this buffer, or what the server is
--- doing; empty where there is none.
---@return string
function M.status()
  local client = vim.lsp.get_clients({ name = 'linkwright', bufnr = 0 })[1]
  local status = client and said[client.id]
  if not status then
    return ''
  end
  local notes = ('%d notes'):format(status.notes)
  return status.state == 'ready' and notes or ('%s, %s'):format(notes, status.state)
end

return M
