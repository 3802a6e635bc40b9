import Glibc
import Synchronization

extension MetricsRegistry {
  /// Adds what Prometheus' clients tell of their process under the names that begin with `process_`.
  package func observeProcess() {
    let start = ProcessStatistics.startTime
    observe(.counter, "process_cpu_seconds_total") { ProcessStatistics.processorSeconds }
    observe(.gauge, "process_resident_memory_bytes") { ProcessStatistics.memory?.resident }
    observe(.gauge, "process_virtual_memory_bytes") { ProcessStatistics.memory?.virtual }
    observe(.gauge, "process_open_fds") { ProcessStatistics.openFiles }
    observe(.gauge, "process_max_fds") { ProcessStatistics.openFileLimit }
    observe(.gauge, "process_start_time_seconds") { start }
  }

  /// What the process metrics mean.
  package static let processDescriptions: [Description] = [
    .init("process_cpu_seconds_total", "Processor time, of users and of the kernel."),
    .init("process_resident_memory_bytes", "Memory that is in use."),
    .init("process_virtual_memory_bytes", "Addresses that are in use."),
    .init("process_open_fds", "Open files, connections among them."),
    .init("process_max_fds", "The most open files."),
    .init("process_start_time_seconds", "When the process began, in seconds since 1970."),
  ]
}

/// What the kernel tells of this process.
private enum ProcessStatistics {
  static var processorSeconds: Double? {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Sizes in bytes, from proc(5)'s `statm`, which counts pages.
  static var memory: (virtual: Double, resident: Double)? {
    let numbers = text(of: "/proc/self/statm").split(separator: " ").prefix(2).compactMap {
      Double($0)
    }
    guard numbers.count == 2 else { return nil }
    let page = Double(sysconf(Int32(_SC_PAGESIZE)))
    return (numbers[0] * page, numbers[1] * page)
  }

  static var openFiles: Double? {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    // "." and ".." are none, nor is the one that is open for this.
    var count = -3.0
    while readdir(directory) != nil { count += 1 }
    return count
  }

  static var openFileLimit: Double? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Double(limit.rlim_cur)
  }

  /// The clock when this is first asked, less how long the process has lived.
  static var startTime: Double? {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var uptime = timespec()
    clock_gettime(CLOCK_BOOTTIME, &uptime)
    // proc(5): field 22 of `stat`, in ticks since the system's start; the name before may hold spaces.
    let fields = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
    let age = seconds(uptime) - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    return seconds(now) - age
  }

  private static func seconds(_ time: timespec) -> Double {
    Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
