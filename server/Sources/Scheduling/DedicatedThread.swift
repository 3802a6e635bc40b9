import Glibc

/// A thread outside of the cooperative pool, for work that computes long or blocks.
package enum DedicatedThread {
  /// Starts a thread that runs the body once.
  ///
  /// - Parameter niceness: above 0, the thread yields the processors to threads that answer probes
  ///   and read requests.
  package static func start(niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(niceness: niceness, run: body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        // On Linux the nice value is the thread's own.
        if body.niceness > 0 {
          setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, body.niceness)
        }
        body.run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no thread can be started: \(code)")
    pthread_detach(thread)
  }

  private final class Body: Sendable {
    let niceness: Int32
    let run: @Sendable () -> Void

    init(niceness: Int32, run: @escaping @Sendable () -> Void) {
      self.niceness = niceness
      self.run = run
    }
  }
}
