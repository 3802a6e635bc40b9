import Diagnostics
import Environments
import Kustomize
import Pipeline
import TestKit
import Testing

/// However a text came to be, it is checked as one that was opened so.
struct RandomEditTests {
  private static let path = "clusters/base/deployment.yaml"

  private func fresh() -> StandingCheck {
    StandingCheck(
      of: Workspace(tree: MemoryTree(Editor.files), name: "memory"), width: 1)
  }

  private func findings(
    _ check: inout StandingCheck, _ texts: [String: [UInt8]?]
  ) async -> [Diagnostic] {
    do {
      try await check.run(
        over: OverlayTree(MemoryTree(Editor.files), replacing: texts), today: nil)
      return check.state?.result.diagnostics ?? []
    } catch let error as PipelineError {
      return error.diagnostics
    } catch {
      return []
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a thousand edits come to what a fresh start comes to`(seed: UInt64) async {
    var random = SeededGenerator(seed: seed)
    let paths = Editor.files.keys.sorted()
    let pieces = ["\n", " ", "  ", ":", "- ", "web", "x", "{", "\"", "#", "replicas", "../base"]
    var texts: [String: [UInt8]?] = [:]
    var standing = fresh()
    for number in 1...334 {
      let path = random.chance(70) ? Self.path : paths.randomElement(using: &random) ?? Self.path
      var text = (texts[path] ?? nil) ?? Array((Editor.files[path] ?? "").utf8)
      let start = Int.random(in: 0...text.count, using: &random)
      let end = min(text.count, start + Int.random(in: 0...3, using: &random))
      let piece = random.chance(50) ? "" : pieces.randomElement(using: &random) ?? ""
      text.replaceSubrange(start..<end, with: piece.utf8)
      texts[path] = text
      // Now and then a file is as it was, is gone, or is new.
      if random.chance(15) { texts[path] = .some(nil) }
      if random.chance(15) { texts[path] = nil }
      if random.chance(10) { texts.removeAll() }
      let found = await findings(&standing, texts)
      var other = fresh()
      let expected = await findings(&other, texts)
      #expect(found == expected, "seed \(seed), edit \(number)")
      if found != expected { return }
    }
  }
}
