package import Environments
package import Values

/// Speaks the Language Server Protocol 3.17 with one editor.
///
/// It reads files and what the editor has open, and writes none: what is to change, the editor changes.
package struct LanguageServer: Sendable {
  /// What the server's process gives it.
  package struct Surroundings: Sendable {
    /// What the server calls itself.
    package var version: String
    /// How many targets are worked on at once.
    package var width: Int
    /// The day by which exemptions have ended.
    package var today: @Sendable () -> CalendarDate
    /// The tree that a directory is in.
    package var workspace: @Sendable (_ directory: String) throws -> Workspace
    /// The state that the files of a tree came from; nil where there is none.
    package var parent: @Sendable (_ workspace: Workspace) -> Workspace?

    package init(
      version: String, width: Int, today: @escaping @Sendable () -> CalendarDate,
      workspace: @escaping @Sendable (_ directory: String) throws -> Workspace,
      parent: @escaping @Sendable (_ workspace: Workspace) -> Workspace?
    ) {
      self.version = version
      self.width = width
      self.today = today
      self.workspace = workspace
      self.parent = parent
    }
  }

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// How a conversation ended.
  package enum Ending: Sendable {
    /// As the protocol has it: the editor asked to shut down, then to exit.
    case orderly
    /// The editor went without a word.
    case abandoned
  }

  /// Answers until the editor says that it is over, closes its end, or is gone.
  ///
  /// - Parameters:
  ///   - input: what the editor writes, as it comes.
  ///   - send: writes to the editor.
  package func run(
    reading input: AsyncStream<[UInt8]>, sending send: @escaping @Sendable (OutgoingMessage) -> Void
  ) async -> Ending {
    let (events, continuation) = AsyncStream.makeStream(of: Session.Event.self)
    let reading = Task {
      var reader = MessageReader()
      for await bytes in input {
        reader.append(bytes)
        while let item = reader.next() { continuation.yield(.received(item)) }
      }
      continuation.yield(.closed)
    }
    var session = Session(surroundings, send: send, post: { continuation.yield($0) })
    defer {
      reading.cancel()
      session.end()
    }
    for await event in events {
      if let ending = await session.handle(event) { return ending }
    }
    return .abandoned
  }
}
