"""What all packages have in common: the version, the platforms, and the archives of a release."""

import json
import re
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]
VERSION = WORKSPACE["version"]
REPOSITORY = WORKSPACE["repository"]
DESCRIPTION = tomllib.loads((ROOT / "crates/linkwright/Cargo.toml").read_text())["package"]["description"]
PLATFORMS = json.loads((ROOT / "packages/platforms.json").read_text())


class Archive:
    """An archive that `packages/archive` wrote: its platform, and its files by their path inside it."""

    def __init__(self, path):
        path = Path(path)
        name = re.sub(r"\.(tar\.gz|zip)$", "", path.name)
        target = name.removeprefix(f"linkwright-v{VERSION}-")
        found = [platform for platform in PLATFORMS if platform["target"] == target]
        if not found:
            sys.exit(f"{path}: expected linkwright-v{VERSION}-TARGET, with a target of packages/platforms.json")
        self.platform = found[0]
        self.files = {inner.split("/", 1)[1]: data for inner, data in read(path)}
        self.program = "linkwright.exe" if "windows" in target else "linkwright"
        if self.program not in self.files:
            sys.exit(f"{path}: has no file {name}/{self.program}")


def read(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [(item.filename, archive.read(item)) for item in archive.infolist() if not item.is_dir()]
    with tarfile.open(path) as archive:
        return [(item.name, archive.extractfile(item).read()) for item in archive if item.isfile()]


def arguments(usage):
    """Returns the output folder and the archives: the arguments of each `build`."""
    if len(sys.argv) < 3:
        sys.exit(f"usage: {usage} OUT ARCHIVE…")
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    return out.resolve(), [Archive(path) for path in sys.argv[2:]]


def write(path, data, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    path.chmod(mode)
