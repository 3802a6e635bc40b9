import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOExtras

/// Takes a request from a connection, asks the handler, and sends its answer back.
struct HTTPExchange: Sendable {
  private let handler: ServiceHandler

  init(_ handler: ServiceHandler) { self.handler = handler }

  /// Reads the body, asks the handler and writes the answer.
  ///
  /// Runs on no actor, whoever calls: the writer belongs to none and could not be lent to one.
  @concurrent func answer(
    _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    let reader = RequestBodyReader(limit: handler.limits.bodyBytes)
    let received: RequestBodyReader.Received
    if request.headers[.expect]?.lowercased() != "100-continue" {
      received = try await reader.read(request.body)
    } else if let length = request.headers[.contentLength].flatMap(Int.init), length > reader.limit
    {
      // The client waits with its body, which is not wanted.
      received = .init(fault: .tooLong, isWhole: false)
    } else {
      try await writer.writeInformationalHead(HTTPResponse(status: .continue))
      received = try await reader.read(request.body)
    }
    let question = HTTPQuestion(request, received)
    let answer: HTTPAnswer
    if received.bytes.count > cancellableBytes || handler.mayWait {
      answer = await Disconnection.cancelling(on: channel) { await handler.answer(question) }
    } else {
      answer = await handler.answer(question)
    }
    var fields = HTTPFields()
    fields.reserveCapacity(answer.headers.count + 2)
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    fields.append(HTTPField(name: .contentLength, value: "\(answer.body.count)"))
    if !received.isWhole || handler.isDraining {
      fields.append(HTTPField(name: .connection, value: "close"))
      // The connection is closed once the answer is written.
      channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
    // Of HEAD the fields are those of GET (RFC 9110, 9.3.2).
    let head = HTTPResponse(status: .init(code: answer.status), headerFields: fields)
    if request.method == .head || answer.body.isEmpty {
      try await writer.write(response: head, body: ResponseBody())
    } else {
      try await writer.write(
        response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
  }
}

/// A body from so many bytes on may hold so many rows that they wait in the queue.
private let cancellableBytes = 1 << 14

extension HTTPQuestion {
  fileprivate init(_ request: Request, _ received: RequestBodyReader.Received) {
    self.init(
      method: request.method.rawValue, path: request.uri.path, headers: Headers(request.headers),
      body: received.bytes)
    bodyFault = received.fault
  }
}

extension HTTPQuestion.Headers {
  fileprivate init(_ fields: HTTPFields) {
    self.init()
    // One pass: each lookup by name would be one of its own.
    for field in fields {
      switch field.name.canonicalName {
      case "content-type": contentType = field.value
      case "content-encoding": contentEncoding = field.value.lowercased()
      case "x-request-id": requestIdentifier = field.value
      case "authorization": authorization = field.value
      case "x-api-key": apiKey = field.value
      case "idempotency-key": idempotencyKey = field.value
      case "inference-header-content-length": inferenceHeaderLength = field.value
      default: break
      }
    }
  }
}
