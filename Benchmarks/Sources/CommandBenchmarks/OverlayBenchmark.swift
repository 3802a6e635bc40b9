/// Times `sluice render --all` of generated overlays, and beside it one `kubectl kustomize` an
/// overlay.
struct OverlayBenchmark {
  let sluice: String
  let rounds: Int
  private let directory = "/tmp/sluice-overlays"

  func run() {
    var perOverlay: [Double] = []
    for count in [100, 300, 1_000, 3_000] {
      let fleet = OverlayFleet(directory: "\(directory)/\(count)", count: count)
      fleet.write()
      let ours = Command(
        name: "render --all, \(count) overlays",
        script: "\(sluice) render --all \(fleet.directory)")
      _ = ours.run()
      let runs = (0..<rounds).map { _ in ours.run() }
      print(row(ours.name, runs))
      perOverlay.append(median(runs.map(\.cpu)) / Double(count) * 1e6)
      if count == 300 { compare(runs, fleet) }
    }
    print("cpu an overlay: \(perOverlay.map { "\(rounded($0)) µs" }.joined(separator: ", "))")
  }

  /// Two at a time on the other side as well, as a shell script would on two processors.
  private func compare(_ ours: [Command.Run], _ fleet: OverlayFleet) {
    let theirs = Command(
      name: "kubectl kustomize, once an overlay, two at a time",
      script:
        "ls -d \(fleet.directory)/overlays/* | xargs -P 2 -n 1 kubectl kustomize")
    let run = theirs.run()
    print(row(theirs.name, [run]))
    print("  wall ratio \(rounded(run.wall / median(ours.map(\.wall))))")
  }
}
