import Git
import TestKit
import Testing

/// Repositories that are not as most are.
struct AdverseRepositoryTests {
  @Test func `a replaced commit is read as what stands in for it`() throws {
    let fixture = try GitFixture()
    let old = try fixture.commit("Old", adding: ["f": "old\n"])
    let other = try fixture.git(
      ["commit-tree", "HEAD^{tree}", "-m", "Other"], environment: fixture.nextDate())
    try fixture.git(["replace", old.hex, other])
    #expect(try fixture.open().commit(old).subject == "Other")
    #expect(try fixture.open().commit(old).id == old)
    #expect(
      try fixture.open(environment: ["GIT_NO_REPLACE_OBJECTS": "1"]).commit(old).subject == "Old")
    try fixture.git(["pack-refs", "--all"])
    #expect(try fixture.open().commit(old).subject == "Other")
    try fixture.git(["config", "core.useReplaceRefs", "false"])
    #expect(try fixture.open().commit(old).subject == "Old")
  }

  @Test func `a replaced file is read as what stands in for it`() throws {
    let fixture = try GitFixture()
    try fixture.commit("Old", adding: ["f": "old\n", "g": "new\n"])
    try fixture.git(["replace", "HEAD:f", fixture.object("HEAD:g").hex])
    let bytes = try fixture.open().snapshot(of: "HEAD").read("f", limit: 100)
    #expect(bytes == Array("new\n".utf8))
  }

  @Test func `a repository of SHA-256 is refused by its name`() throws {
    let fixture = try GitFixture("--object-format=sha256")
    #expect {
      _ = try fixture.open()
    } throws: { error in
      (error as? GitError)?.message.hasSuffix(
        "names its objects by SHA-256, which is not supported")
        ?? false
    }
  }

  @Test func `a clone without files says how to have them`() throws {
    let fixture = try GitFixture()
    try fixture.commit("Begin", adding: ["d/f": "text\n"])
    try fixture.git(["config", "uploadpack.allowFilter", "true"])
    let clone = try fixture.clone("--filter=blob:none", "--no-checkout", to: "partial")
    #expect {
      _ = try fixture.open(in: clone).snapshot(of: "HEAD").read("d/f", limit: 100)
    } throws: { error in
      (error as? GitError)?.hint?.contains("`git fetch --refetch --no-filter`") ?? false
    }
    try fixture.git(["fetch", "--quiet", "--refetch", "--no-filter", "origin"], in: clone)
    #expect(
      try fixture.open(in: clone).snapshot(of: "HEAD").read("d/f", limit: 100)
        == Array("text\n".utf8))
  }
}
