--- The commands about the whole vault: open and create notes, and list tags, orphans and broken links.
local linkwright = require('linkwright')
local list = require('linkwright.list')
local request = require('linkwright.request')

local M = {}

---@class linkwright.Name
---@field name string a name or an alias
---@field alias boolean
---@field path string relative to the root of the vault
---@field uri string

--- Lets the user choose a note.
---@param names linkwright.Name[]
---@param client vim.lsp.Client
local function choose(names, client)
  vim.ui.select(names, {
    prompt = 'Open a note',
    kind = 'linkwright.note',
    format_item = function(item)
      return ('%s  %s'):format(item.name, item.path)
    end,
  }, function(item)
    if item then
      request.open({ uri = item.uri }, client)
    end
  end)
end

--- Opens the note with a name, an alias or a path. Without one, or if several notes have it, the user
--- chooses.
---@param wanted? string
function M.open(wanted)
  request.execute('names', {}, function(names, client)
    if not wanted then
      return choose(names, client)
    end
    local key = vim.fn.tolower(wanted)
    local found, paths = {}, {}
    for _, item in ipairs(names) do
      local path = vim.fn.tolower(item.path)
      local matches = key == vim.fn.tolower(item.name) or key == path
        or key == vim.fn.fnamemodify(path, ':r')
      if matches and not paths[item.path] then
        paths[item.path] = true
        table.insert(found, item)
      end
    end
    if #found == 0 then
      linkwright.warn(('no note is named `%s`; `:Linkwright new %s` creates it'):format(wanted, wanted))
    elseif #found == 1 then
      request.open({ uri = found[1].uri }, client)
    else
      choose(found, client)
    end
  end)
end

--- Returns all names and aliases, for completion on the command line.
---@return string[]
function M.names()
  local seen, found = {}, {}
  for _, item in ipairs(request.execute_sync('names') or {}) do
    if not seen[item.name] then
      seen[item.name] = true
      table.insert(found, item.name)
    end
  end
  return found
end

--- Opens the note that a command of the server finds or creates.
---@param command string
---@param argument table
local function open_or_create(command, argument)
  request.execute(command, argument, function(note, client)
    request.open({ uri = note.uri }, client)
    if not note.exists then
      linkwright.info(('created %s; :write saves it'):format(request.path(note.uri)))
    end
  end)
end

--- Opens the note with this name. Creates it if it does not exist.
---@param name? string without it, the user is asked
function M.new(name)
  if name then
    return open_or_create('newNote', { name = name })
  end
  vim.ui.input({ prompt = 'Name of the note: ' }, function(answer)
    if answer and answer ~= '' then
      M.new(answer)
    end
  end)
end

--- Returns the date that is `days` days after today, as YYYY-MM-DD.
local function date_after(days)
  local now = os.date('*t')
  -- At noon, a change to or from summer time does not change the date.
  local noon = os.time({ year = now.year, month = now.month, day = now.day + days, hour = 12 })
  return os.date('%Y-%m-%d', noon)
end

--- Opens the daily note of a day. Creates it if it does not exist.
---@param day? string `today` (the default), `yesterday`, `tomorrow`, a number of days from today such as
---`-1`, or a date
function M.daily(day)
  local offset = ({ yesterday = -1, tomorrow = 1 })[day] or (day or ''):match('^[+-]%d%d?%d?%d?%d?$')
  if not day or day == 'today' then
    open_or_create('dailyNote', {})
  elseif offset then
    open_or_create('dailyNote', { date = date_after(tonumber(offset)) })
  else
    open_or_create('dailyNote', { date = day })
  end
end

--- Lists the places of a tag and of the tags nested in it.
---@param tag string
local function list_tag(tag)
  request.execute('tagged', { tag = tag }, function(places, client)
    tag = tag:gsub('^#', '')
    list.show('#' .. tag, request.items(places, client), ('no note has the tag `#%s`'):format(tag))
  end)
end

--- Lists the places of a tag.
---@param tag? string without it, the user chooses
function M.tags(tag)
  if tag then
    return list_tag(tag)
  end
  request.execute('tags', {}, function(tags)
    if #tags == 0 then
      return linkwright.info('no note has a tag')
    end
    vim.ui.select(tags, {
      prompt = 'Tags',
      kind = 'linkwright.tag',
      format_item = function(item)
        return ('#%s (%d)'):format(item.tag, item.uses)
      end,
    }, function(item)
      if item then
        list_tag(item.tag)
      end
    end)
  end)
end

--- Returns all tags, for completion on the command line.
---@return string[]
function M.tag_names()
  return vim.tbl_map(function(item)
    return item.tag
  end, request.execute_sync('tags') or {})
end

--- Lists the notes that no other note links to.
function M.orphans()
  request.execute('orphans', {}, function(notes)
    local items = vim.tbl_map(function(note)
      return { filename = vim.uri_to_fname(note.uri), lnum = 1, col = 1, text = note.path }
    end, notes)
    list.show('Orphans', items, 'every note has a backlink')
  end)
end

--- Lists the links to files that do not exist, by target.
function M.unresolved()
  request.execute('unresolved', {}, function(targets, client)
    local locations, paths = {}, {}
    for _, target in ipairs(targets) do
      for _, link in ipairs(target.links) do
        table.insert(locations, link)
        paths[link] = target.path
      end
    end
    local items = request.items(locations, client)
    for _, item in ipairs(items) do
      item.text = ('%s: %s'):format(paths[item.user_data], item.text)
    end
    list.show('Unresolved links', items, 'every link has a target')
  end)
end

return M
