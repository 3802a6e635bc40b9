import Glibc

/// A command to be timed as a whole process.
struct Command {
  var name: String
  /// Shell text, so that a step of several processes can be one command.
  var script: String

  /// What one run took.
  struct Run {
    var wall: Double
    var cpu: Double
    /// The largest resident size of one process, in KiB.
    var peak: Int
    var status: Int32
  }

  /// Runs the command once with its output thrown away.
  func run() -> Run {
    let begin = now()
    var usage = rusage()
    let status = spawn(["/bin/sh", "-c", script], usage: &usage)
    let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    return Run(wall: now() - begin, cpu: cpu, peak: usage.ru_maxrss, status: status)
  }

  /// How many instructions the command executes, or nil where valgrind is missing or fails.
  ///
  /// - Parameter program: the program that the command runs. A copy without debugging information
  ///   takes its place, because valgrind cannot read what Swift writes.
  func instructions(of program: String) -> Int? {
    let stem = "/tmp/sluice-callgrind-\(getpid())"
    let (log, stripped) = ("\(stem).log", "\(stem).bin")
    defer {
      unlink(log)
      unlink(stripped)
    }
    let command = script.replacing(program, with: stripped)
    let valgrind = """
      strip -o \(stripped) \(program) && valgrind --tool=callgrind \
      --callgrind-out-file=/dev/null --log-file=\(log) \(command)
      """
    var usage = rusage()
    _ = spawn(["/bin/sh", "-c", valgrind], usage: &usage)
    guard let file = fopen(log, "r") else { return nil }
    defer { fclose(file) }
    var text: [UInt8] = Array(repeating: 0, count: 1 << 16)
    let count = fread(&text, 1, text.count, file)
    let lines = String(decoding: text[..<count], as: UTF8.self).split(separator: "\n")
    return lines.last { $0.contains("Collected") }
      .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
  }

  private func spawn(_ arguments: [String], usage: inout rusage) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var argv = arguments.map { strdup($0) } + [nil]
    defer { argv.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawn(&child, arguments[0], &actions, nil, &argv, environ) == 0 else { return -1 }
    var status: Int32 = 0
    wait4(child, &status, 0, &usage)
    return status >> 8
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}
