# Run by packages/test: builds a bundle, and starts the server in it.
mkdir -p "$work/mcpb/unpacked"
bundle=$("$here/mcpb/build" "$work/mcpb" "$archive")
"$here/mcpb/check" "$bundle" "$work/mcpb/unpacked"
ok mcpb "unpacked and started; server.json checked"
