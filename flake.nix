# Builds from source: nix run github:linkwright/linkwright -- check
{
  description = "A language server and command-line tool for Markdown notes with [[wikilinks]]";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forEach = nixpkgs.lib.genAttrs systems;
    in {
      packages = forEach (system: {
        default = nixpkgs.legacyPackages.${system}.rustPlatform.buildRustPackage {
          pname = "linkwright";
          version = (nixpkgs.lib.importTOML ./Cargo.toml).workspace.package.version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          cargoBuildFlags = [ "--package" "linkwright" ];
          # Some tests need real editors.
          doCheck = false;
          meta.mainProgram = "linkwright";
        };
      });
    };
}
