--- The commands about the current note: each sends a request and shows or applies the response.
local linkwright = require('linkwright')
local list = require('linkwright.list')

local M = {}

--- Returns the name of the note in a buffer.
local function name(buffer)
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t:r')
end

--- Sends a request about the current buffer. Calls `on_result` if it succeeds; warns otherwise.
---@param method string
---@param params fun(uri: string): table
---@param on_result fun(result: any, client: vim.lsp.Client, buffer: integer)
local function request(method, params, on_result)
  local buffer = vim.api.nvim_get_current_buf()
  local client = linkwright.client(buffer)
  if not client then
    return
  end
  client:request(method, params(vim.uri_from_bufnr(buffer)), function(err, result)
    if err then
      linkwright.warn(err.message)
    else
      on_result(result, client, buffer)
    end
  end, buffer)
end

--- Runs a command of the server about the current note.
---@param command string without `linkwright.`
---@param argument table the argument without the note's `uri`
---@param on_result fun(result: any, client: vim.lsp.Client, buffer: integer)
local function execute(command, argument, on_result)
  request('workspace/executeCommand', function(uri)
    local with_uri = vim.tbl_extend('keep', argument, { uri = uri })
    return { command = 'linkwright.' .. command, arguments = { with_uri } }
  end, on_result)
end

--- Returns quickfix items for locations, in the same order.
---@param locations {uri: string, range: lsp.Range}[]
---@param client vim.lsp.Client
local function items(locations, client)
  local order = {}
  for index, location in ipairs(locations) do
    order[location] = index
  end
  local found = vim.lsp.util.locations_to_items(locations, client.offset_encoding)
  table.sort(found, function(a, b)
    return order[a.user_data] < order[b.user_data]
  end)
  return found
end

--- Lists the links to this note.
function M.backlinks()
  execute('backlinks', {}, function(links, client, buffer)
    local title = 'Backlinks of ' .. name(buffer)
    list.show(title, items(links, client), 'no note links to this note')
  end)
end

--- Lists the places that name this note without a link.
function M.mentions()
  execute('mentions', {}, function(mentions, client, buffer)
    local title = 'Unlinked mentions of ' .. name(buffer)
    list.show(title, items(mentions, client), 'no note mentions this note without a link')
  end)
end

--- Turns the unlinked mentions of this note into links.
function M.link_mentions()
  execute('linkMentions', {}, function() end)
end

--- Lists the targets of the links in this note; for a broken link, the link itself.
function M.outgoing()
  execute('outgoing', {}, function(links, client, buffer)
    local here = vim.uri_from_bufnr(buffer)
    local locations, texts = {}, {}
    for _, link in ipairs(links) do
      local target = type(link.target) == 'table' and link.target
      local location = target or { uri = here, range = link.range }
      table.insert(locations, location)
      texts[location] = { text = link.text, type = link.broken and 'E' or nil }
    end
    local found = items(locations, client)
    for _, item in ipairs(found) do
      item.text, item.type = texts[item.user_data].text, texts[item.user_data].type
    end
    list.show('Links of ' .. name(buffer), found, 'this note has no links')
  end)
end

--- Lists the references to a note or heading, when its code lens is clicked.
---@param arguments {[1]: string, [2]: lsp.Position} the note's URI and the position
---@param client_id integer
function M.show_references(arguments, client_id)
  local client = assert(vim.lsp.get_client_by_id(client_id))
  local params = {
    textDocument = { uri = arguments[1] },
    position = arguments[2],
    context = { includeDeclaration = false },
  }
  client:request('textDocument/references', params, function(err, locations)
    if err then
      return linkwright.warn(err.message)
    end
    list.show('References', items(locations or {}, client), 'no references')
  end)
end

--- Opens the daily note of today or of `date` (YYYY-MM-DD). Creates it if it does not exist.
---@param date? string
function M.today(date)
  execute('dailyNote', { date = date }, function(note)
    vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(note.uri)))
  end)
end

--- Converts the links of this note, or of the vault, to the other form.
---@param to 'wikilink'|'markdown'
---@param scope? 'note'|'vault'
function M.convert(to, scope)
  execute('convertLinks', { to = to, scope = scope or 'note' }, function() end)
end

--- Checks every note, and lists the problems.
function M.check()
  execute('check', {}, function(totals)
    local found = vim.tbl_filter(function(diagnostic)
      return diagnostic.source == 'linkwright'
    end, vim.diagnostic.get())
    local none = ('%d notes, %d links, no problems'):format(totals.notes, totals.links)
    list.show('Linkwright', vim.diagnostic.toqflist(found), none)
  end)
end

--- Returns the new path of the note at `old`. A name without `/` stays in the note's folder; a path
--- starts from `root`. The extension may be left out.
---@param old string
---@param new string
---@param root string
local function destination(old, new, root)
  local extension = '.' .. vim.fn.fnamemodify(old, ':e')
  if not vim.endswith(new:lower(), extension:lower()) then
    new = new .. extension
  end
  local folder = new:find('/', 1, true) and root or vim.fs.dirname(old)
  return vim.fs.normalize(vim.fs.joinpath(folder, new), { expand_env = false })
end

--- Renames or moves the file of this note, and updates its title, its alias and every link to it. Other
--- notes are changed in unsaved buffers.
---@param new? string without it, the user is asked
function M.rename(new)
  local old = vim.api.nvim_buf_get_name(0)
  if not new then
    return vim.ui.input({ prompt = 'New name: ', default = name(0) }, function(answer)
      if answer and answer ~= '' then
        M.rename(answer)
      end
    end)
  end
  local client = linkwright.client()
  if not client then
    return
  end
  local path = destination(old, new, client.root_dir or vim.fs.dirname(old))
  local files = { { oldUri = vim.uri_from_fname(old), newUri = vim.uri_from_fname(path) } }
  if vim.uv.fs_stat(path) and vim.uv.fs_realpath(path) ~= vim.uv.fs_realpath(old) then
    return linkwright.warn(path .. ' already exists')
  end
  request('workspace/willRenameFiles', function()
    return { files = files }
  end, function(edit)
    if edit then
      vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
    end
    vim.lsp.util.rename(old, path, { overwrite = true })
    client:notify('workspace/didRenameFiles', { files = files })
  end)
end

return M
