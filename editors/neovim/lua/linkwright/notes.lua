--- The commands about the current note: each sends a request and shows or applies the response.
local linkwright = require('linkwright')
local list = require('linkwright.list')
local request = require('linkwright.request')

local execute, items = request.execute, request.items

local M = {}

--- Returns the name of the note in a buffer.
local function name(buffer)
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t:r')
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

return M
