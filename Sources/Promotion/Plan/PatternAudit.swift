import Diagnostics
import Environments
import Git
import YAML

/// Holds the patterns of a request against the fields that there are: one that fits none is misspelt.
struct PatternAudit {
  let request: PromotionRequest

  /// A file of an environment with the apps that it is part of.
  struct File {
    let file: SourceFile
    let apps: [String]
    var reading = FileReading()
  }

  /// Requires that each pattern fits a field, whether or not it differs.
  ///
  /// What `follow` and `keep` say of every entry of a kind may wait for the first; what they name must be
  /// in some environment, since they hold for all of them.
  ///
  /// - Parameters:
  ///   - fields: what differs; when a pattern fits none of it, files are read.
  ///   - own: the files of source and target.
  ///   - others: those of every other environment.
  /// - Throws: ``PromotionError/impossible(_:)`` with every pattern that fits nothing.
  func requireMatches(
    _ fields: [PlannedField], own: () throws(PromotionError) -> [File],
    others: () throws(PromotionError) -> [File]
  ) throws(PromotionError) {
    let isOpen = { (pattern: FieldPattern) in !fields.contains(where: pattern.matches) }
    var asked = (request.only.map { ("--only", $0) } + request.exclude.map { ("--exclude", $0) })
      .filter { isOpen($0.1) }
    var configured = (request.follow.map { ("follow", $0) } + request.keep.map { ("keep", $0) })
      .filter { !$0.1.isGeneral && isOpen($0.1) }
    // What is declared in files is in them already.
    configured += request.declared
      .filter { $0.division == nil && ($0.files != nil || !$0.field.isGeneral) }.map {
        ("fields", $0.field)
      }
      .filter { isOpen($0.1) }
    guard !asked.isEmpty || !configured.isEmpty else { return }
    var known = Known(try own())
    asked.removeAll { known.fits($0.1) }
    configured.removeAll { known.fits($0.1) }
    if !configured.isEmpty {
      known.add(try others())
      configured.removeAll { known.fits($0.1) }
    }
    let unmatched = asked + configured
    guard unmatched.isEmpty else {
      throw .impossible(unmatched.map { known.finding($0.0, $0.1) })
    }
  }

  /// The fields that there are.
  private struct Known {
    private var differences: [Difference] = []
    private var places: Set<String> = []

    init(_ files: [File]) { add(files) }

    mutating func add(_ files: [File]) {
      for file in files {
        places.formUnion(file.apps + [file.file.path])
        let merged = file.reading.file(file.file, on: .target)
        // Against nothing, each entry differs.
        let nothing = SourceFile(
          path: file.file.path, text: merged.kind == .variables ? "" : "{}\n")
        differences +=
          FileMerge(
            source: file.file, target: nothing, words: EnvironmentWords([]),
            reading: FileReading(declared: file.reading.declared)
          ).differences
      }
    }

    func fits(_ pattern: FieldPattern) -> Bool {
      places.contains(where: pattern.names) || differences.contains(where: pattern.names)
    }

    func finding(_ option: String, _ pattern: FieldPattern) -> Diagnostic {
      Diagnostic(
        rule: .promotionPattern, severity: .error,
        message: "\(option): the pattern \"\(pattern)\" fits no field of "
          + (pattern.location == nil ? "the two environments" : "any environment"),
        primary: pattern.location, help: help(pattern.description))
    }

    private func help(_ text: String) -> String? {
      for difference in differences where difference.source?.node["newName"]?.scalarText == text {
        let name = difference.source?.node["name"]?.scalarText ?? ""
        return "\(text) is the new name of an image: did you mean \(name)?"
      }
      let names = differences.flatMap { difference in
        let field = difference.field
        let members = difference.source?.node.mapping?.names.filter { $0 != "name" } ?? []
        return [field.description, field.object].filter { !$0.isEmpty }
          + members.map { "\(field.description).\($0)" } + field.entryNames
      }
      return Spelling.nearest(to: text, among: names + places.sorted()).map {
        "did you mean \($0)?"
      }
        ?? "sluice promote --dry-run lists the fields that differ"
    }
  }
}

extension PromotedField {
  /// The names of the entries on the way.
  fileprivate var entryNames: [String] {
    steps.compactMap { step in
      guard case .entry(_, let name, _, _) = step else { return nil }
      return name
    }
  }
}
