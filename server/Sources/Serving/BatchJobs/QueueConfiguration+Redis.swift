package import Jobs
package import RedisStreams

extension RedisConfiguration {
  /// Where the configured queue is.
  package init(_ queue: QueueConfiguration) {
    self.init(
      host: queue.host, port: queue.port, user: queue.user, password: queue.password?.value,
      encryption: queue.isEncrypted ? Encryption(authorities: queue.authorities) : nil)
  }
}

extension JobQueue {
  /// The configured queue.
  package init(_ client: RedisClient, _ queue: QueueConfiguration) {
    self.init(
      client: client, stream: queue.stream, timeToLive: queue.resultTimeToLive,
      capacity: mostUnfinishedJobs)
  }
}

/// More than this would wait for hours, and Redis has little memory.
private let mostUnfinishedJobs = 10_000
