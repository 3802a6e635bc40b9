extension FleetForecast {
  /// One forecast of what several clusters have of an environment, each by itself: what is called the same in
  /// two of them is two workloads, and bounds only what runs beside it.
  ///
  /// - Parameter parts: the forecast of each cluster, by what names it; at least one.
  package init(ofClusters parts: [(cluster: String, forecast: FleetForecast)]) {
    precondition(!parts.isEmpty, "an environment is on some cluster")
    let parts =
      parts.count == 1 ? parts : parts.map { ($0.cluster, $0.forecast.told(of: $0.cluster)) }
    self = parts[0].forecast
    for (_, other) in parts.dropFirst() {
      workloads += other.workloads
      failures += other.failures
      for identity in other.removed where !removed.contains(identity) { removed.append(identity) }
      untouched += other.untouched
      loads = loads.map { $0 + (other.loads ?? []) }
      unscaled += other.unscaled
      losses += other.losses
      guard let more = other.capacity else { continue }
      capacity?.stages += more.stages
      capacity?.limits += more.limits
    }
  }

  /// The same with the cluster at each thing that is told.
  private func told(of cluster: String) -> FleetForecast {
    var told = self
    for index in told.workloads.indices { told.workloads[index].cluster = cluster }
    for index in (told.loads ?? []).indices { told.loads?[index].cluster = cluster }
    for index in told.losses.indices { told.losses[index].cluster = cluster }
    for index in (told.capacity?.stages ?? []).indices {
      told.capacity?.stages[index].name += " on \(cluster)"
    }
    return told
  }
}
