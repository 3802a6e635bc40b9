/// The texts of a body, `{"text":…}` or `{"texts":[…]}`.
struct TextRequest: Equatable {
  var texts: [String]

  init(_ body: [UInt8]) throws(WireError) {
    var reader = JSONReader(body)
    var texts: [String]?
    try reader.object { (reader, key) throws(WireError) in
      guard key == "text" || key == "texts" else { throw reader.error("unknown field") }
      guard texts == nil else { throw reader.error("the texts are given twice") }
      if key == "text" {
        texts = [try reader.string()]
      } else {
        var several: [String] = []
        try reader.array { (reader, _) throws(WireError) in several.append(try reader.string()) }
        guard !several.isEmpty else { throw reader.error("must not be empty") }
        texts = several
      }
    }
    try reader.end()
    guard let texts else { throw reader.error("text or texts is missing") }
    self.texts = texts
  }
}
