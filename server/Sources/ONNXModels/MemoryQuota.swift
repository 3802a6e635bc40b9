/// How much memory the process may use.
package enum MemoryQuota {
  /// The limit of the control group in bytes; nil where there is none.
  package static var effective: Int? { limit { KernelFile.text(of: $0) } }

  /// - Parameter read: reads a file; nil where there is none.
  package static func limit(reading read: (String) -> String?) -> Int? {
    // As a container sees its own group, of version 2 and of version 1.
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let limits = files.compactMap(read).compactMap { text in Int(text.prefix { $0.isNumber }) }
    // Version 1 says that there is none by a number close to the largest.
    return limits.first { $0 > 0 && $0 < 1 << 60 }
  }
}
