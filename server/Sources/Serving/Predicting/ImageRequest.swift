import FoundationEssentials

/// The picture of a body: the file itself, or `{"image": "…"}` with the file in base64.
struct ImageRequest {
  let file: [UInt8]

  init(_ body: [UInt8], contentType: String?) throws(HTTPFailure) {
    switch contentType {
    case "image/jpeg", "image/png", "application/octet-stream":
      guard !body.isEmpty else {
        throw HTTPFailure(WireError(path: "", message: "the body is empty"))
      }
      file = body
    case nil, "application/json", "application/x-www-form-urlencoded":
      do throws(WireError) { file = try Self.decoded(body) } catch { throw HTTPFailure(error) }
    default:
      throw .unsupportedMediaType(
        "the Content-Type must be image/jpeg, image/png or application/json")
    }
  }

  private static func decoded(_ body: [UInt8]) throws(WireError) -> [UInt8] {
    var reader = JSONReader(body)
    var file: [UInt8]?
    try reader.object { (reader, key) throws(WireError) in
      guard key == "image" else { throw reader.error("unknown field") }
      guard file == nil else { throw reader.error("given twice") }
      guard let data = Data(base64Encoded: try reader.string()), !data.isEmpty else {
        throw reader.error("must be a file in base64")
      }
      file = Array(data)
    }
    try reader.end()
    guard let file else { throw reader.error("image is missing") }
    return file
  }
}
