#!/usr/bin/env python3
"""Validates the plugin, and runs its hook on a small vault.

Usage: check.py [LINKWRIGHT]  (default: target/debug/linkwright)
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PLUGIN = pathlib.Path(__file__).resolve().parent
ROOT = PLUGIN.parents[1]


def read(path):
    return json.loads((PLUGIN / path).read_text())


def check_manifest():
    manifest = read(".claude-plugin/plugin.json")
    assert re.fullmatch(r"[a-z][a-z0-9-]*", manifest["name"])
    workspace = (ROOT / "Cargo.toml").read_text()
    version = re.search(r'^version = "(.*)"', workspace, re.MULTILINE)[1]
    assert manifest["version"] == version, "the version is that of the workspace"
    for key in ["lspServers", "mcpServers", "hooks"]:
        assert (PLUGIN / manifest[key]).is_file(), key


def check_servers(linkwright):
    lsp = read(".lsp.json")["linkwright"]
    assert lsp["extensionToLanguage"][".md"] == "markdown"
    mcp = read(".mcp.json")["mcpServers"]["linkwright"]
    for server in [lsp, mcp]:
        assert server["command"] == "linkwright"
        # Each argument is one that the program has.
        help_text = subprocess.run(
            [linkwright, server["args"][0], "--help"], capture_output=True, text=True, check=True
        ).stdout
        for argument in server["args"][1:]:
            assert not argument.startswith("--") or argument in help_text, argument


def check_hook(linkwright):
    hooks = read("hooks/hooks.json")["hooks"]["PostToolUse"]
    (hook,) = hooks[0]["hooks"]
    assert hook["type"] == "command"
    script = hook["command"].replace("${CLAUDE_PLUGIN_ROOT}", str(PLUGIN))
    with tempfile.TemporaryDirectory() as vault:
        (pathlib.Path(vault) / ".linkwright.toml").write_text("")
        note = pathlib.Path(vault) / "note.md"
        environment = dict(os.environ, PATH=f"{linkwright.parent}:{os.environ['PATH']}")
        for text, status in [("[[gone]]\n", 2), ("fine\n", 0)]:
            note.write_text(text)
            call = json.dumps({"tool_name": "Edit", "tool_input": {"file_path": str(note)}})
            run = subprocess.run(
                [script], input=call, capture_output=True, text=True, cwd=vault, env=environment
            )
            assert run.returncode == status, (text, run)
            assert ("gone" in run.stderr) == (status == 2), run.stderr


def check_skill():
    text = (PLUGIN / "skills/vault-links/SKILL.md").read_text()
    front = re.match(r"---\nname: ([a-z-]+)\ndescription: (.+)\n---\n", text)
    assert front and front[1] == "vault-links" and len(front[2]) <= 1024


def main():
    given = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/linkwright"
    linkwright = pathlib.Path(given).resolve()
    check_manifest()
    check_servers(linkwright)
    check_hook(linkwright)
    check_skill()
    print("the plugin is valid")


if __name__ == "__main__":
    main()
