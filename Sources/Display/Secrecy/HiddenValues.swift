/// Values that are known to be secret, to be taken out of whatever may repeat them.
///
/// A message is made elsewhere, as by a policy that puts the value into its sentence; there the values
/// are found again.
package struct HiddenValues: Hashable, Sendable {
  /// The longest first, so that a value goes before what it contains.
  private var texts: [String] = []

  /// Shorter ones would be found in any sentence; they are taken out where they are quoted.
  private static let shortest = 4

  package init() {}

  /// - Parameter texts: the values, in any order.
  package init(_ texts: some Sequence<String>) {
    var all: Set<String> = []
    for text in texts {
      all.insert(text)
      // Who repeats a text of several lines often repeats one of them.
      guard text.utf8.contains(UInt8(ascii: "\n")) else { continue }
      for line in text.split(whereSeparator: \.isNewline) where line.utf8.count >= 8 {
        all.insert(String(line))
      }
    }
    self.texts = all.filter { !Array($0.utf8)[...].isReference }.sorted {
      ($1.utf8.count, $0) < ($0.utf8.count, $1)
    }
  }

  /// Whether nothing is known to be secret.
  package var isEmpty: Bool { texts.isEmpty }

  /// A sentence without them.
  package func scrubbed(_ sentence: String) -> String { replaced(in: sentence) }

  /// A value as it may be shown: hidden whole where it repeats one of them.
  package func shown(_ value: String) -> String {
    if texts.contains(where: { $0 == value }) { return Secrecy.mark }
    return Secrecy.masked(replaced(in: value))
  }

  private func replaced(in text: String) -> String {
    var result = text
    for secret in texts where secret.utf8.count <= result.utf8.count {
      if secret.utf8.count < Self.shortest {
        for quote in ["\"", "'"] {
          result = result.replacing(quote + secret + quote, with: quote + Secrecy.mark + quote)
        }
      } else {
        result = result.replacing(secret, with: Secrecy.mark)
      }
    }
    return result
  }
}
