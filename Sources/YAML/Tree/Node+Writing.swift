package import Diagnostics

extension Node {
  /// The edit that writes another text in the place of this one, in the same quotes.
  ///
  /// Nil where the place of the value holds other text, as where a value was made of several.
  ///
  /// - Parameter text: such that it means itself without quotes, as a name does.
  package func writing(_ text: String) -> FileEdit? {
    guard let old = scalarText, let location = origin.location else { return nil }
    let quote = ["", "\"", "'"].first { location.text == $0 + old + $0 }
    return quote.map { .replacing(location, with: $0 + text + $0) }
  }
}
