/// One line about the runs of a command.
func row(_ name: String, _ runs: [Command.Run]) -> String {
  let wall = rounded(median(runs.map(\.wall)) * 1000)
  let cpu = rounded(median(runs.map(\.cpu)) * 1000)
  let peak = rounded(median(runs.map { Double($0.peak) / 1024 }))
  let failed = runs.contains { $0.status > 1 } ? ", FAILED" : ""
  return "  \(name): wall \(wall) ms, cpu \(cpu) ms, peak \(peak) MiB\(failed)"
}

/// The middle value.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted[sorted.count / 2]
}

/// With one decimal.
func rounded(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
