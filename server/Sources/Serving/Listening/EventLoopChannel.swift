import HummingbirdCore
import Logging
import NIOCore

/// Connections whose requests are answered on their own event loop.
///
/// Answering takes microseconds, and what takes longer waits in a queue that other threads serve.
/// On the threads of the concurrency runtime each request would change threads twice.
struct EventLoopChannel: ServerChildChannel {
  private let connections: HTTP1Channel

  init(_ connections: HTTP1Channel) { self.connections = connections }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    connections.setup(channel: channel, logger: logger)
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
      await connections.handle(value: value, logger: logger)
    }
  }
}

/// Runs the parts of a task on an event loop.
private final class EventLoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
