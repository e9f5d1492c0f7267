class Linkwright < Formula
  desc "Language server and command-line tool for Markdown notes with [[wikilinks]]"
  homepage "https://github.com/linkwright/linkwright"
  version "@version@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@archives@/linkwright-v@version@-aarch64-apple-darwin.tar.gz"
      sha256 "@sha256:aarch64-apple-darwin@"
    end
    on_intel do
      url "@archives@/linkwright-v@version@-x86_64-apple-darwin.tar.gz"
      sha256 "@sha256:x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@archives@/linkwright-v@version@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@archives@/linkwright-v@version@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@sha256:x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "linkwright"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/linkwright.bash" => "linkwright"
    fish_completion.install "completions/linkwright.fish"
    zsh_completion.install "completions/linkwright.zsh" => "_linkwright"
  end

  test do
    (testpath/"note.md").write "[[missing]]\n"
    assert_match "missing", shell_output("#{bin}/linkwright check", 1)
  end
end
