"""usage: check.py FILLED SHA256SUMS: checks filled-in recipes that no parser here knows."""

import json
import re
import sys
import tomllib
from pathlib import Path

import jsonschema
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))
import release  # noqa: E402

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https://"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def fields(**properties):
    """Returns the schema of an object that has exactly these fields."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def several(item):
    return {"type": "array", "items": item, "minItems": 1}


def one_of(*values):
    return {"enum": list(values)}


# The fields of each format that we use, from its documentation.
WINGET = {"PackageIdentifier": {"type": "string", "pattern": r"^[^.\s]{1,32}(\.[^.\s]{1,32}){1,7}$"}, "PackageVersion": TEXT, "ManifestVersion": {"const": "1.6.0"}}
SCOOP_BUILD = {"url": URL, "extract_dir": TEXT}
SCHEMAS = {
    "winget/Linkwright.Linkwright.yaml": fields(**WINGET, DefaultLocale={"const": "en-US"}, ManifestType={"const": "version"}),
    "winget/Linkwright.Linkwright.locale.en-US.yaml": fields(
        **WINGET, PackageLocale={"const": "en-US"}, Publisher=TEXT, PackageName=TEXT, PackageUrl=URL, License=TEXT,
        ShortDescription={"type": "string", "minLength": 3, "maxLength": 256}, Moniker=TEXT,
        Tags={**several({"type": "string", "maxLength": 40}), "maxItems": 16}, ManifestType={"const": "defaultLocale"},
    ),
    "winget/Linkwright.Linkwright.installer.yaml": fields(
        **WINGET, InstallerType={"const": "zip"}, NestedInstallerType={"const": "portable"}, ManifestType={"const": "installer"},
        Installers=several(fields(
            Architecture=one_of("x64", "arm64"), InstallerUrl=URL, InstallerSha256=HASH,
            NestedInstallerFiles=several(fields(RelativeFilePath={"type": "string", "pattern": r"\\linkwright\.exe$"}, PortableCommandAlias=TEXT)),
        )),
    ),
    "scoop/linkwright.json": fields(
        version=TEXT, description=TEXT, homepage=URL, license=TEXT, bin=TEXT, checkver={"const": "github"},
        architecture=fields(**{each: fields(**SCOOP_BUILD, hash=HASH) for each in ("64bit", "arm64")}),
        autoupdate=fields(architecture=fields(**{each: fields(**SCOOP_BUILD) for each in ("64bit", "arm64")})),
    ),
    "mason/package.yaml": fields(
        name=TEXT, description=TEXT, homepage=URL, licenses=several(one_of("MIT", "Apache-2.0")), languages=several({"const": "Markdown"}),
        categories=several({"const": "LSP"}), bin=fields(linkwright={"const": "{{source.asset.bin}}"}),
        source=fields(
            id={"type": "string", "pattern": r"^pkg:github/linkwright/linkwright@v\d"},
            asset=several(fields(target={"type": "string", "pattern": "^(darwin|linux|win)_(x64|arm64)$"}, file=TEXT, bin=TEXT)),
        ),
    ),
}


def main():
    filled, sums = Path(sys.argv[1]), Path(sys.argv[2])
    archives = dict(reversed(line.split()) for line in sums.read_text().splitlines())
    for name, schema in SCHEMAS.items():
        # YAML contains JSON.
        jsonschema.validate(yaml.safe_load((filled / name).read_text()), schema)
    for path in filled.rglob("*"):
        if path.is_file():
            check_archives(path, archives)
    helix = tomllib.loads((filled / "helix/languages.toml").read_text())
    assert helix["language-server"]["linkwright"]["command"] == "linkwright"
    check_binstall(archives)
    check_workflow()


def check_archives(path, archives):
    """Every archive that the recipe names is in the release, and every checksum is that of the archive before it."""
    text = path.read_text().replace("{{version}}", f"v{release.VERSION}").replace("$pkgver", release.VERSION)
    text = text.replace("v$version", f"v{release.VERSION}")
    assert not re.search(r"@(version|archives|sha256)\b", text), f"{path}: not filled in"
    named = re.findall(r"linkwright-v[\w.+-]*?\.(?:tar\.gz|zip)", text)
    for name in named:
        assert name in archives, f"{path}: {name} is not in the release"
    found = re.findall(r"\b[0-9a-f]{64}\b", text)
    assert found == [archives[name] for name in named][: len(found)], f"{path}: a checksum is of another archive"


def check_binstall(archives):
    """The addresses that cargo-binstall makes from the crate's metadata are those of the archives."""
    package = tomllib.loads((release.ROOT / "crates/linkwright/Cargo.toml").read_text())["package"]["metadata"]["binstall"]
    for platform in release.PLATFORMS:
        target = platform["target"]
        kind = package["overrides"].get(target, package)["pkg-fmt"]
        values = {
            "repo": release.REPOSITORY, "version": release.VERSION, "target": target, "bin": "linkwright",
            "archive-suffix": {"tgz": ".tar.gz", "zip": ".zip"}[kind], "binary-ext": ".exe" if "windows" in target else "",
        }
        url = re.sub(r"\{ (\S+) \}", lambda found: values[found[1]], package["pkg-url"])
        assert url.rsplit("/", 1)[1] in archives, f"binstall: {url} is not in the release"


def check_workflow():
    """The release builds every platform that a package is made for."""
    workflow = yaml.safe_load((release.ROOT / ".github/workflows/release.yml").read_text())
    built = {each["target"] for each in workflow["jobs"]["server"]["strategy"]["matrix"]["include"]}
    assert {platform["target"] for platform in release.PLATFORMS} == built, "release.yml builds other platforms than packages/platforms.json"


main()
