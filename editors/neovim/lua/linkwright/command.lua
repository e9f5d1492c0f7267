--- `:Linkwright`, its subcommands and their completion.
local linkwright = require('linkwright')

local M = {}

--- Restarts the servers on the same buffers.
local function restart()
  for _, client in ipairs(vim.lsp.get_clients({ name = 'linkwright' })) do
    local buffers, config = vim.tbl_keys(client.attached_buffers), client.config
    client:stop()
    local timer = assert(vim.uv.new_timer())
    timer:start(50, 50, vim.schedule_wrap(function()
      if not client:is_stopped() or timer:is_closing() then
        return
      end
      timer:close()
      for _, buffer in ipairs(buffers) do
        if vim.api.nvim_buf_is_loaded(buffer) then
          vim.lsp.start(config, { bufnr = buffer })
        end
      end
    end))
  end
end

--- Opens Neovim's LSP log at its end. The server's log lines are in it.
local function open_log()
  local path = vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  vim.cmd.split(vim.fn.fnameescape(path))
  vim.cmd('normal! G')
end

---@class linkwright.Subcommand
---@field run fun(...: string)
---@field about string a short description
---@field is_text? boolean whether everything after the subcommand is one argument, such as a name
---@field complete? (string[]|fun(): string[])[] the values of each argument

--- Returns a function that calls `name` in a module, which is loaded when it is called.
local function call(module, name)
  return function(...)
    return require('linkwright.' .. module)[name](...)
  end
end

---@type table<string, linkwright.Subcommand>
M.subcommands = {
  follow = { run = call('follow', 'follow'), about = 'open the target of this link, or create it' },
  open = {
    run = call('vault', 'open'),
    about = 'open a note by name or alias',
    is_text = true,
    complete = { call('vault', 'names') },
  },
  new = {
    run = call('vault', 'new'),
    about = 'create and open a note',
    is_text = true,
    complete = { call('vault', 'names') },
  },
  daily = {
    run = call('vault', 'daily'),
    about = 'open the daily note of today or another day',
    complete = { { 'today', 'yesterday', 'tomorrow' } },
  },
  tags = {
    run = call('vault', 'tags'),
    about = 'list the places of a tag',
    is_text = true,
    complete = { call('vault', 'tag_names') },
  },
  orphans = { run = call('vault', 'orphans'), about = 'list the notes without backlinks' },
  unresolved = { run = call('vault', 'unresolved'), about = 'list the links to missing files' },
  backlinks = { run = call('notes', 'backlinks'), about = 'list every link to this note' },
  mentions = { run = call('notes', 'mentions'), about = 'list where this note is named without a link' },
  link = { run = call('notes', 'link_mentions'), about = 'turn those mentions into links' },
  outgoing = { run = call('notes', 'outgoing'), about = 'list the links in this note' },
  rename = {
    run = call('rename', 'rename'),
    about = 'rename or move this note and update every link to it',
    is_text = true,
  },
  convert = {
    run = call('notes', 'convert'),
    about = 'convert links to wikilink or markdown, in this note or the vault',
    complete = { { 'wikilink', 'markdown' }, { 'note', 'vault' } },
  },
  query = {
    run = call('query', 'query'),
    about = 'show the rows of the base at the cursor',
    is_text = true,
  },
  check = { run = call('notes', 'check'), about = 'check every note and list the problems' },
  restart = { run = restart, about = 'restart the server' },
  log = { run = open_log, about = "open Neovim's LSP log" },
}
-- An earlier name of `daily`.
M.subcommands.today = M.subcommands.daily

--- Runs the subcommand of `:Linkwright`.
---@param command {args: string, fargs: string[]}
function M.run(command)
  local name = command.fargs[1]
  local subcommand = M.subcommands[name]
  if not subcommand then
    return linkwright.warn(('unknown subcommand `%s`; complete with <Tab>'):format(name))
  end
  if subcommand.is_text then
    local text = vim.trim(command.args:sub(#name + 1))
    return subcommand.run(text ~= '' and text or nil)
  end
  subcommand.run(unpack(command.fargs, 2))
end

--- Returns what completes the argument `typed`, of which only `lead` is replaced: its last word.
---@param choices string[]
---@param typed string
---@param lead string
local function completions(choices, typed, lead)
  local key = vim.fn.tolower(typed)
  local found = vim.tbl_filter(function(choice)
    return vim.startswith(vim.fn.tolower(choice), key)
  end, choices)
  table.sort(found)
  return vim.tbl_map(function(choice)
    return choice:sub(#typed - #lead + 1)
  end, found)
end

--- Returns the words that can complete `lead`, for |:command-completion-customlist|.
---@param lead string
---@param line string
---@param position integer the bytes of `line` before the cursor
---@return string[]
function M.complete(lead, line, position)
  -- The text after `:Linkwright `, which may have a range or modifiers before it.
  local typed = line:sub(1, position):match('Linkwright!?%s+(.*)$') or ''
  local name, arguments = typed:match('^(%S+)%s+(.*)$')
  if not name then
    return completions(vim.tbl_keys(M.subcommands), lead, lead)
  end
  local subcommand = M.subcommands[name] or {}
  local words = vim.split(arguments, '%s+')
  local choices = (subcommand.complete or {})[subcommand.is_text and 1 or #words] or {}
  if type(choices) == 'function' then
    choices = choices()
  end
  return completions(choices, subcommand.is_text and arguments or lead, lead)
end

return M
