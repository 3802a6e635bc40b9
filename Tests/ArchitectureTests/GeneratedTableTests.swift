import Git
import Glibc
import TestKit
import Testing

/// A table that is embedded is what its generator makes of its input.
struct GeneratedTableTests {
  @Test(
    .enabled(if: access("/usr/bin/python3", X_OK) == 0, "the generators are written in Python"),
    arguments: ["generate-facts", "generate-custom-kinds"])
  func `a table is what its generator makes of its input`(script: String) throws {
    let root = PackageFiles().root
    let result = try ChildProcess("Scripts/\(script)", ["--check"], environment: [:], in: root)
      .run()
    #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
  }
}
