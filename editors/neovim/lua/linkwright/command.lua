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
---@field complete? string[][] the values of each argument

--- Returns a function that calls one of `linkwright.notes`, which is loaded when it is called.
local function notes(name)
  return function(...)
    require('linkwright.notes')[name](...)
  end
end

---@type table<string, linkwright.Subcommand>
M.subcommands = {
  backlinks = { run = notes('backlinks'), about = 'list every link to this note' },
  mentions = { run = notes('mentions'), about = 'list where this note is named without a link' },
  link = { run = notes('link_mentions'), about = 'turn those mentions into links' },
  outgoing = { run = notes('outgoing'), about = 'list the links in this note' },
  today = { run = notes('today'), about = 'open the daily note of today or of YYYY-MM-DD' },
  rename = { run = notes('rename'), about = 'rename or move this note and update every link to it' },
  convert = {
    run = notes('convert'),
    about = 'convert links to wikilink or markdown, in this note or the vault',
    complete = { { 'wikilink', 'markdown' }, { 'note', 'vault' } },
  },
  check = { run = notes('check'), about = 'check every note and list the problems' },
  restart = { run = restart, about = 'restart the server' },
  log = { run = open_log, about = "open Neovim's LSP log" },
}

--- Runs the subcommand of `:Linkwright`.
---@param call {args: string, fargs: string[]}
function M.run(call)
  local subcommand = M.subcommands[call.fargs[1]]
  if not subcommand then
    return linkwright.warn(('unknown subcommand `%s`; complete with <Tab>'):format(call.fargs[1]))
  end
  if call.fargs[1] == 'rename' then
    -- A name may contain spaces.
    local new = vim.trim(call.args:sub(#'rename' + 1))
    return subcommand.run(new ~= '' and new or nil)
  end
  subcommand.run(unpack(call.fargs, 2))
end

--- Returns the words that can complete `lead`, for |:command-completion-customlist|.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local words = vim.split(vim.trim(line), '%s+')
  local at = #words - (lead == '' and 0 or 1)
  local choices = vim.tbl_keys(M.subcommands)
  if at > 1 then
    local subcommand = M.subcommands[words[2]]
    choices = subcommand and subcommand.complete and subcommand.complete[at - 1] or {}
  end
  table.sort(choices)
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, lead)
  end, choices)
end

return M
