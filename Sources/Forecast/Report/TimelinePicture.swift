package import Display

extension Timeline {
  /// The most moments that a picture shows.
  private static var mostRows: Int { 16 }
  /// The most signs for the pods of one moment.
  private static var mostSigns: Int { 40 }

  /// The pods over time, one line a moment: `o` is a ready pod of an older revision, `#` one of the
  /// newest, `+` a pod that is starting, `-` one that is ending.
  package var picture: Shown {
    let moments =
      (start.map { [Entry(time: SimulatedTime(microseconds: 0), state: $0)] } ?? [])
      + distinct(entries)
    let newest = moments.last?.state.sets.map(\.number).max() ?? 0
    let most = max(1, moments.map(\.state.podsWithTerminating).max() ?? 1)
    let scale = max(1, (most + Self.mostSigns - 1) / Self.mostSigns)
    var text = Shown()
    for (index, moment) in sampled(moments).enumerated() {
      let time: Shown = index == 0 && start != nil ? "before" : moment.time.shown
      text += "  \(Shown.spaces(8 - time.width))\(time)  \(moment.state.signs(newest, scale))\n"
    }
    if scale > 1 { text += "            one sign for \(scale) pods\n" }
    return text
  }

  /// Moments at which the pods are others; conditions alone make no picture.
  private func distinct(_ entries: [Entry]) -> [Entry] {
    var last = start?.sets
    return entries.filter { entry in
      let sets = entry.state.sets
      defer { last = sets }
      return sets.map(\.counts) != last?.map(\.counts)
    }
  }

  private func sampled(_ moments: [Entry]) -> [Entry] {
    guard moments.count > Self.mostRows else { return moments }
    let step = Double(moments.count - 1) / Double(Self.mostRows - 1)
    return (0..<Self.mostRows).map { moments[Int((Double($0) * step).rounded())] }
  }
}

extension SetState {
  /// What a picture shows of a set.
  fileprivate var counts: [Int] { [number, pods, ready, terminating] }
}

extension WorkloadState {
  /// One sign for so many pods, those that are ready first.
  fileprivate func signs(_ newest: Int, _ scale: Int) -> Shown {
    func row(_ sign: Shown, _ count: Int) -> Shown {
      Array(repeating: sign, count: (count + scale - 1) / scale).joined()
    }
    let old = sets.filter { $0.number != newest }
    let new = sets.filter { $0.number == newest }
    let starting = sets.reduce(0) { $0 + $1.pods - $1.ready }
    let ending = sets.reduce(0) { $0 + $1.terminating }
    return row("o", old.reduce(0) { $0 + $1.ready }) + row("#", new.reduce(0) { $0 + $1.ready })
      + row("+", starting) + row("-", ending) + "  \(ready) ready"
  }
}
