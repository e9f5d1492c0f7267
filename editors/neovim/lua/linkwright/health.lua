--- `:checkhealth linkwright`
local M = {}

local health = vim.health

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.error('Neovim is too old', 'Install Neovim 0.11 or later')
  end
end

--- Checks that the server can be started, and that it is Linkwright.
local function check_server()
  local command = vim.lsp.config.linkwright.cmd
  if type(command) ~= 'table' then
    return health.info('`cmd` is a function; the server is not checked')
  end
  if vim.fn.executable(command[1]) == 0 then
    return health.error(('`%s` was not found'):format(command[1]), {
      'Install it, in a checkout of Linkwright: cargo install --path crates/linkwright',
      "Or set its path: vim.lsp.config('linkwright', { cmd = { '/path/to/linkwright', 'lsp' } })",
    })
  end
  local result = vim.system({ command[1], '--version' }, { text = true }):wait(5000)
  local version = vim.trim(result.stdout or '')
  if result.code == 0 then
    health.ok(('%s, %s'):format(version, vim.fn.exepath(command[1])))
  else
    health.error(('`%s --version` failed: %s'):format(command[1], vim.trim(result.stderr or '')))
  end
end

--- Returns why a folder is the vault.
---@param vault linkwright.Vault
local function reason(vault)
  for _, marker in ipairs({ '.obsidian', '.linkwright.toml', '.git' }) do
    local is_marker = marker == '.git' and not vault.marked or marker ~= '.git' and vault.marked
    if is_marker and vim.uv.fs_stat(vim.fs.joinpath(vault.folder, marker)) then
      return ('because `%s` is in it'):format(marker)
    end
  end
  return "because it is the note's folder, or the folder that Neovim opened"
end

--- Reports the vaults of a server, and why each folder was chosen.
local function check_vaults(client_id)
  local vaults = require('linkwright').vaults(client_id)
  if #vaults == 0 then
    health.warn('No vault is open: each note is a vault of its own', {
      'To make a folder a vault, create an empty `.linkwright.toml` in it.',
      'A home folder or the root of a file system is never chosen without it.',
    })
  end
  for _, vault in ipairs(vaults) do
    if vault.marked then
      health.ok(('Vault: %s, %s'):format(vault.folder, reason(vault)))
    else
      local chosen = ('Vault: %s, %s'):format(vault.folder, reason(vault))
      health.warn(chosen .. '. It has neither `.obsidian` nor `.linkwright.toml`', {
        'If all your notes are in this folder, nothing is wrong.',
        'To choose another folder, or to remove this warning, create an empty `.linkwright.toml` in it.',
      })
    end
    if vault.unfollowed then
      local links = table.concat(vault.unfollowed.links, '\n')
      health.info(('%d symbolic links are not followed:\n%s'):format(vault.unfollowed.count, links))
    end
  end
end

local function check_clients()
  if not vim.lsp.is_enabled('linkwright') then
    health.warn('Linkwright is not enabled', "Add vim.lsp.enable('linkwright') to your init.lua")
  end
  local clients = vim.lsp.get_clients({ name = 'linkwright' })
  if #clients == 0 then
    health.info('No server is running. It starts when you open a Markdown file')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(('Attached to %d buffers, position encoding %s'):format(buffers, client.offset_encoding))
    check_vaults(client.id)
  end
end

local function check_other_plugins()
  local found = {}
  for _, picker in ipairs({ 'snacks', 'telescope', 'fzf-lua' }) do
    if pcall(require, picker) then
      table.insert(found, picker)
    end
  end
  health.info('Pickers: ' .. (#found > 0 and table.concat(found, ', ') or 'the quickfix list'))
  local others = {}
  for _, name in ipairs({ 'marksman', 'markdown_oxide', 'iwes', 'zk' }) do
    if vim.lsp.is_enabled(name) then
      table.insert(others, name)
    end
  end
  if #others > 0 then
    health.warn(
      'Other servers for notes are enabled: ' .. table.concat(others, ', '),
      'Disable them; otherwise you get suggestions and renames twice'
    )
  end
end

function M.check()
  health.start('linkwright')
  check_neovim()
  check_server()
  check_clients()
  check_other_plugins()
end

return M
