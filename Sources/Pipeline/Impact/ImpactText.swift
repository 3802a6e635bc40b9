import Comparison
import Diagnostics
package import Display
import Forecast
import Kubernetes

extension Impact {
  /// The impact for people: by environment what restarts, must be made anew or goes, the images, and
  /// each change with its lines.
  package var shown: Shown {
    var text = Shown()
    for environment in environments {
      text += environment.heading.painted(.bold) + "\n"
      for (title, lines) in environment.chapters {
        text += "  \(title):\n"
        for line in lines { text += "    \(line)\n" }
      }
      text += "\n\(environment.diff.shown)\n"
    }
    return text + summary + "\n"
  }

  /// The impact as a comment for a pull request, under the size that hosts take.
  package func markdown(budget: Int = 60_000) -> Shown {
    var text: Shown = "### \(summary)\n"
    for finding in findings.prefix(20) {
      text += "- **\(finding.severity.rawValue)** \(.code(finding.message))\n"
    }
    if findings.count > 20 { text += "- …and \(findings.count - 20) more\n" }
    for (index, environment) in environments.enumerated() {
      let share = (budget - text.byteCount) / (environments.count - index)
      text += "\n" + environment.markdown(budget: share)
    }
    return text
  }

  /// How much changes, in one sentence without its full stop.
  var summary: Shown {
    guard !environments.isEmpty else {
      return findings.isEmpty
        ? "\(from) to \(to) changes nothing that renders"
        : "\(from) to \(to) could not be compared in full"
    }
    let names = environments.map { Shown($0.name) }.joined(separator: ", ")
    let rest: Shown = unchangedCount == 0 ? "" : "; \(unchangedCount) stay as they are"
    return "\(from) to \(to) changes \(names)\(rest)"
  }
}

extension EnvironmentImpact {
  /// The environment and how much of it changes.
  var heading: Shown { "\(name)\(isProtected ? " (protected)" : ""): \(extent)" }

  private var extent: Shown {
    func count(_ kind: ObjectChange.Kind) -> Int { diff.objects.count { $0.kind == kind } }
    let parts: [Shown] = [
      (count(.changed), "changed" as Shown), (count(.added), "added"), (count(.removed), "removed"),
    ].compactMap { $0.0 == 0 ? nil : "\($0.0) \($0.1)" }
    return parts.joined(separator: ", ")
  }

  /// What the chapter on rollouts is called.
  static let forecastTitle: Shown = "over time"

  /// What follows from the changes, by what it is.
  var chapters: [(title: Shown, lines: [Shown])] {
    let all: [(title: Shown, lines: [Shown])] = [
      ("goes with more than itself", prunings.map(\.shown)),
      ("cannot be changed so", rebuilds.flatMap(\.lines)),
      ("restarts", restarts.map(\.shown)), (Self.forecastTitle, forecast?.lines ?? []),
      ("images", images.map(\.shown)),
    ]
    return all.filter { !$0.lines.isEmpty }
  }

  fileprivate func markdown(budget: Int) -> Shown {
    var text: Shown = "#### \(.code(name))\(isProtected ? " (protected)" : ""): \(extent)\n"
    for (title, lines) in chapters {
      text += "\n\(title):\n"
      for (index, line) in lines.enumerated() {
        guard text.byteCount < budget / 2 else {
          text += "- …and \(lines.count - index) more\n"
          break
        }
        text += "- \(.code(line.text))\n"
      }
    }
    return text + "\n" + diff.markdown(budget: max(budget - text.byteCount, 0))
  }
}

extension EnvironmentImpact.Restart {
  fileprivate var shown: Shown {
    let pods: Shown = replicas.map { " (\($0) \($0 == "1" ? "replica" : "replicas"))" } ?? ""
    let moment: Shown =
      switch self.moment {
      case .rollout: ""
      case .onDelete: ", as pods are deleted"
      case .nextRun: ", with the next run"
      }
    let shown = reasons.prefix(4).map { Shown($0, limit: 200) }.joined(separator: "; ")
    let rest: Shown = reasons.count > 4 ? " and \(reasons.count - 4) more" : ""
    return "\(object.description)\(pods)\(moment): \(shown)\(rest)"
  }
}

extension EnvironmentImpact.Rebuild {
  fileprivate var lines: [Shown] {
    causes.map { cause in "\(object.description): \(cause.message, limit: 300)" } + ["  \(advice)"]
  }
}

extension EnvironmentImpact.Pruning {
  fileprivate var shown: Shown {
    keptBy.map { "\(object.description) is kept by \($0)" }
      ?? "\(object.description) and \(loss)"
  }
}

extension EnvironmentImpact.ImageMove {
  fileprivate var shown: Shown {
    let names = objects.prefix(5).joined(separator: ", ")
    let rest: Shown = objects.count > 5 ? " and \(objects.count - 5) more" : ""
    return "\(old ?? "(none)") → \(new ?? "(none)")  in \(names)\(rest)"
  }
}
