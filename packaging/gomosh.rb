# Homebrew formula. scripts/packages fills in the words between @.
class Gomosh < Formula
  desc "Remote terminal that survives roaming, sleep and bad links"
  homepage "@URL@"
  url "@URL@/gomosh-@VERSION@.tar.gz"
  version "@VERSION@"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "go" => :build

  def install
    ENV["CGO_ENABLED"] = "0"
    system "go", "build", *std_go_args(ldflags: "-s -w", tags: "urfave_cli_no_docs", output: "gomosh")
    with_env("PREFIX" => prefix.to_s) { system "scripts/install", "./gomosh" }
  end

  def caveats
    <<~EOS
      To use it by the names mosh, mosh-server and mosh-client, put
        #{opt_lib}/gomosh
      into your PATH, in front of another mosh.
    EOS
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/gomosh version")
    assert_match "MOSH CONNECT", shell_output("#{bin}/gomosh server -p 0 -i 127.0.0.1 -- true")
  end
end
