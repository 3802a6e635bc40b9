/// The texts of a body, `{"text":…}` or `{"texts":[…]}`.
struct TextRequest: Equatable {
  var texts: [String]

  init(_ body: [UInt8], maximumRows: Int) throws(HTTPFailure) {
    do throws(WireError) {
      texts = try Self.texts(of: body, maximumRows: maximumRows)
    } catch {
      throw HTTPFailure(error)
    }
  }

  private static func texts(
    of body: [UInt8], maximumRows: Int
  ) throws(WireError) -> [String] {
    var reader = JSONReader(body)
    var texts: [String]?
    try reader.object { (reader, key) throws(WireError) in
      guard key == "text" || key == "texts" else { throw reader.error("unknown field") }
      guard texts == nil else { throw reader.error("the texts are given twice") }
      if key == "text" {
        texts = [try reader.string()]
      } else {
        var several: [String] = []
        try reader.array { (reader, index) throws(WireError) in
          guard index < maximumRows else { throw reader.tooManyRows(maximumRows) }
          several.append(try reader.string())
        }
        guard !several.isEmpty else { throw reader.error("must not be empty") }
        texts = several
      }
    }
    try reader.end()
    guard let texts else { throw reader.error("text or texts is missing") }
    return texts
  }
}

extension JSONReader {
  func tooManyRows(_ maximum: Int) -> WireError { error("more than \(maximum) rows in a request") }
}
