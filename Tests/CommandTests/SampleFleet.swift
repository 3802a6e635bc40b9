import Git
import TestKit

/// A repository that holds this package's own clusters and policies, to be spoilt by a test.
struct SampleFleet {
  let repository: GitFixture
  let sluice: BuiltCommand

  init() throws {
    repository = try GitFixture()
    sluice = try BuiltCommand()
    let package = Self.packageRoot
    try shell("cp", ["-R", "\(package)/clusters", "\(package)/policies", repository.path])
  }

  /// Where this package is.
  static var packageRoot: String {
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  }

  /// Runs `sluice` at the top of the repository.
  func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Result {
    try sluice.run(
      arguments, in: repository.path, environment: repository.environment,
      input: Array(input.utf8))
  }

  /// Replaces the one place where a file says `old`.
  func replace(_ old: String, with new: String, in file: String) throws {
    let text = try read(file)
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw Spoilt(description: "\(file) says \(old.debugDescription) \(parts.count - 1) times")
    }
    try repository.write("\(parts[0])\(new)\(parts[1])", to: file)
  }

  func read(_ file: String) throws -> String {
    try shell("cat", [file])
  }

  /// Runs another program at the top of the repository and gives its output.
  @discardableResult
  func shell(_ program: String, _ arguments: [String]) throws -> String {
    let result = try ChildProcess(
      program, arguments, environment: repository.environment, in: repository.path
    ).run()
    guard result.status == 0 else { throw Spoilt(description: result.errorText) }
    return result.outputText
  }

  /// The 1-based line and column of the first place where a file says `text`.
  func place(of text: String, in file: String) throws -> String {
    for (number, line) in try read(file).split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if let range = line.firstRange(of: text) {
        return
          "\(file):\(number + 1):\(line.distance(from: line.startIndex, to: range.lowerBound) + 1)"
      }
    }
    throw Spoilt(description: "\(file) does not say \(text.debugDescription)")
  }

  /// The sample is not what a test takes it to be.
  struct Spoilt: Error, CustomStringConvertible {
    let description: String
  }
}

extension ChildProcess.Result {
  /// The lines that begin a finding: `path:line:col: severity: …`.
  var findings: [String] {
    outputText.split(separator: "\n").map(String.init).filter {
      $0.contains(": error: ") || $0.contains(": warning: ")
    }
  }
}
