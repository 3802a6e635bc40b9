import Diagnostics
import YAML

/// Whether bytes are a JSON object, as the server's check of registry credentials asks.
enum JSONObject {
  /// What is wrong, in the server's words; nil when the bytes are an object or null.
  static func fault(in bytes: [UInt8]) -> String? {
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) {
      return "unexpected end of JSON input"
    }
    do throws(SyntaxError) {
      let root = try SourceFile(path: "", bytes: bytes).parsedJSON().root
      guard root.mapping == nil, !root.isNull else { return nil }
      return "json: cannot unmarshal \(root.jsonKind) into Go value of type "
        + "map[string]interface {}"
    } catch {
      // The text is a secret, so it is not shown.
      return "invalid JSON: \(error.message)"
    }
  }
}
