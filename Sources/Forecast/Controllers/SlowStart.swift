/// Creation in batches of 1, 2, 4 and so on, of which the first that fails is the last
/// (kube-controller-manager's slowStartBatch).
enum SlowStart {
  /// Whether `count` creations all succeeded; after a batch with a failure none follows.
  static func run(_ count: Int, _ create: () -> Bool) -> Bool {
    var remaining = count
    var batch = 1
    while remaining > 0 {
      let size = min(batch, remaining)
      var isWhole = true
      for _ in 0..<size where !create() { isWhole = false }
      guard isWhole else { return false }
      remaining -= size
      batch *= 2
    }
    return true
  }
}
