import Glibc

/// How many processors the process may keep busy.
///
/// A container sees all cores of its machine, and one that starts a thread for each is stopped by
/// the scheduler in the middle of its work once the quota is spent.
package enum CPUQuota {
  /// The whole processors that the control group's quota and the affinity allow, one at least.
  ///
  /// A quota is rounded down: threads that wait for each other are as slow as the one that is
  /// stopped.
  package static var effective: Int {
    let membership = KernelFile.text(of: "/proc/self/cgroup") ?? ""
    let quota = processors(membership: membership) { KernelFile.text(of: $0) }
    let affinity = KernelFile.text(of: "/proc/self/status").flatMap(affinity)
    return threads(quota: quota, affinity: affinity ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// The threads for a quota, which may be none, and a number of processors.
  package static func threads(quota: Double?, affinity: Int) -> Int {
    guard let quota else { return max(1, affinity) }
    return max(1, min(affinity, Int(min(quota, Double(Int32.max)))))
  }

  /// The smallest quota of the process's control group and of those around it, in processors.
  ///
  /// - Parameters:
  ///   - membership: what `/proc/self/cgroup` holds.
  ///   - read: reads a file; nil where there is none.
  /// - Returns: nil without any quota.
  package static func processors(
    membership: String, reading read: (String) -> String?
  ) -> Double? {
    var quotas: [Double] = []
    for line in membership.split(separator: "\n") {
      // `0::/a/b` for version 2, `4:cpu,cpuacct:/a/b` for version 1.
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1]
      if controllers.isEmpty {
        for group in groups(fields[2]) {
          quotas += read("/sys/fs/cgroup\(group)/cpu.max").flatMap(unified).map { [$0] } ?? []
        }
      } else if controllers.split(separator: ",").contains("cpu") {
        for mount in ["/sys/fs/cgroup/\(controllers)", "/sys/fs/cgroup/cpu"] {
          for group in groups(fields[2]) {
            guard let quota = read("\(mount)\(group)/cpu.cfs_quota_us"),
              let period = read("\(mount)\(group)/cpu.cfs_period_us"),
              let processors = legacy(quota: quota, period: period)
            else { continue }
            quotas.append(processors)
          }
        }
      }
    }
    return quotas.min()
  }

  /// The quota in a `cpu.max` of version 2: `150000 100000`, or `max 100000` for none.
  package static func unified(_ text: String) -> Double? {
    let fields = text.split(whereSeparator: \.isWhitespace)
    guard fields.count == 2 else { return nil }
    return legacy(quota: String(fields[0]), period: String(fields[1]))
  }

  /// The quota in the two files of version 1, where -1 means none.
  package static func legacy(quota: String, period: String) -> Double? {
    guard let quota = quota.split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) }),
      let period = period.split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) }),
      quota > 0, period > 0
    else { return nil }
    return Double(quota) / Double(period)
  }

  /// The paths of a group and of all around it, `/a/b`, `/a` and the root, which is empty.
  private static func groups(_ path: Substring) -> [String] {
    var names = path.split(separator: "/")
    var paths = [""]
    while !names.isEmpty {
      paths.append("/" + names.joined(separator: "/"))
      names.removeLast()
    }
    return paths
  }

  /// How many processors the process may run on, of what `/proc/self/status` holds.
  ///
  /// - Returns: nil where the list, as `0-3,8`, is missing.
  package static func affinity(status: String) -> Int? {
    let name = "Cpus_allowed_list:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    var count = 0
    for range in line.dropFirst(name.count).split(whereSeparator: { $0 == "," || $0.isWhitespace })
    {
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }
}
