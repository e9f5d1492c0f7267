--- Shows the rows of a base as a Markdown table in a scratch buffer.
local linkwright = require('linkwright')
local request = require('linkwright.request')

local M = {}

--- Shows the rows in a window below. <CR> on a row opens its file.
---@param result {view: string, markdown: string, problems: string[], rows: {uri?: string, line: integer}[]}
---@param client vim.lsp.Client
local function show(result, client)
  for _, problem in ipairs(result.problems) do
    linkwright.warn(problem)
  end
  if #result.rows == 0 then
    return vim.notify('linkwright: no rows')
  end
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(result.markdown), '\n'))
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = 'markdown'
  vim.cmd('botright split')
  vim.api.nvim_win_set_buf(0, buffer)
  vim.wo[0].wrap = false
  local uris = {}
  for _, row in ipairs(result.rows) do
    uris[row.line + 1] = row.uri
  end
  vim.keymap.set('n', '<CR>', function()
    local uri = uris[vim.api.nvim_win_get_cursor(0)[1]]
    if uri then
      vim.cmd('wincmd p')
      request.open({ uri = uri }, client)
    end
  end, { buffer = buffer, desc = 'open the file of this row' })
end

--- Shows the rows of the view at the cursor, or of the view `name`.
---@param name? string
function M.query(name)
  local client = linkwright.client(vim.api.nvim_get_current_buf())
  if not client then
    return
  end
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  request.execute('query', { position = position, view = name }, show)
end

--- Shows the rows of a view when its code lens is clicked.
---@param arguments {[1]: string, [2]: lsp.Position} the file's URI and the position
---@param client_id integer
function M.show_query(arguments, client_id)
  local client = assert(vim.lsp.get_client_by_id(client_id))
  local argument = { uri = arguments[1], position = arguments[2] }
  local params = { command = 'linkwright.query', arguments = { argument } }
  client:request('workspace/executeCommand', params, function(err, result)
    if err then
      return linkwright.warn(err.message)
    end
    show(result, client)
  end)
end

return M
