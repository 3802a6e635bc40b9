import Kubernetes
import Values

extension Base64 {
  /// The text as Kustomize writes it: in lines of 70 characters where it is as long as one.
  static func lines(_ bytes: ArraySlice<UInt8>) -> String {
    let encoded = Array(encode(bytes).utf8)
    guard encoded.count >= 70 else { return String(decoding: encoded, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(encoded.count + encoded.count / 70 + 1)
    for start in stride(from: 0, to: encoded.count, by: 70) {
      result += encoded[start..<min(start + 70, encoded.count)]
      result.append(UInt8(ascii: "\n"))
    }
    return String(decoding: result, as: UTF8.self)
  }
}
