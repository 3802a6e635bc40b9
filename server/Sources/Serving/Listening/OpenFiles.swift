import Glibc

/// How many files the process may have open, of which each connection is one.
package enum OpenFiles {
  /// Raises the limit to what the system allows the process.
  package static func raiseLimit() {
    var limit = limit
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// How many connections leave enough files for models, keys, Redis and what the runtime opens.
  static var connectionLimit: Int {
    let files = Int(clamping: limit.rlim_cur)
    return max(1, files - min(64, files / 4 + 16))
  }

  private static var limit: rlimit {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? limit : rlimit(rlim_cur: 1024, rlim_max: 1024)
  }
}
