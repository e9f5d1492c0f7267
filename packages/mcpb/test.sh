# Run by packages/test: builds a bundle, and starts the server in it.
mkdir -p "$work/mcpb/unpacked"
bundle=$("$here/mcpb/build" "$work/mcpb" "$archive")
"$tools/bin/python" "$here/mcpb/check" "$bundle" "$work/mcpb/unpacked"
ok mcpb "unpacked and started; manifest and server.json follow their schemas"
