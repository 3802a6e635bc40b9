import RedisStreams

/// An entry of the stream that this worker was given.
struct JobEntry: Sendable, Equatable {
  let entry: String
  let id: String
  /// Names one attempt at the job, so that a step whose reply was lost can be taken again.
  let token: String

  /// The entry in a reply; nil when there is none.
  ///
  /// One that names no job is taken for a job that is forgotten, and so removed from the stream.
  init?(_ value: RESPValue?) {
    guard let parts = value?.array, let entry = parts.first?.text else { return nil }
    let fields = parts.dropFirst().first?.array ?? []
    let name = fields.firstIndex { $0.text == "job" } ?? fields.endIndex
    self.entry = entry
    id = fields.dropFirst(name + 1).first?.text ?? ""
    token = String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
