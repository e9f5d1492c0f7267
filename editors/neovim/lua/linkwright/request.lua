--- Sends requests about the current note, and opens or lists the places in the responses.
local linkwright = require('linkwright')

local M = {}

--- Sends a request about the current buffer. Calls `on_result` if it succeeds; warns otherwise.
---@param method string
---@param params fun(uri: string): table
---@param on_result fun(result: any, client: vim.lsp.Client, buffer: integer)
function M.send(method, params, on_result)
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

--- Returns the parameters that run a command of the server.
---@param command string without `linkwright.`
---@param argument table the argument without the note's `uri`
---@param uri string
local function command_params(command, argument, uri)
  local with_uri = vim.tbl_extend('keep', argument, { uri = uri })
  return { command = 'linkwright.' .. command, arguments = { with_uri } }
end

--- Runs a command of the server about the current note.
---@param command string without `linkwright.`
---@param argument table the argument without the note's `uri`
---@param on_result fun(result: any, client: vim.lsp.Client, buffer: integer)
function M.execute(command, argument, on_result)
  M.send('workspace/executeCommand', function(uri)
    return command_params(command, argument, uri)
  end, on_result)
end

--- Runs a command of the server about the current note and waits for the result, at most a second.
--- Returns nil if there is no server or the command fails.
---@param command string without `linkwright.`
function M.execute_sync(command)
  local client = vim.lsp.get_clients({ name = 'linkwright', bufnr = 0 })[1]
  local params = command_params(command, {}, vim.uri_from_bufnr(0))
  local response = client and client:request_sync('workspace/executeCommand', params, 1000, 0)
  return response and response.result
end

--- Returns quickfix items for locations, in the same order.
---@param locations {uri: string, range: lsp.Range}[]
---@param client vim.lsp.Client
---@return vim.quickfix.entry[]
function M.items(locations, client)
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

--- Opens a note in the current window. CTRL-O and CTRL-T go back.
---@param location lsp.Location|lsp.LocationLink|{uri: string}
---@param client vim.lsp.Client
function M.open(location, client)
  vim.lsp.util.show_document(location, client.offset_encoding, { focus = true })
end

--- Returns the path of a file, relative to the working folder if it is in it.
---@param uri string
function M.path(uri)
  return vim.fn.fnamemodify(vim.uri_to_fname(uri), ':.')
end

return M
