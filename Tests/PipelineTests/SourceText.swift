import TestKit

/// The text of this package's own sources, for what must hold of all of them.
struct SourceText {
  var text: String

  /// Every Swift file of `Sources` but the manual itself.
  static func sources() throws -> [SourceText] {
    let files = PackageFiles()
    return try files.paths(below: "Sources", ending: ".swift")
      .filter { !$0.contains("/RuleManual") }
      .map { SourceText(text: try files.text(of: $0)) }
  }

  /// The ids of the areas' rules that stand in the text as literals.
  func quotedRules(in areas: [String]) -> [String] {
    text.split(separator: "\"").map(String.init).filter { word in
      let parts = word.split(separator: "/")
      return parts.count == 2 && areas.contains(String(parts[0]))
        && parts[1].utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }
  }
}
