package import YAML

/// A field that `promotion.fields` of pipeline.yaml declares: one that is promoted wherever it stands, or one
/// that an environment writes otherwise than the environment before it.
package struct DeclaredField: Sendable {
  /// Files of environments that stand outside of what they are made of; nil for what they are made of.
  package var files: DeclaredFiles?
  /// The path of the field.
  package var field: SourcedText
  /// What stands before the earlier environment's value.
  package var prefix = ""
  /// What stands behind it.
  package var suffix = ""
  /// The environments that write it so; empty for every one that changes come to.
  package var environments: [SourcedText] = []
}

/// Files of which environments have one each, named by a path with `{environment}` in it, or that several have
/// in common.
///
/// `*` stands for any name or a part of one, and `{app}` for the name of the app that a file is part of;
/// what they stand for pairs the files of two environments.
package struct DeclaredFiles: Sendable {
  private let text: SourcedText
  private let directory: String

  /// - Parameters:
  ///   - directory: what the path is relative to.
  ///   - field: the field that is in them, in which the names of environments may stand too.
  /// - Throws: ``PathPattern/Malformed`` where it is no path, or the same for every environment as the field is.
  init(
    _ text: SourcedText, below directory: String, of field: String
  ) throws(PathPattern.Malformed) {
    guard text.value.contains(Self.placeholder) || Self.isDivided(field) else {
      throw PathPattern.Malformed(
        "\"\(text.value)\" is the same for every environment",
        help: "write \(Self.placeholder) where its name stands, in the path or in the field")
    }
    self.text = text
    self.directory = directory
    _ = try pattern(of: "environment")
  }

  /// Whether the path of a field is another one for each environment or cluster.
  static func isDivided(_ field: String) -> Bool {
    field.contains(placeholder) || field.contains(PlaceName.cluster.placeholder)
  }

  /// What stands for the name of the environment.
  private static let placeholder = "{environment}"

  private func pattern(of environment: String) throws(PathPattern.Malformed) -> PathPattern {
    try PathPattern(
      SourcedText(text.value.replacing(Self.placeholder, with: environment), text.origin),
      below: directory)
  }

  /// The directory that an environment's files are looked for in.
  package func root(of environment: String) -> String {
    (try? pattern(of: environment))?.literalRoot ?? ""
  }

  /// The files of an environment among some paths, by what pairs them with those of others.
  package func files(of environment: String, among paths: [String]) -> [Key: String] {
    guard let pattern = try? pattern(of: environment) else { return [:] }
    var files: [Key: String] = [:]
    for path in paths {
      if let match = pattern.match(file: path) {
        files[Key(app: match.app, rest: match.rest)] = path
      }
    }
    return files
  }

  /// What the parts of a file's path that are not written down stand for.
  package struct Key: Hashable, Sendable {
    /// The app; empty where the path names none.
    package var app: String
    /// What each `*` stands for.
    package var rest: [String]
  }
}
