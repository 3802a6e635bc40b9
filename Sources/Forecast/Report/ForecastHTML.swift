import Diagnostics
package import Display
import Kubernetes

extension FleetForecast {
  /// The forecast as one page, which needs no network, no script, and prints.
  package var html: MachineText {
    var positions = SourcePositions()
    var body: XMLText = ""
    if !workloads.isEmpty { body += table }
    for (index, workload) in workloads.enumerated() {
      body += workload.section(number: index, &positions)
    }
    if let capacity { body += chapter("Nodes", capacity.shown) }
    if loads != nil { body += chapter("Load", loadTexts.joined(separator: "\n")) }
    if !losses.isEmpty { body += chapter("Loss", losses.map(\.shown).joined(separator: "\n")) }
    if !assumptions.isEmpty {
      body += chapter("Taken for granted", assumptions.map { "\($0)\n" as Shown }.joined())
    }
    if !leftOut.isEmpty { body += chapter("Left out", leftOutText) }
    let page: XMLText = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title>Forecast of \(environment)</title>
      <style>
      \(Self.style)
      </style></head><body><main>
      <h1>Forecast of \(environment)</h1>
      <p>\(extent).</p>
      \(remarks)\(body)</main></body></html>

      """
    return page.finished()
  }

  /// What is not simulated.
  private var remarks: XMLText {
    var text: XMLText = ""
    for failure in failures {
      text += """
        <p class="stops">\(failure.workload.description) is not simulated: \(failure.reason)</p>

        """
    }
    return text
  }

  private func chapter(_ title: Shown, _ text: Shown) -> XMLText {
    "<section class=\"text\"><h2>\(title)</h2><pre>\(text)</pre></section>\n"
  }

  /// All workloads at a glance.
  private var table: XMLText {
    var rows: XMLText = ""
    for (index, workload) in workloads.enumerated() {
      let stops = workload.obstacles.count(where: \.isCertain)
      rows += """
        <tr><td><a href="#w\(index)">\(workload.title)</a></td>\
        <td data-head="least ready">\(workload.leastReady) of \(workload.replicas)</td>\
        <td data-head="most pods">\(workload.pods)</td>\
        <td data-head="end"\(stops > 0 ? " class=\"stops\"" as XMLText : "")>\
        \(stops > 0 ? "stopped, see below" : workload.end)</td></tr>

        """
    }
    return """
      <table>
      <thead><tr><th>workload</th><th>least ready</th><th>most pods</th><th>end</th></tr></thead>
      <tbody>
      \(rows)</tbody></table>
      <p class="legend"><span class="old">ready, older revision</span> \
      <span class="new">ready, newest revision</span> <span class="starting">starting</span> \
      <span class="ending">ending</span></p>

      """
  }

  private static let style: XMLText = """
    :root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --line: #6d7684; --rule: #d8dce2;
      --old: #5b7db1; --new: #2f8f5b; --starting: #e0b23c; --ending: #c9c4bb; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181f; --line: #97a1b0;
      --rule: #333b47; --old: #7fa1d8; --new: #58b883; --starting: #d9b44a; --ending: #57534c;
      --bad: #ff8a80; } }
    @media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --line: #555; --rule: #bbb;
      --old: #5b7db1; --new: #2f8f5b; --starting: #e0b23c; --ending: #c9c4bb; --bad: #b3261e; }
      html { font-size: 12.5px; } main { max-width: none; padding: 0; } a { text-decoration: none; }
      h2 { margin-top: 1.2rem; } section { break-inside: avoid; } section.text { break-inside: auto; } }
    @page { margin: 15mm; }
    body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0;
      overflow-wrap: anywhere; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    a { color: inherit; }
    h1 { font-size: 1.6rem; line-height: 1.2; }
    h2 { font-size: 1.1rem; margin: 2rem 0 0.25rem; break-after: avoid; }
    p { margin: 0.4rem 0; }
    .place { color: var(--line); font-size: 0.9rem; }
    table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
    th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0;
      border-bottom: 1px solid var(--rule); }
    th { overflow-wrap: normal; }
    td:first-child { width: 38%; } td:last-child { width: 38%; }
    tr { break-inside: avoid; }
    @media (max-width: 40rem) { thead { display: none; } table, tbody, tr, td { display: block; }
      tr { border-bottom: 1px solid var(--rule); padding: 0.4rem 0; } td, td:first-child { border: 0; padding: 0; width: auto; }
      td[data-head]::before { content: attr(data-head) ": "; font-weight: 400; } }
    .change::first-letter { text-transform: uppercase; }
    pre { white-space: pre-wrap; font-size: 0.85rem; margin: 0.5rem 0; }
    .chart { display: grid; grid-template-columns: 3.2rem 1fr; margin: 0.8rem 0; font-size: 0.75rem; }
    .chart svg { display: block; border-left: 1px solid var(--line);
      border-bottom: 1px solid var(--line); }
    .chart rect { shape-rendering: crispEdges; }
    .chart .y { position: relative; }
    .chart .y span { position: absolute; right: 0.4rem; transform: translateY(-50%); line-height: 1; }
    .chart .x { position: relative; grid-column: 2; height: 1.5rem; }
    .chart .x span { position: absolute; transform: translateX(-50%); }
    .chart .wanted { stroke: var(--ink); stroke-dasharray: 4 3; }
    .chart .old { fill: var(--old); } .chart .new { fill: var(--new); }
    .chart .starting { fill: var(--starting); } .chart .ending { fill: var(--ending); }
    .legend { break-before: avoid; } .legend span { display: inline-block; margin-right: 1rem; }
    .legend span::before { content: ""; display: inline-block; width: 0.8em; height: 0.8em;
      margin-right: 0.3em; }
    .legend .old::before { background: var(--old); } .legend .new::before { background: var(--new); }
    .legend .starting::before { background: var(--starting); }
    .legend .ending::before { background: var(--ending); }
    .stops { color: var(--bad); font-weight: 600; }
    figure, .stops, .note { break-inside: avoid; }
    """
}

extension WorkloadForecast {
  /// The most pods, with those that have not ended where these are more.
  fileprivate var pods: Shown {
    mostPodsWithTerminating > mostPods
      ? "\(mostPods) (\(mostPodsWithTerminating) with ending ones)" : "\(mostPods)"
  }

  fileprivate func section(number: Int, _ positions: inout SourcePositions) -> XMLText {
    var notes: XMLText = ""
    for obstacle in obstacles {
      let place: Shown = obstacle.location.map { "\(positions.shown($0)) " } ?? ""
      notes += """
        <p class="\(obstacle.isCertain ? "stops" : "note")">\
        \(obstacle.isCertain ? "Stops: " : "Note: ")\(obstacle.message) \
        <span class="place">\(place)[\(obstacle.rule.text)]</span></p>

        """
    }
    let place: Shown = location.map { positions.shown($0) } ?? ""
    return """
      <section id="w\(number)"><h2>\(title)</h2>
      <p class="place">\(place)</p>
      <p class="change">\(sentence); a pod starts in \(startup.shown).</p>
      <p>Least ready \(leastReady) of \(replicas), most pods \(pods)\(peak); \(end).</p>
      \(notes)\(RolloutChart(slow, replicas: replicas).figure)
      </section>

      """
  }
}
