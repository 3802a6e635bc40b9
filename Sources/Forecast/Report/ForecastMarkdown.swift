package import Display
import Kubernetes

extension FleetForecast {
  /// The forecast for a comment or a job's summary: a table, and each picture folded, as far as there is
  /// room for them.
  ///
  /// - Parameter budget: how many bytes it may have; hosts take 65,536 characters.
  package func markdown(budget: Int = 60_000) -> Shown {
    var text: Shown = "### Forecast of \(Shown.code(environment))\n\n"
    if workloads.isEmpty {
      text +=
        "\(isEmpty && untouched == 0 ? "No workload is seen." : "No workload is touched; \(untouched) stay as they are.")\n"
    } else {
      text += "| workload | change | least ready | most pods | end |\n"
      text += "| --- | --- | --- | --- | --- |\n"
      for (index, workload) in workloads.enumerated() {
        guard text.byteCount < budget / 2 else {
          text += "\n…and \(workloads.count - index) more\n"
          break
        }
        text += workload.row
      }
    }
    for failure in failures.prefix(20) {
      text += "\n- \(Shown.code(failure.workload.description)) is not simulated: "
      text += "\(Shown.code(failure.reason))\n"
    }
    for (index, workload) in workloads.enumerated() {
      let folded = workload.folded
      guard text.byteCount + folded.byteCount < budget else {
        text += "\n…and \(workloads.count - index) more pictures\n"
        break
      }
      text += folded
    }
    for part in [capacity?.shown].compactMap(\.self) + loadTexts + losses.map(\.shown)
      + (leftOut.isEmpty ? [] : [leftOutText])
    {
      let fence = Shown.fence(around: part)
      text += "\n\(fence)\n\(part)\(fence)\n"
    }
    if !assumptions.isEmpty { text += "\nTaken for granted:\n" }
    for assumption in assumptions { text += "\n- \(Shown.code(assumption))" }
    return assumptions.isEmpty ? text : text + "\n"
  }
}

extension WorkloadForecast {
  fileprivate var row: Shown {
    let pods: Shown =
      mostPodsWithTerminating > mostPods
      ? "\(mostPods) (\(mostPodsWithTerminating) with ending ones)" : "\(mostPods)"
    let kind: Shown =
      switch change {
      case .created: "first deployment"
      case .scaled(let before): "from \(before) to \(replicas) pods"
      case .autoscaled: "its autoscaler"
      case .replaced: "pods are replaced"
      case .restarted: "pods are restarted"
      }
    return
      "| \(Shown.code(title)) | \(kind) | \(leastReady) of \(replicas) | \(pods) "
      + "| \(end) |\n"
  }

  fileprivate var folded: Shown {
    var text = Shown()
    for obstacle in obstacles {
      text += "\n- \(obstacle.isCertain ? "**stops**" : "note"): \(Shown.code(obstacle.message))\n"
    }
    let picture = slow.picture
    let fence = Shown.fence(around: picture)
    return text
      + "\n\(Shown.code(title))\n\n<details><summary>pods over time</summary>\n\n"
      + "\(fence)\n\(picture)\(fence)\n\n</details>\n"
  }
}
