if vim.g.loaded_linkwright or vim.fn.has('nvim-0.11') == 0 then
  return
end
vim.g.loaded_linkwright = true

-- The extensions of the protocol that this plugin supports.
vim.lsp.config('linkwright', {
  capabilities = {
    experimental = {
      commands = { commands = { 'linkwright.showReferences', 'linkwright.showQuery' } },
      linkwright = { status = true },
    },
  },
  handlers = {
    ['linkwright/status'] = function(_, status, context)
      require('linkwright').on_status(context.client_id, status)
    end,
    -- Neovim's own handlers show error codes.
    ['textDocument/rename'] = function(...)
      require('linkwright.rename').on_rename(...)
    end,
    ['workspace/executeCommand'] = function(err)
      if err then
        require('linkwright').warn(err.message)
      end
    end,
  },
})

-- Bases are YAML, but other servers for YAML know nothing of them.
vim.filetype.add({ extension = { base = 'base' } })
vim.treesitter.language.register('yaml', 'base')
vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('linkwright.bases', {}),
  pattern = 'base',
  callback = function(event)
    vim.bo[event.buf].syntax = 'yaml'
    vim.bo[event.buf].commentstring = '# %s'
    vim.bo[event.buf].expandtab = true
    vim.bo[event.buf].shiftwidth = 2
    vim.api.nvim_buf_call(event.buf, function()
      vim.cmd('runtime! indent/yaml.vim')
    end)
  end,
})

-- The colours of links and tags. A colour scheme or your own configuration can override them.
for token, group in pairs({
  link = 'Tag',
  aliasLink = 'DiagnosticHint',
  brokenLink = 'DiagnosticWarn',
  tag = 'Identifier',
  blockId = 'Comment',
}) do
  for _, filetype in ipairs({ 'markdown', 'base' }) do
    local name = ('@lsp.type.%s.%s'):format(token, filetype)
    vim.api.nvim_set_hl(0, name, { link = group, default = true })
  end
end

vim.api.nvim_create_autocmd('LspAttach', {
  group = vim.api.nvim_create_augroup('linkwright.attached', {}),
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'linkwright' then
      require('linkwright').on_attach(client, event.buf)
    end
  end,
})

-- An action creates a note as an unsaved buffer, whose folder may not exist: create it on write.
vim.api.nvim_create_autocmd('BufWritePre', {
  group = vim.api.nvim_create_augroup('linkwright.folders', {}),
  callback = function(event)
    if #vim.lsp.get_clients({ name = 'linkwright', bufnr = event.buf }) > 0 then
      vim.fn.mkdir(vim.fs.dirname(vim.api.nvim_buf_get_name(event.buf)), 'p')
    end
  end,
})

vim.api.nvim_create_autocmd('CompleteDone', {
  group = vim.api.nvim_create_augroup('linkwright.completed', {}),
  callback = function()
    require('linkwright.completion').remove_replaced_text()
  end,
})

vim.lsp.commands['linkwright.showReferences'] = function(command, context)
  require('linkwright.notes').show_references(command.arguments, context.client_id)
end

vim.lsp.commands['linkwright.showQuery'] = function(command, context)
  require('linkwright.query').show_query(command.arguments, context.client_id)
end

vim.api.nvim_create_user_command('Linkwright', function(call)
  require('linkwright.command').run(call)
end, {
  nargs = '+',
  bang = true,
  desc = 'Linkwright: commands for the current note',
  complete = function(...)
    return require('linkwright.command').complete(...)
  end,
})
