import Diagnostics
package import Display
import Kubernetes
import Values

extension FleetForecast {
  /// The forecast for people.
  package var shown: Shown {
    var positions = SourcePositions()
    var text: Shown = "\("\(environment)", .bold): \(extent)\n"
    for workload in workloads { text += "\n" + workload.shown(&positions) }
    for failure in failures {
      text += "\n\("\(failure.workload.description)", .bold) is not simulated: \(failure.reason)\n"
    }
    if let capacity { text += "\n" + capacity.shown }
    for load in loadTexts { text += "\n" + load }
    for loss in losses { text += "\n" + loss.shown }
    if !assumptions.isEmpty { text += "\ntaken for granted:\n" }
    for assumption in assumptions { text += "  \(assumption)\n" }
    return leftOut.isEmpty ? text : text + "\n" + leftOutText
  }

  /// What is not looked at, and why: the first of each reason by name.
  var leftOutText: Shown {
    leftOut.map { omission in
      let names = omission.names.prefix(5).map { Shown($0) }.joined(separator: ", ")
      let rest: Shown =
        omission.names.count > 5 ? " and \(omission.names.count - 5) more" : ""
      return "left out: \(omission.names.count) (\(omission.reason)): \(names)\(rest)\n"
    }.joined()
  }
}

extension FleetForecast {
  /// How many workloads are touched, and which go.
  var extent: Shown {
    guard !(isEmpty && untouched == 0) else { return "no workload is seen" }
    var text: Shown =
      workloads.isEmpty
      ? "no workload is touched"
      : "\(workloads.count) \(workloads.count == 1 ? "workload is" : "workloads are") touched"
    text += ", \(untouched) \(untouched == 1 ? "stays as it is" : "stay as they are")"
    if !removed.isEmpty {
      text += "; removed: \(removed.map { Shown($0.description) }.joined(separator: ", "))"
    }
    return text
  }

  /// What the losses take for granted, each once.
  var assumptions: [String] {
    var seen: Set<String> = []
    return losses.flatMap(\.assumptions).filter { seen.insert($0).inserted }
  }
}

extension WorkloadForecast {
  fileprivate func shown(_ positions: inout SourcePositions) -> Shown {
    var text: Shown = "\("\(title)", .bold)"
    if let location { text += " \(positions.shown(location), .dim)" }
    text += "\n  \(sentence)\n"
    text += "  a pod starts in \(startup.shown)\n"
    text += slow.picture
    text += "  least ready \(leastReady) of \(replicas), most pods \(mostPods)"
    if mostPodsWithTerminating > mostPods {
      text += " (\(mostPodsWithTerminating) with those that have not ended)"
    }
    text += peak
    text += "\n  \(end)\n"
    for obstacle in obstacles {
      let severity: Severity = obstacle.isCertain ? .error : .warning
      text += "  \(obstacle.isCertain ? "stops" : "note", .severity(severity)): "
      text += "\(obstacle.message)"
      if let location = obstacle.location { text += " (\(positions.shown(location)))" }
      text += " \("[\(obstacle.rule.text)]", .dim)\n"
    }
    return text
  }

  /// What the change does, in a sentence.
  package var sentence: Shown {
    switch change {
    case .created: return "first deployment of \(replicas) \(replicas == 1 ? "pod" : "pods")"
    case .restarted: return "its pods are restarted"
    case .scaled(let before): return "from \(before) to \(replicas) pods"
    case .autoscaled(let before, let after): return Self.sentence(before, after)
    case .replaced(let images):
      guard !images.isEmpty else { return "its pods are replaced: their template changes" }
      let changes = images.map { image -> Shown in
        image.from.map { "\(image.container) from \($0) to \(image.to)" as Shown }
          ?? "\(image.container) is new with \(image.to)"
      }
      return "its pods are replaced: \(changes.joined(separator: ", "))"
    }
  }

  private static func sentence(_ before: Bounds?, _ after: Bounds?) -> Shown {
    switch (before, after) {
    case (let old?, let new?) where old == new:
      "its autoscaler keeps from \(new.least) to \(new.most) pods by other rules"
    case (let old?, let new?):
      "its autoscaler keeps from \(new.least) to \(new.most) pods, before from \(old.least) to \(old.most)"
    case (nil, let new?):
      "an autoscaler keeps from \(new.least) to \(new.most) pods, before none did"
    case (let old?, nil):
      "no autoscaler sizes it any more, before from \(old.least) to \(old.most) pods"
    case (nil, nil): "its size is kept"
    }
  }

  /// What the pods request while there are most of them.
  var peak: Shown {
    let amounts = requests.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    guard !amounts.isEmpty else { return "" }
    let parts = amounts.map { name, amount -> Shown in
      let sum = Quantity(thousandths: amount * mostPodsWithTerminating, isBytes: name == "memory")
      return "\(sum.description) \(name)"
    }
    return ", requesting \(parts.joined(separator: ", ")) at the peak"
  }

  /// When the rollout ends, as a range.
  package var end: Shown {
    switch (fast.completed, slow.completed) {
    case (let first?, let last?) where startup.most != nil:
      return first.shown == last.shown
        ? "done after \(first.shown)" : "done after \(first.shown) to \(last.shown)"
    case (let first?, _) where startup.most == nil:
      return "done after \(first.shown) at the soonest: nothing says how long a start may take"
    case (let first?, nil): return "done after \(first.shown) at the soonest, or never"
    default: return "never done"
    }
  }
}

extension StartupRange {
  /// From when to when, and who says so.
  var shown: Shown {
    let words: Shown =
      switch source {
      case .stated: "as stated"
      case .annotation: "by its annotation"
      case .probes: "by its probes"
      }
    guard let most else {
      return "\(least.description) or more (\(words)); what follows is for \(longest.description)"
    }
    return least == most
      ? "\(least.description) (\(words))" : "\(least.description) to \(most.description) (\(words))"
  }
}

extension SimulatedTime {
  /// Minutes and seconds, as `1:05`.
  package var shown: Shown {
    let total = Int(seconds.rounded())
    let rest = total % 60
    return "\(total / 60):\(rest < 10 ? "0" : "" as Shown)\(rest)"
  }
}
