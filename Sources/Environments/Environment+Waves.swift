extension Environment {
  /// What people are told that it is: its name, with the wave where it is one alone.
  package var title: String { wave.map { "\(name) wave \($0)" } ?? name }

  /// The clusters that its targets are applied to, each once and in their order; none where they name none.
  package var clusters: [String] {
    targets.map(\.cluster).reduce(into: []) { clusters, cluster in
      if !cluster.isEmpty, !clusters.contains(cluster) { clusters.append(cluster) }
    }
  }

  /// One of its waves, by its number from 1; nil where it has no such wave.
  package func limited(toWave number: Int) -> Environment? {
    guard wave == nil, waves.indices.contains(number - 1) else { return nil }
    let clusters = waves[number - 1]
    var limited = limited { clusters.contains($0.cluster) }
    limited?.wave = number
    return limited
  }

  /// Each of its waves, in the order in which promotions reach them.
  package var eachWave: [Environment] { waves.indices.compactMap { limited(toWave: $0 + 1) } }
}

extension Environment {
  /// One of its waves.
  ///
  /// - Throws: where it has no such wave.
  package func wave(_ number: Int) throws(PipelineError) -> Environment {
    if let wave = limited(toWave: number) { return wave }
    guard !waves.isEmpty else {
      throw PipelineError(
        "\(name) has no waves",
        help: "in pipeline.yaml, waves: [[…], […]] beside its paths lists its clusters")
    }
    throw PipelineError(
      "\(name) has no wave \(number)",
      help: waves.enumerated()
        .map { "wave \($0 + 1) is \($1.joined(separator: ", "))" }.joined(separator: "; "))
  }
}

extension PipelineConfiguration {
  /// Every environment of the tree but some: the others, and the other waves where these are waves.
  package func others(than own: [Environment]) -> [Environment] {
    environments.filter { $0.revision == nil }.flatMap { environment in
      let same = own.filter { $0.name == environment.name }
      guard !same.isEmpty else { return [environment] }
      guard same.allSatisfy({ $0.wave != nil }) else { return [] }
      return environment.eachWave.filter { wave in !same.contains { $0.wave == wave.wave } }
    }
  }
}
