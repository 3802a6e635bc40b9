import Diagnostics
import YAML

extension PolicyTestReport {
  /// The report for people: the cases that failed, then the figures, then what was not reached.
  ///
  /// - Parameter mutations: what mutation testing found, where it was asked for.
  package func text(mutations: MutationReport? = nil, listsCases: Bool = false) -> String {
    var lines: [String] = []
    for finding in diagnostics + failed.compactMap(\.diagnostic) { lines += finding.textLines }
    if listsCases {
      lines += results.filter { $0.problem == nil }.map(\.line)
    }
    lines += gaps
    lines += (mutations?.diagnostics ?? []).flatMap(\.textLines)
    lines += figures
    if let mutations {
      lines.append("mutants: \(mutations.caught) of \(mutations.count) noticed")
    }
    return lines.map { $0.visible + "\n" }.joined()
  }

  private var figures: [String] {
    let policies = coverage.count { $0.evaluations > 0 }
    let expressions = coverage.counts(\.expressions)
    let branches = coverage.counts(\.branches)
    let passed = results.count - failed.count
    return [
      "cases: \(passed) of \(results.count) passed",
      "policies: \(policies) of \(coverage.count) tested",
      "validations and match conditions: \(expressions.covered) of \(expressions.total) "
        + "seen both true and false",
      "branches: \(branches.covered) of \(branches.total) seen both true and false",
    ]
  }

  /// What no case reached.
  private var gaps: [String] {
    coverage.flatMap { policy -> [String] in
      guard policy.evaluations > 0 else { return ["note: no case tests policy '\(policy.policy)'"] }
      return policy.all.compactMap { branch in
        branch.gap.map { "\(branch.place)note: \($0): \(branch.source.onOneLine)" }
      }
    }
  }
}

extension PolicyTestResult {
  fileprivate var line: String {
    let note = isMatched ? "" : " (the policy is not for it)"
    return "ok: \(policy): \(name): \(actual.rawValue)\(note)"
  }
}

extension PolicyCoverage.Branch {
  fileprivate var place: String { location.map { "\($0.shown): " } ?? "\(field): " }
}

extension Location {
  /// `path:line:column`.
  var shown: String {
    let position = position
    return "\(file.path):\(position.line):\(position.column)"
  }
}

extension Diagnostic {
  /// The finding in the form of compilers, with its notes.
  fileprivate var textLines: [String] {
    let place = primary.map { "\($0.shown): " } ?? ""
    let notes = related.map { label in
      "  note: \(label.location.map { "\($0.shown): " } ?? "")\(label.message)"
    }
    return ["\(place)\(severity.rawValue): \(message) [\(rule)]"] + notes
      + (help.map { ["  help: \($0)"] } ?? [])
  }
}

extension String {
  /// With each run of white space as one blank.
  fileprivate var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// With characters that act on a terminal written out, since names come from the repository.
  var visible: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
