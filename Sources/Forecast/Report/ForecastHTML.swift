import Diagnostics
package import Display
import Kubernetes
import Pages

extension FleetForecast {
  /// The forecast as one page, which needs no network, no script, and prints.
  package var html: MachineText {
    var page = Page("Forecast of \(environment)", lead: "<p>\(extent).</p>\n\(remarks)")
    if !workloads.isEmpty {
      page.chapters = [
        Page.Chapter("Workloads", count: workloads.count, table("w")),
        Page.Chapter("Rollouts", rollouts("w")),
      ]
    }
    page.chapters += remainder
    return page.finished()
  }

  /// The forecast as part of a page on something else: what becomes of the workloads over time.
  ///
  /// - Parameter anchor: what its anchors begin with, which nothing else in the page does.
  package func pagePart(anchor: String) -> XMLText {
    let gone = removed.map { "\($0.description) goes, with its pods" as XMLText }
    guard !workloads.isEmpty else { return "\(remarks)\(XMLText.list(gone))" }
    return "\(remarks)\(table(anchor))\(rollouts(anchor))\(XMLText.list(gone))"
  }

  /// What is told besides the workloads.
  private var remainder: [Page.Chapter] {
    var chapters: [Page.Chapter] = []
    func add(_ title: Shown, _ text: Shown) {
      chapters.append(Page.Chapter(title, "<pre>\(text)</pre>\n"))
    }
    if let capacity { add("Nodes", capacity.shown) }
    if loads != nil { add("Load", loadTexts.joined(separator: "\n")) }
    if !losses.isEmpty { add("Loss", losses.map(\.shown).joined(separator: "\n")) }
    if !assumptions.isEmpty {
      chapters.append(
        Page.Chapter("Taken for granted", .list(assumptions.map { "\($0)" })))
    }
    if !leftOut.isEmpty { add("Left out", leftOutText) }
    return chapters
  }

  /// What is not simulated.
  private var remarks: XMLText {
    failures.reduce(into: "") { text, failure in
      text += """
        <p class="stops">\(failure.workload.description) is not simulated: \(failure.reason)</p>

        """
    }
  }

  /// All workloads at a glance.
  private func table(_ anchor: String) -> XMLText {
    var table = Table(
      "What becomes of each workload", heads: ["workload", "least ready", "most pods", "end"])
    for (index, workload) in workloads.enumerated() {
      let stops = workload.obstacles.contains(where: \.isCertain)
      table.add([
        "<a href=\"#\(anchor)\(index)\">\(workload.title)</a>",
        "\(workload.leastReady) of \(workload.replicas)", "\(workload.pods)",
        stops ? "<span class=\"stops\">stopped, see below</span>" : "\(workload.end)",
      ])
    }
    return table.text
  }

  private func rollouts(_ anchor: String) -> XMLText {
    var text: XMLText = """
      <p class="legend"><span class="old">ready, older revision</span> \
      <span class="new">ready, newest revision</span> <span class="starting">starting</span> \
      <span class="ending">ending</span></p>

      """
    var positions = SourcePositions()
    for (index, workload) in workloads.enumerated() {
      text += workload.section(id: "\(anchor)\(index)", &positions)
    }
    return text
  }
}

extension WorkloadForecast {
  /// The most pods, with those that have not ended where these are more.
  fileprivate var pods: Shown {
    mostPodsWithTerminating > mostPods
      ? "\(mostPods) (\(mostPodsWithTerminating) with ending ones)" : "\(mostPods)"
  }

  fileprivate func section(id: String, _ positions: inout SourcePositions) -> XMLText {
    var notes: XMLText = ""
    for obstacle in obstacles {
      let place: Shown = obstacle.location.map { "\(positions.shown($0)) " } ?? ""
      notes += """
        <p class="\(obstacle.isCertain ? "stops" : "quiet")">\
        \(obstacle.isCertain ? "Stops: " : "Note: ")\(obstacle.message) \
        <span class="place">\(place)[\(obstacle.rule.text)]</span></p>

        """
    }
    let place: Shown = location.map { positions.shown($0) } ?? ""
    return """
      <h3 id="\(id)">\(title)</h3>
      <p class="place">\(place)</p>
      <p class="change">\(sentence); a pod starts in \(startup.shown).</p>
      <p>Least ready \(leastReady) of \(replicas), most pods \(pods)\(peak); \(end).</p>
      \(notes)\(RolloutChart(slow, replicas: replicas).figure)

      """
  }
}
