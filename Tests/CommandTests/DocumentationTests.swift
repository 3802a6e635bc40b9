import Git
import TestKit
import Testing

/// What the documents say is there.
struct DocumentationTests {
  private let fleet: SampleFleet

  init() throws { fleet = try SampleFleet() }

  @Test func `every file that ARCHITECTURE names exists`() throws {
    let text = try fleet.shell("cat", ["\(SampleFleet.packageRoot)/ARCHITECTURE.md"])
    let paths = text.matches(of: /`(Sources\/[^`]+\.swift)`/).map { String($0.1) }
    #expect(paths.count >= 9)
    for path in paths { try fleet.shell("test", ["-f", "\(SampleFleet.packageRoot)/\(path)"]) }
  }

  @Test func `every command that README names has help with examples`() throws {
    let text = try fleet.shell("cat", ["\(SampleFleet.packageRoot)/README.md"])
    let commands = Set(text.matches(of: /`sluice ([a-z]+(?:-[a-z]+)*)/).map { String($0.1) })
    #expect(commands.isSuperset(of: ["check", "render", "diff", "promote", "install"]))
    for command in commands {
      let help = try fleet.run(command, "--help")
      #expect(help.status == 0)
      #expect(help.outputText.contains("sluice \(command)"), "\(command)")
    }
  }
}
