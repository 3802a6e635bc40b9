import Display
import Glibc

/// What runs: this program and the libraries that were loaded with it.
enum ProgramIdentity {
  /// A line for each file that runs, with what changes when another takes its place.
  ///
  /// - Throws: ``FileError`` where the kernel does not tell (proc_pid_maps(5)).
  static func lines() throws(FileError) -> [String] {
    let maps = try WholeFile.read("/proc/self/maps") ?? []
    var lines: [String] = []
    for map in maps.split(separator: UInt8(ascii: "\n")) {
      // Addresses, permissions, offset, device, inode, and the file where there is one.
      let fields = map.split(separator: UInt8(ascii: " "), maxSplits: 5)
      guard fields.count == 6, fields[1].contains(UInt8(ascii: "x")) else { continue }
      let path = String(decoding: fields[5].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
      if path.hasPrefix("/") { lines.append(line(of: path)) }
    }
    // Where the loader puts a library differs from run to run.
    return lines.sorted()
  }

  private static func line(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    return
      "\(path) \(status.st_dev) \(status.st_ino) \(status.st_size)"
      + " \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
      + " \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
  }
}
