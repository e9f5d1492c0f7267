--- Renames notes, and says which notes changed.
local linkwright = require('linkwright')
local request = require('linkwright.request')

local M = {}

--- Returns the paths of the notes whose text an edit changes, and the new paths of the files that it
--- renames, by old path.
---@param edit lsp.WorkspaceEdit
---@return string[], table<string, string>
local function changes(edit)
  local changed, renamed = {}, {}
  for _, change in ipairs(edit.documentChanges or {}) do
    if change.kind == 'rename' then
      renamed[vim.uri_to_fname(change.oldUri)] = vim.uri_to_fname(change.newUri)
    elseif change.textDocument then
      changed[vim.uri_to_fname(change.textDocument.uri)] = true
    end
  end
  for uri in pairs(edit.changes or {}) do
    changed[vim.uri_to_fname(uri)] = true
  end
  return vim.tbl_keys(changed), renamed
end

--- Returns the paths of the buffers with unsaved changes.
---@return table<string, boolean>
local function modified_paths()
  local found = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.bo[buffer].modified then
      found[vim.api.nvim_buf_get_name(buffer)] = true
    end
  end
  return found
end

--- Writes a buffer. If that fails, warns.
local function write(path)
  local buffer = vim.uri_to_bufnr(vim.uri_from_fname(path))
  local ok, reason = pcall(vim.api.nvim_buf_call, buffer, function()
    vim.cmd('silent write')
  end)
  if not ok then
    linkwright.warn(('cannot write %s: %s'):format(path, reason))
  end
end

--- Says in one line how many notes changed, and how to save them.
local function report(count, unsaved)
  if count == 0 then
    return linkwright.info('renamed; no note had to be changed')
  end
  local text = count == 1 and '1 note changed' or ('%d notes changed'):format(count)
  if unsaved == 0 then
    text = text .. ' and saved'
  elseif unsaved < count then
    text = ('%s, %d not saved yet; :wall saves %s'):format(text, unsaved, unsaved == 1 and 'it' or 'them')
  else
    text = ('%s; :wall saves %s'):format(text, unsaved == 1 and 'it' or 'them')
  end
  linkwright.info(text)
end

--- Applies the edit of a rename, and reports it.
---@param edit lsp.WorkspaceEdit
---@param client vim.lsp.Client
---@param file? { old: string, new: string } the file to rename, if the edit does not do it
local function apply(edit, client, file)
  local changed, renamed = changes(edit)
  local modified_before = modified_paths()
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  if file then
    vim.lsp.util.rename(file.old, file.new, { overwrite = true })
    renamed[file.old] = file.new
  end
  local old_path = {}
  for old, new in pairs(renamed) do
    old_path[new] = old
  end
  local modified = modified_paths()
  for _, path in ipairs(changed) do
    local old, new = old_path[path] or path, renamed[path] or path
    if linkwright.options.rename.auto_write and modified[new] and not modified_before[old] then
      write(new)
    end
  end
  modified = modified_paths()
  local unsaved = vim.tbl_filter(function(path)
    return modified[renamed[path] or path]
  end, changed)
  report(#changed, #unsaved)
end

--- Handles the response to `textDocument/rename`.
function M.on_rename(err, edit, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if err then
    linkwright.warn(err.message)
  elseif edit and client then
    apply(edit, client)
  else
    linkwright.warn('nothing to rename under the cursor')
  end
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
    local name = vim.fn.fnamemodify(old, ':t:r')
    return vim.ui.input({ prompt = 'New name: ', default = name }, function(answer)
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
  request.send('workspace/willRenameFiles', function()
    return { files = files }
  end, function(edit)
    apply(edit or {}, client, { old = old, new = path })
    client:notify('workspace/didRenameFiles', { files = files })
  end)
end

return M
