import FoundationEssentials

/// A response as it came.
struct HTTPReply {
  var status: Int
  /// The fields by their names in lower case.
  private var fields: [String: String] = [:]
  var body: [UInt8] = []

  init(head: ArraySlice<UInt8>) throws(ServiceFailure) {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw ServiceFailure("not a response: \(lines.first ?? "")")
    }
    self.status = status
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else {
        throw ServiceFailure("not a field: \(line)")
      }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields[line[..<colon].lowercased()] = String(value)
    }
  }

  subscript(_ name: String) -> String? { fields[name.lowercased()] }

  var text: String { String(decoding: body, as: UTF8.self) }

  func json<Value: Decodable>(_ type: Value.Type) throws -> Value { try decode(type, body) }

  /// Why there is no result, in a sentence.
  var reason: String { get throws { try json(Refusal.self).error.message } }
}

/// Reads JSON.
func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
  try JSONDecoder().decode(type, from: Data(bytes))
}
