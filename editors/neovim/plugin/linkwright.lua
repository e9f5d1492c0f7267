if vim.g.loaded_linkwright or vim.fn.has('nvim-0.11') == 0 then
  return
end
vim.g.loaded_linkwright = true

-- What this plugin can do for the server, beyond what Neovim itself can.
vim.lsp.config('linkwright', {
  capabilities = {
    experimental = {
      commands = { commands = { 'linkwright.showReferences' } },
      linkwright = { status = true },
    },
  },
  handlers = {
    ['linkwright/status'] = function(_, status, context)
      require('linkwright').on_status(context.client_id, status)
    end,
  },
})

vim.lsp.commands['linkwright.showReferences'] = function(command, context)
  require('linkwright.notes').show_references(command.arguments, context.client_id)
end

vim.api.nvim_create_user_command('Linkwright', function(call)
  require('linkwright.command').run(call)
end, {
  nargs = '+',
  bang = true,
  desc = 'What Linkwright knows and does about the note at hand',
  complete = function(...)
    return require('linkwright.command').complete(...)
  end,
})
