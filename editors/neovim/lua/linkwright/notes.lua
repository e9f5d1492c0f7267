--- What is asked of the server about the note at hand, and what is done with the answer.
local linkwright = require('linkwright')
local list = require('linkwright.list')

local M = {}

--- The name of the note in a buffer.
local function name(buffer)
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t:r')
end

--- Sends a request about the current buffer; `done` gets its result, if it comes to one.
---@param method string
---@param params fun(uri: string): table
---@param done fun(result: any, client: vim.lsp.Client, buffer: integer)
local function request(method, params, done)
  local buffer = vim.api.nvim_get_current_buf()
  local client = linkwright.client(buffer)
  if not client then
    return
  end
  client:request(method, params(vim.uri_from_bufnr(buffer)), function(failure, result)
    if failure then
      linkwright.warn(failure.message)
    else
      done(result, client, buffer)
    end
  end, buffer)
end

--- Has the server carry out one of its commands about the current note.
---@param command string without `linkwright.`
---@param argument table what it gets beside the note's `uri`
---@param done fun(result: any, client: vim.lsp.Client, buffer: integer)
local function execute(command, argument, done)
  request('workspace/executeCommand', function(uri)
    local with_uri = vim.tbl_extend('keep', argument, { uri = uri })
    return { command = 'linkwright.' .. command, arguments = { with_uri } }
  end, done)
end

--- Quickfix items for places, in the order of `places`.
---@param places {uri: string, range: lsp.Range}[]
---@param client vim.lsp.Client
local function items(places, client)
  local order = {}
  for at, place in ipairs(places) do
    order[place] = at
  end
  local found = vim.lsp.util.locations_to_items(places, client.offset_encoding)
  table.sort(found, function(a, b)
    return order[a.user_data] < order[b.user_data]
  end)
  return found
end

--- Every link to this note.
function M.backlinks()
  execute('backlinks', {}, function(links, client, buffer)
    local title = 'Backlinks of ' .. name(buffer)
    list.show(title, items(links, client), 'nothing links to this note')
  end)
end

--- Every place that names this note without a link.
function M.mentions()
  execute('mentions', {}, function(mentions, client, buffer)
    local title = 'Unlinked mentions of ' .. name(buffer)
    list.show(title, items(mentions, client), 'nothing mentions this note without a link')
  end)
end

--- Makes links of the unlinked mentions of this note.
function M.link_mentions()
  execute('linkMentions', {}, function() end)
end

--- Where this note leads: to each target, or to the link itself if it is broken.
function M.outgoing()
  execute('outgoing', {}, function(links, client, buffer)
    local here = vim.uri_from_bufnr(buffer)
    local places, texts = {}, {}
    for _, link in ipairs(links) do
      local target = type(link.target) == 'table' and link.target
      local place = target or { uri = here, range = link.range }
      table.insert(places, place)
      texts[place] = { text = link.text, type = link.broken and 'E' or nil }
    end
    local found = items(places, client)
    for _, item in ipairs(found) do
      item.text, item.type = texts[item.user_data].text, texts[item.user_data].type
    end
    list.show('Links of ' .. name(buffer), found, 'this note has no links')
  end)
end

--- What the lens over a note or heading shows when it is clicked.
---@param arguments {[1]: string, [2]: lsp.Position} the uri, and where
---@param client_id integer
function M.show_references(arguments, client_id)
  local client = assert(vim.lsp.get_client_by_id(client_id))
  local params = {
    textDocument = { uri = arguments[1] },
    position = arguments[2],
    context = { includeDeclaration = false },
  }
  client:request('textDocument/references', params, function(failure, places)
    if failure then
      return linkwright.warn(failure.message)
    end
    list.show('References', items(places or {}, client), 'nothing links here')
  end)
end

--- Opens the daily note, of today or of `date` (YYYY-MM-DD); it is made if it is not there.
---@param date? string
function M.today(date)
  execute('dailyNote', { date = date }, function(note)
    vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(note.uri)))
  end)
end

--- Writes the links of this note, or of all notes, in the other form.
---@param to 'wikilink'|'markdown'
---@param scope? 'note'|'vault'
function M.convert(to, scope)
  execute('convertLinks', { to = to, scope = scope or 'note' }, function() end)
end

--- Looks at every note, and lists what is wrong.
function M.check()
  execute('check', {}, function(sum)
    local found = vim.tbl_filter(function(finding)
      return finding.source == 'linkwright'
    end, vim.diagnostic.get())
    local fine = ('%d notes, %d links, nothing is broken'):format(sum.notes, sum.links)
    list.show('Linkwright', vim.diagnostic.toqflist(found), fine)
  end)
end

--- The path that `new` means for a note at `old`: in its folder, or, written with a `/`, from the
--- vault's root; its ending may be left out.
---@param old string
---@param new string
---@param root string
local function destination(old, new, root)
  local ending = '.' .. vim.fn.fnamemodify(old, ':e')
  if not vim.endswith(new:lower(), ending:lower()) then
    new = new .. ending
  end
  local folder = new:find('/', 1, true) and root or vim.fs.dirname(old)
  return vim.fs.normalize(vim.fs.joinpath(folder, new), { expand_env = false })
end

--- Renames or moves the file of this note; its title, its alias and every link to it follow. Other
--- notes are changed in their buffers and not yet saved.
---@param new? string asked for where it is left out
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
    return linkwright.warn(path .. ' exists')
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
