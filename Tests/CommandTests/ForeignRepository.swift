import Git
import TestKit

/// A repository that was not made for Sluice.
struct ForeignRepository {
  let fixture: GitFixture
  private let sluice: BuiltCommand

  /// - Parameter files: their texts, by path.
  init(_ files: [String: String]) throws {
    fixture = try GitFixture()
    sluice = try BuiltCommand()
    for (path, text) in files { try fixture.write(text, to: path) }
  }

  /// Runs `sluice` at the top of the repository.
  func run(_ arguments: String..., input: String = "") throws -> ChildProcess.Result {
    try run(arguments, input: input)
  }

  /// Runs `sluice` at the top of the repository.
  func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
    try sluice.run(
      arguments, in: fixture.path, environment: fixture.environment, input: Array(input.utf8))
  }

  /// What a file holds.
  func read(_ file: String) throws -> String {
    try ChildProcess("cat", [file], environment: fixture.environment, in: fixture.path).run()
      .outputText
  }
}

extension ForeignRepository {
  /// An object that every API server accepts.
  static func configMap(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: web}\n"
  }

  /// An object that no API server accepts.
  static let faulty = """
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: web}
    spec:
      type: Nope
      ports: [{port: 80}]

    """
}
