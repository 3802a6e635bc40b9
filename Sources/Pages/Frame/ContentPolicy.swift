import Crypto
import Display
import Values

/// What a page may do: run its one script and use its one style sheet, and nothing else.
///
/// Content Security Policy Level 3, §2.3.1: what stands in the page is allowed by the hash of its text.
enum ContentPolicy {
  static func text(withScript: Bool) -> String {
    let script = withScript ? "; script-src \(source(of: FilterScript.text))" : ""
    return "default-src 'none'; style-src \(source(of: StyleSheet.text))\(script); "
      + "base-uri 'none'; form-action 'none'"
  }

  private static func source(of text: XMLText) -> String {
    "'sha256-\(Base64.encode(Array(SHA256.hash(data: text.bytes))))'"
  }
}
