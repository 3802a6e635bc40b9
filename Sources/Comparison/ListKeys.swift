package import YAML

/// What tells the entries of a list apart where no schema says it.
package enum ListKeys {
  /// The first that fits counts.
  private static let usual = [
    "name", "key", "id", "host", "path", "type", "ip", "mountPath", "containerPort", "port",
    "topologyKey",
  ]

  /// The keys to try for two lists, the likely ones first: those that entries usually go by, then those
  /// that say by their own names that they are names, as `job_name`.
  package static func candidates(_ left: [Node], _ right: [Node]) -> [String] {
    let keys = (left.first ?? right.first)?.mapping?.entries.map(\.name) ?? []
    return usual
      + keys.filter { key in
        let lower = key.lowercased()
        return (lower.hasSuffix("name") || lower.hasSuffix("id")) && !usual.contains(lower)
      }
  }

  /// The values of an entry at some keys, those that it may leave out as the server fills them in; nil
  /// unless the first is there.
  package static func values(of entry: Node, at keys: [String]) -> [String]? {
    guard let first = keys.first, entry[first]?.scalarText != nil else { return nil }
    return keys.map { key in entry[key]?.scalarText ?? (key == "protocol" ? "TCP" : "") }
  }

  /// The values of every entry of a list; nil unless each has its own.
  ///
  /// - Parameter canonical: the same for what counts as one name.
  package static func names(
    of entries: [Node], at keys: [String], canonical: (String) -> String
  ) -> [(values: [String], canonical: [String])]? {
    var seen: Set<[String]> = []
    var names: [(values: [String], canonical: [String])] = []
    for entry in entries {
      guard entry.mapping != nil, let values = values(of: entry, at: keys) else { return nil }
      let name = values.map(canonical)
      guard seen.insert(name).inserted else { return nil }
      names.append((values, name))
    }
    return names
  }
}
