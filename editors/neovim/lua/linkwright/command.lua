--- `:Linkwright`, its subcommands and how they complete.
local linkwright = require('linkwright')

local M = {}

--- Stops the servers and starts them anew on the same buffers.
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

--- Neovim's log of language servers, at its end: what the server logs lands there.
local function log()
  local path = vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  vim.cmd.split(vim.fn.fnameescape(path))
  vim.cmd('normal! G')
end

---@class linkwright.Subcommand
---@field run fun(...: string)
---@field about string
---@field complete? string[][] what each of its arguments may be

local function notes(what)
  return function(...)
    require('linkwright.notes')[what](...)
  end
end

---@type table<string, linkwright.Subcommand>
M.subcommands = {
  backlinks = { run = notes('backlinks'), about = 'list every link to this note' },
  mentions = { run = notes('mentions'), about = 'list where this note is named without a link' },
  link = { run = notes('link_mentions'), about = 'make links of those mentions' },
  outgoing = { run = notes('outgoing'), about = 'list where this note leads' },
  today = { run = notes('today'), about = 'open the daily note, of today or of YYYY-MM-DD' },
  rename = { run = notes('rename'), about = 'rename or move this note with every link to it' },
  convert = {
    run = notes('convert'),
    about = 'write links as wikilink or markdown, in this note or the vault',
    complete = { { 'wikilink', 'markdown' }, { 'note', 'vault' } },
  },
  check = { run = notes('check'), about = 'look at every note and list what is wrong' },
  restart = { run = restart, about = 'start the server anew' },
  log = { run = log, about = "open Neovim's log of language servers" },
}

---@param call {args: string, fargs: string[]}
function M.run(call)
  local subcommand = M.subcommands[call.fargs[1]]
  if not subcommand then
    return linkwright.warn(('there is no :Linkwright %s'):format(call.fargs[1]))
  end
  if call.fargs[1] == 'rename' then
    -- Names hold spaces.
    local new = vim.trim(call.args:sub(#'rename' + 1))
    return subcommand.run(new ~= '' and new or nil)
  end
  subcommand.run(unpack(call.fargs, 2))
end

--- What may stand where the cursor is, as |:command-completion-custom| asks.
---@param written string
---@param line string
---@return string[]
function M.complete(written, line)
  local words = vim.split(vim.trim(line), '%s+')
  local at = #words - (written == '' and 0 or 1)
  local choices = vim.tbl_keys(M.subcommands)
  if at > 1 then
    local subcommand = M.subcommands[words[2]]
    choices = subcommand and subcommand.complete and subcommand.complete[at - 1] or {}
  end
  table.sort(choices)
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, written)
  end, choices)
end

return M
