import Diagnostics
package import Display
import Kubernetes

extension Upgrade {
  /// The summary for people: one sentence, then what breaks, what is warned of, what becomes possible and
  /// what is stored otherwise, each at its line.
  package var shown: Shown {
    var text = sentence.painted(.bold) + "\n"
    var positions = SourcePositions()
    for (title, _, findings) in chapters {
      text += "\(title):\n"
      for finding in findings {
        let place = finding.primary.map { positions.shown($0) + ": " } ?? ""
        text += "  \(place)\(finding.message)\(remark(on: finding))\n"
        for detail in finding.whereabouts { text += "    \(detail)\n" }
      }
    }
    return text + ending
  }

  /// The summary as a comment for a pull request, under the size that hosts take.
  package func markdown(budget: Int = 60_000) -> Shown {
    var text: Shown = "### \(sentence)\n"
    var positions = SourcePositions()
    for (title, _, findings) in chapters {
      text += "\n#### \(title)\n\n"
      for (index, finding) in findings.enumerated() {
        guard text.byteCount < budget else {
          text += "- …and \(findings.count - index) more\n"
          break
        }
        let place = finding.primary.map { ": \(.code(positions.shown($0).text))" as Shown } ?? ""
        text += "- \(.code(finding.message))\(remark(on: finding))\(place)\n"
        for detail in finding.whereabouts { text += "  - \(.code(detail))\n" }
      }
    }
    let ending = self.ending
    return ending.isEmpty ? text : text + "\n\(ending)"
  }

  /// What is said of one and of several.
  private var chapters: [(one: String, several: String, findings: [Diagnostic])] {
    let all = [
      ("breaks", "break", breaks), ("is warned of", "are warned of", warned),
      ("becomes possible", "become possible", possible),
      ("is stored otherwise", "are stored otherwise", storedOtherwise),
    ]
    return all.filter { !$0.2.isEmpty }
  }

  /// How much changes, in one sentence without its full stop.
  private var sentence: Shown {
    let counts = chapters.map { counted($0.findings.count, $0.one, $0.several) }
    let found = counts.isEmpty ? "nothing changes" : counts.joined(separator: ", ")
    return "Kubernetes \(from.description) to \(to.description): \(found)"
      + " among \(objects) \(objects == 1 ? "object" : "objects")"
  }

  private var ending: Shown {
    isIncomplete ? "a part of the tree could not be judged: `sluice check` says which\n" : ""
  }

  private func remark(on finding: Diagnostic) -> Shown {
    warnedBefore.contains(finding.fingerprint) && finding.rule == "api/warning"
      ? " (in \(from.description) too)" : ""
  }
}

extension Diagnostic {
  /// The object with its environments, and what to do.
  fileprivate var whereabouts: [String] {
    let places = environments.isEmpty ? "" : " in \(environments.joined(separator: ", "))"
    return [object.map { $0 + places }, help].compactMap(\.self)
  }
}
