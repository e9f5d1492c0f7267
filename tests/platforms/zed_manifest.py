"""Checks a Zed extension against the rules of Zed's registry of extensions.

usage: zed_manifest.py FOLDER
"""

import pathlib
import re
import sys
import tomllib

# Zed accepts these licences, recognized by their texts.
LICENCES = {
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy",
    "Apache-2.0": "Apache License\n                           Version 2.0, January 2004",
}
KNOWN_KEYS = {"id", "name", "description", "version", "schema_version", "authors", "repository", "language_servers"}


def problems(folder):
    root = folder.parents[1]
    manifest = tomllib.loads((folder / "extension.toml").read_text())
    cargo = tomllib.loads((folder / "Cargo.toml").read_text())
    workspace = tomllib.loads((root / "Cargo.toml").read_text())["workspace"]["package"]
    for key in sorted({"id", "name", "description", "version", "schema_version", "authors", "repository"} - set(manifest)):
        yield f"extension.toml has no `{key}`"
    for key in sorted(set(manifest) - KNOWN_KEYS):
        yield f"extension.toml has an unknown key `{key}`"
    name = manifest["id"]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or "zed" in name or "extension" in name:
        yield f"the id `{name}` must be in kebab case, without `zed` and `extension`"
    if "zed" in manifest["name"].lower() or "extension" in manifest["name"].lower():
        yield f"the name `{manifest['name']}` must not contain `Zed` or `extension`"
    if manifest["schema_version"] != 1:
        yield "schema_version must be 1"
    if not manifest["repository"].startswith("https://"):
        yield "the repository needs an https address"
    if manifest["repository"] != workspace["repository"]:
        yield "the repository is not that of Cargo.toml"
    for author in manifest["authors"]:
        if not re.fullmatch(r".+ <\S+@\S+>", author):
            yield f"the author `{author}` has no address"
    versions = {manifest["version"], cargo["package"]["version"], workspace["version"]}
    if len(versions) != 1:
        yield f"the versions differ: {', '.join(sorted(versions))}"
    if cargo["lib"]["crate-type"] != ["cdylib"]:
        yield "the crate must be a cdylib"
    if not manifest["language_servers"]:
        yield "there is no language server"
    for server, fields in manifest["language_servers"].items():
        if set(fields.get("language_ids", {})) - set(fields["languages"]):
            yield f"`{server}` has an id for a language that is not its own"
    texts = {file.name: file.read_text() for file in folder.glob("LICENSE*")}
    if not any(text in found for text in LICENCES.values() for found in texts.values()):
        yield "there is no file LICENSE with a licence that Zed accepts"
    for name, text in texts.items():
        if text != (root / name).read_text():
            yield f"{name} is not that of the repository"
    # Servers are downloaded, never part of an extension.
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_size > 200_000 and "target" not in file.parts:
            yield f"{file} is too large for an extension"


found = list(problems(pathlib.Path(sys.argv[1]).resolve()))
print("\n".join(found), file=sys.stderr)
sys.exit(1 if found else 0)
