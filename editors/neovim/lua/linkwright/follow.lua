--- `:Linkwright follow`: opens the target of the link under the cursor, or creates it.
local linkwright = require('linkwright')
local list = require('linkwright.list')
local request = require('linkwright.request')

local M = {}

--- Returns the message of the problem under the cursor, if there is one.
local function problem()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  for _, diagnostic in ipairs(vim.diagnostic.get(0, { lnum = row - 1 })) do
    local here = diagnostic.col <= column and column < diagnostic.end_col
    if here and diagnostic.source == 'linkwright' then
      return diagnostic.message
    end
  end
end

--- Returns the URI of the file that an edit creates, if it creates one.
---@param edit? lsp.WorkspaceEdit
local function created(edit)
  for _, change in ipairs(edit and edit.documentChanges or {}) do
    if change.kind == 'create' then
      return change.uri
    end
  end
end

--- Asks which of the actions to apply, applies it, and opens the note that it creates.
---@param actions lsp.CodeAction[]
---@param client vim.lsp.Client
local function choose(actions, client)
  vim.ui.select(actions, {
    prompt = 'This note does not exist yet.',
    kind = 'codeaction',
    format_item = function(action)
      return action.title
    end,
  }, function(action)
    if not action then
      return
    end
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    local uri = created(action.edit)
    request.open({ uri = uri }, client)
    linkwright.info(('created %s; :write saves it'):format(request.path(uri)))
  end)
end

--- Resolves the actions one after the other, and calls `on_done` with those that create a file.
---@param actions lsp.CodeAction[]
---@param on_done fun(creating: lsp.CodeAction[])
local function creating(actions, client, buffer, on_done)
  local found = {}
  local function resolve(index)
    local action = actions[index]
    if not action then
      return on_done(found)
    end
    client:request('codeAction/resolve', action, function(_, resolved)
      if resolved and created(resolved.edit) then
        table.insert(found, resolved)
      end
      resolve(index + 1)
    end, buffer)
  end
  resolve(1)
end

--- Offers to create the note that the broken link under the cursor names.
---@param message? string what is wrong with the link; if there is no link, nil
local function create(message)
  message = message or problem()
  request.send('textDocument/codeAction', function()
    local client = assert(linkwright.client())
    local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
    return vim.tbl_extend('error', params, { context = { diagnostics = {}, only = { 'quickfix' } } })
  end, function(actions, client, buffer)
    creating(actions or {}, client, buffer, function(found)
      if #found > 0 then
        choose(found, client)
      else
        linkwright.warn(message or 'there is no link to a note under the cursor')
      end
    end)
  end)
end

--- Asks for the definition of what is under the cursor: a tag or a footnote, or a file outside the vault.
--- If there is none, offers to create the note.
---@param message? string what is wrong with the link; if there is no link, nil
local function go_to_definition(message)
  request.send('textDocument/definition', function()
    return vim.lsp.util.make_position_params(0, assert(linkwright.client()).offset_encoding)
  end, function(result, client)
    local targets = vim.islist(result or {}) and result or { result }
    if not targets or #targets == 0 then
      create(message)
    elseif #targets == 1 then
      request.open(targets[1], client)
    else
      list.show('Targets', request.items(targets, client), 'no targets')
    end
  end)
end

--- Returns the link at a position.
---@param links { range: lsp.Range, target?: lsp.Location, broken: boolean, message?: string }[]
---@param position lsp.Position
local function link_at(links, position)
  for _, link in ipairs(links) do
    local from, to = link.range.start, link.range['end']
    local is_after = from.line == position.line and from.character <= position.character
      or from.line < position.line
    local is_before = to.line == position.line and position.character < to.character
      or position.line < to.line
    if is_after and is_before then
      return link
    end
  end
end

--- Opens the target of the link under the cursor. If the note does not exist, asks and creates it.
function M.follow()
  -- Unlike a definition, this is the whole target, with its heading, wherever the cursor is in the link.
  request.execute('outgoing', { messages = true }, function(links, client)
    local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
    local link = link_at(links, position)
    -- The server's message, as a diagnostic comes only after a pause in typing.
    local message = link and type(link.message) == 'string' and link.message
      or link and link.broken and 'this link has no target'
      or nil
    if not link or type(link.target) ~= 'table' then
      return go_to_definition(message)
    end
    request.open(link.target, client)
    -- For instance, the note exists but the heading does not.
    if message then
      linkwright.warn(message)
    end
  end)
end

return M
