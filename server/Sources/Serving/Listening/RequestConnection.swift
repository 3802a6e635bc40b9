import NIOCore
import NIOHTTP1
import Tracing

/// One connection of a client: takes its requests one after another, each from its head on, and
/// writes the answers.
///
/// What is refused by its head costs no memory, however long its body is. While a request is answered
/// the next is not read. Every phase that waits for the client has an end.
final class RequestConnection: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  /// How far the request at hand is.
  enum Phase {
    /// There is none.
    case idle
    /// Its head came, and its body comes.
    case reading
    /// It came as a whole, and waits for its turn on the loop.
    case waiting
    /// It waits for others than the loop.
    case working(Task<Void, Never>)
    /// Its answer is on its way.
    case writing
    /// The answer was written, and the client may still send what nobody wants.
    case lingering
    case closed
  }

  /// The request at hand.
  ///
  /// An object, since each step looks at it.
  final class Exchange {
    var question: HTTPQuestion
    var admission: Admission
    let keepsAlive: Bool
    let isOld: Bool
    let declaredLength: Int?
    /// How many bytes of the body came, and how many of them are held.
    var received = 0
    var held = 0
    /// Whether its end was seen, so that another request may follow.
    var isWhole = false

    init(
      _ question: HTTPQuestion, _ admission: Admission, keepsAlive: Bool, isOld: Bool = false,
      declaredLength: Int? = nil
    ) {
      self.question = question
      self.admission = admission
      self.keepsAlive = keepsAlive
      self.isOld = isOld
      self.declaredLength = declaredLength
    }
  }

  let handler: ServiceHandler
  let round: LoopRound
  let memory: BodyMemory
  let patience: Patience
  var phase = Phase.idle
  var exchange: Exchange?
  var context: ChannelHandlerContext?
  var isQuiescing = false
  /// Whether the client has closed its end.
  var isInputClosed = false
  /// When the connection is not used any more.
  var retirement = NIODeadline.distantFuture
  private var lastRoute = LastRoute()
  /// What came behind the request at hand.
  private var following = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 0)
  /// Why what comes after ``following`` is no request.
  private var fault: HTTPFailure?
  private var isTaking = false
  private var isReadWanted = false
  private var expiry = NIODeadline.distantFuture
  private var timer: Scheduled<Void>?

  init(_ handler: ServiceHandler, round: LoopRound, memory: BodyMemory, patience: Patience) {
    self.handler = handler
    self.round = round
    self.memory = memory
    self.patience = patience
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  private func begin(_ context: ChannelHandlerContext) {
    guard timer == nil else { return }
    retirement = round.now + patience.randomAge
    round.opened(self)
    expire(in: patience.idle)
    watch(context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    let wasOpen = timer != nil
    timer = nil
    following.removeAll()
    isInputClosed = true
    switch phase {
    case .reading, .waiting:
      if let exchange { handler.abandon(exchange.question, at: exchange.admission.route) }
      release()
    // Its outcome is counted when it ends.
    case .working(let task): task.cancel()
    case .idle, .writing, .lingering, .closed: break
    }
    if case .working = phase {} else { phase = .closed }
    if wasOpen { round.closed(self) }
    context.fireChannelInactive()
  }

  // MARK: What comes

  func read(context: ChannelHandlerContext) {
    switch phase {
    // A request that waits for its turn is answered within the round most often: to stop listening for
    // so long would be two calls of the kernel. Otherwise what comes is kept, and then no more is read.
    case .idle, .reading, .waiting, .lingering: context.read()
    case .working, .writing, .closed: isReadWanted = true
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if following.isEmpty, !isTaking, takesParts { take(part) } else { following.append(part) }
    takeFollowing()
  }

  private var takesParts: Bool {
    switch phase {
    case .idle, .reading, .lingering, .closed: true
    case .waiting, .working, .writing: false
    }
  }

  /// Goes on with what came behind the last request.
  func takeFollowing() {
    guard !isTaking, !following.isEmpty || fault != nil || isReadWanted else { return }
    isTaking = true
    while takesParts, let part = following.popFirst() { take(part) }
    isTaking = false
    if following.isEmpty, case .idle = phase, let fault { refuse(fault) }
    if takesParts, isReadWanted {
      isReadWanted = false
      context?.read()
    }
  }

  private func take(_ part: HTTPServerRequestPart) {
    switch (phase, part) {
    case (.idle, .head(let head)): take(head)
    case (.reading, .body(let bytes)): take(bytes)
    case (.reading, .end):
      exchange?.isWhole = true
      complete()
    default: break
    }
  }

  private func take(_ head: HTTPRequestHead) {
    var head = RequestHead(head, start: round.arrival(), identifiers: &round.identifiers)
    handler.metrics.requestBegan()
    let route = lastRoute.route(of: head.question.path)
    var admission = handler.admit(head.question, at: route, declaredLength: head.declaredLength)
    if let fault = head.fault { admission.refusal = fault }
    if admission.route?.isProbe != true {
      head.question.span = handler.tracer.begin(head.question.headers.traceparent) {
        round.identifiers.next()
      }
    }
    exchange = Exchange(
      head.question, admission, keepsAlive: head.keepsAlive && head.fault == nil,
      isOld: head.isOld, declaredLength: head.declaredLength)
    phase = .reading
    expire(in: patience.body)
    if head.fault != nil { return complete() }
    guard head.expectsContinue else { return }
    // The client waits with its body; where that is not wanted it hears the answer instead.
    if admission.refusal != nil { return complete() }
    guard let context else { return }
    let bytes = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
    context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  private func take(_ bytes: ByteBuffer) {
    guard let exchange else { return }
    let count = bytes.readableBytes
    exchange.received += count
    let limit = handler.limits.bodyBytes
    if exchange.admission.refusal == nil {
      if exchange.received > limit {
        exchange.admission.refusal = .tooLarge(limit)
      } else if !memory.take(count) {
        exchange.admission.refusal = .tooManyBytes
      } else {
        exchange.held += count
        if exchange.question.body.isEmpty, let length = exchange.declaredLength, length > count {
          exchange.question.body.reserveCapacity(min(length, limit))
        }
        exchange.question.body.append(contentsOf: bytes.readableBytesView)
      }
    }
    let isRefused = exchange.admission.refusal != nil
    if isRefused { exchange.question.body = [] }
    let isHopeless = isRefused && exchange.received > limit + maximumDropped
    if isRefused { release() }
    // Most clients look for an answer only once they have sent all, so that much is read and dropped.
    if isHopeless { complete() }
  }

  /// Gives back what is held of the body.
  func release() {
    guard let held = exchange?.held, held > 0 else { return }
    memory.give(back: held)
    exchange?.held = 0
  }

  private func complete() {
    phase = .waiting
    expiry = .distantFuture
    // A probe is not made to wait for the requests that came with it.
    if exchange?.admission.route?.isProbe == true { answer() } else { round.add(self) }
  }

  /// Answers what is no request, as far as it can be told, and closes.
  private func refuse(_ fault: HTTPFailure) {
    self.fault = nil
    handler.metrics.requestBegan()
    let question = HTTPQuestion(
      method: "", path: "", start: round.arrival(),
      identifier: round.identifiers.accepting(nil))
    exchange = Exchange(question, Admission(refusal: fault), keepsAlive: false)
    complete()
  }

  // MARK: What happens

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event {
      isInputClosed = true
      switch phase {
      case .idle, .reading, .lingering: close()
      // Whoever waits for a thread is taken for gone: nothing tells it from one that is.
      case .working(let task): task.cancel()
      case .waiting, .writing, .closed: break
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else {
      // After the first fault of its kind the decoder repeats that it has failed.
      if error is ByteToMessageDecoderError { return }
      return close()
    }
    // A client that ends within its body has gone; there is no one to tell what was wrong with it.
    if case .reading = phase, error == .invalidEOFState { return close() }
    let failure: HTTPFailure = error == .headerOverflow ? .fieldsTooLong : .malformed
    switch phase {
    case .idle where following.isEmpty: refuse(failure)
    case .reading where following.isEmpty:
      exchange?.admission.refusal = failure
      exchange?.question.body = []
      release()
      complete()
    case .lingering, .closed: close()
    default: fault = failure
    }
  }

  /// Takes no more requests; closes once the one at hand is answered.
  func quiesce() {
    isQuiescing = true
    if case .idle = phase { close() }
  }

  func close() { context?.close(promise: nil) }
}

/// How much of a body that nobody wants is read all the same.
private let maximumDropped = 64 << 20

// MARK: - Time

extension RequestConnection {
  /// How long a connection waits for its client.
  struct Patience {
    /// For the next request.
    ///
    /// Longer than the proxies in front keep a connection that they may use again.
    var idle = TimeAmount.seconds(75)
    /// For a whole body.
    var body = TimeAmount.seconds(60)
    /// For an answer to be taken.
    var answer = TimeAmount.seconds(60)
    /// For the end of what is not wanted.
    var lingering = TimeAmount.seconds(2)
    /// For how long a connection is used at all: clients that never ended one would never find a pod
    /// that was started after them.
    var age = TimeAmount.minutes(10)

    /// The age, a tenth more or less, so that connections that began together do not end together.
    var randomAge: TimeAmount {
      .nanoseconds(Int64(Double(age.nanoseconds) * Double.random(in: 0.9...1.1)))
    }
  }

  /// Ends the phase after a time, unless another begins before.
  func expire(in time: TimeAmount) { expiry = round.now + time }

  /// One timer a connection: it looks when it was to end, and waits on where it was moved.
  private func watch(_ context: ChannelHandlerContext) {
    let next = min(expiry, round.now + patience.idle)
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
      guard self.timer != nil else { return }
      if self.expiry <= self.round.now { self.giveUp() }
      if let context = self.context, context.channel.isActive { self.watch(context) }
    }
  }

  private func giveUp() {
    expiry = .distantFuture
    switch phase {
    case .reading:
      if exchange?.admission.refusal == nil { exchange?.admission.refusal = .tooSlow }
      exchange?.question.body = []
      release()
      complete()
    case .waiting, .working: break
    case .idle, .writing, .lingering, .closed: close()
    }
  }
}
