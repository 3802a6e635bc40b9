import Environments
import Glibc
import YAML

/// A conversation with one editor: what it has open, and what it was told.
struct Session {
  /// What happens to the session.
  enum Event: Sendable {
    /// The editor wrote something.
    case received(MessageReader.Item)
    /// The editor has closed its end.
    case closed
    /// The process that started the server is gone.
    case orphaned
    /// A check is through; its number says of which state of the texts.
    case checked(Int, StandingOutcome)
  }

  /// How far the conversation is.
  enum Phase { case unknown, running, shutDown }

  let surroundings: LanguageServer.Surroundings
  let send: @Sendable (OutgoingMessage) -> Void
  let post: @Sendable (Event) -> Void
  var phase = Phase.unknown
  var client = ClientCapabilities()
  /// The files that are worked on; nil before the editor has said where.
  var desk: Desk?
  var checking = Checking()
  /// Nil before something asked for it.
  var recorded: RecordedState?
  private var watch: Task<Void, Never>?

  init(
    _ surroundings: LanguageServer.Surroundings,
    send: @escaping @Sendable (OutgoingMessage) -> Void, post: @escaping @Sendable (Event) -> Void
  ) {
    self.surroundings = surroundings
    self.send = send
    self.post = post
  }

  /// Stops what runs beside the conversation.
  func end() {
    watch?.cancel()
    checking.task?.cancel()
  }

  /// Takes an event, and says how the conversation ended where it did.
  mutating func handle(_ event: Event) async -> LanguageServer.Ending? {
    switch event {
    case .closed, .orphaned: return phase == .shutDown ? .orderly : .abandoned
    case .checked(let number, let outcome): finish(number, outcome)
    case .received(.broken(let reason)): send(.failure(ResponseError(.parseError, reason)))
    case .received(.content(let content)):
      do throws(ResponseError) {
        return try await handle(Message(content))
      } catch {
        send(.failure(error))
      }
    }
    return nil
  }

  private mutating func handle(
    _ message: Message
  ) async throws(ResponseError) -> LanguageServer.Ending? {
    switch message {
    case .response: break
    case .notification("exit", _): return phase == .shutDown ? .orderly : .abandoned
    case .notification(let method, let parameters):
      // What cannot be understood has no answer to say so in.
      if phase == .running { try? await notice(method, parameters) }
    case .request(let id, let method, let parameters):
      do throws(ResponseError) {
        send(.response(to: id, try await answer(method, parameters)))
      } catch {
        send(.failure(error, of: id))
      }
    }
    return nil
  }

  private mutating func answer(
    _ method: String, _ parameters: Node
  ) async throws(ResponseError) -> Node {
    switch (phase, method) {
    case (.unknown, "initialize"): return initialize(parameters)
    case (.unknown, _):
      throw ResponseError(.serverNotInitialized, "the first request must be \"initialize\"")
    case (.shutDown, _):
      throw ResponseError(.invalidRequest, "the server was asked to shut down")
    case (.running, "initialize"):
      throw ResponseError(.invalidRequest, "the server is initialized already")
    case (.running, "shutdown"):
      phase = .shutDown
      checking.task?.cancel()
      return .null()
    case (.running, _): return try await feature(method, parameters)
    }
  }

  private mutating func initialize(_ parameters: Node) -> Node {
    phase = .running
    client = ClientCapabilities(parameters["capabilities"])
    if let process = parameters["processId"]?.scalar?.integer, process > 0 {
      watch = Task { [post] in
        while !Task.isCancelled {
          if kill(pid_t(truncatingIfNeeded: process), 0) != 0, errno == ESRCH {
            return post(.orphaned)
          }
          try? await Task.sleep(for: .seconds(2))
        }
      }
    }
    let folder = parameters["workspaceFolders"]?.elements?.first?["uri"]?.string
    let address = folder ?? parameters["rootUri"]?.string
    let root = address.flatMap(FileURI.path) ?? parameters["rootPath"]?.string ?? "."
    do {
      let workspace = try surroundings.workspace(root)
      desk = Desk(workspace, openedAs: root, client.encoding)
      checking.standing = standingCheck(of: workspace)
    } catch {
      show("\(error)", as: .error)
    }
    return .object([
      ("capabilities", client.capabilitiesOfServer),
      (
        "serverInfo",
        .object([("name", .string("sluice")), ("version", .string(surroundings.version))])
      ),
    ])
  }

  /// What the editor is to do with a message for people.
  enum MessageType: Int { case error = 1, warning, info, log }

  /// Has the editor show a sentence.
  func show(_ text: String, as type: MessageType) {
    send(
      .notification(
        "window/showMessage",
        .object([("type", .integer(type.rawValue)), ("message", .shown(data: text))])))
  }
}
