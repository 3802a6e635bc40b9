package import Display
import Kubernetes

extension FleetForecast {
  /// The forecast as one page, which needs no network, no script, and prints.
  package var html: MachineText {
    var body: XMLText = ""
    for workload in workloads { body += workload.section }
    if workloads.isEmpty { body += "<p>No workload is touched.</p>\n" }
    if let capacity { body += "<section><h2>Nodes</h2><pre>\(capacity.shown)</pre></section>\n" }
    for load in loads { body += "<section><h2>Load</h2><pre>\(load.shown)</pre></section>\n" }
    for loss in losses { body += "<section><h2>Loss</h2><pre>\(loss.shown)</pre></section>\n" }
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
      <p>\(workloads.count) workloads are touched, \(untouched) stay as they are.</p>
      <p class="legend"><span class="old">ready, older revision</span> \
      <span class="new">ready, newest revision</span> <span class="starting">starting</span> \
      <span class="ending">ending</span></p>
      \(body)</main></body></html>

      """
    return page.finished()
  }

  private static let style: XMLText = """
    :root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --line: #8a94a3;
      --old: #5b7db1; --new: #2f8f5b; --starting: #e0b23c; --ending: #c9c4bb; --bad: #b3261e; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181f; --line: #6b7686;
      --old: #7fa1d8; --new: #58b883; --starting: #d9b44a; --ending: #57534c; --bad: #ff8a80; } }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    h2 { font-size: 1.1rem; overflow-wrap: anywhere; margin: 2rem 0 0.25rem; }
    svg { width: 100%; height: auto; } pre { overflow-x: auto; }
    svg text { fill: var(--ink); font-size: 12px; } svg .axis { stroke: var(--line); }
    svg .old { fill: var(--old); } svg .new { fill: var(--new); }
    svg .starting { fill: var(--starting); } svg .ending { fill: var(--ending); }
    .legend span::before { content: ""; display: inline-block; width: 0.8em; height: 0.8em;
      margin: 0 0.3em 0 0.8em; }
    .legend .old::before { background: var(--old); } .legend .new::before { background: var(--new); }
    .legend .starting::before { background: var(--starting); }
    .legend .ending::before { background: var(--ending); }
    .stops { color: var(--bad); font-weight: 600; }
    section { break-inside: avoid; }
    """
}

extension WorkloadForecast {
  fileprivate var section: XMLText {
    var notes: XMLText = ""
    for obstacle in obstacles {
      notes += """
        <p class="\(obstacle.isCertain ? "stops" : "note")">\
        \(obstacle.isCertain ? "Stops: " : "Note: ")\(obstacle.message)</p>

        """
    }
    return """
      <section><h2>\(identity.description)</h2>
      <p>\(sentence). Least ready \(leastReady) of \(replicas), most pods \(mostPods) \
      (\(mostPodsWithTerminating) with those that have not ended); \(end).</p>
      \(notes)\(RolloutChart(slow, replicas: replicas).svg)
      </section>

      """
  }
}
