/// What stands behind the digits of a quantity.
struct QuantitySuffix {
  let format: Quantity.Format
  /// Of 10, or of 2 for binary suffixes.
  let exponent: Int

  private static let decimal: [(text: String, exponent: Int)] = [
    ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15),
    ("E", 18),
  ]
  private static let binary: [(text: String, exponent: Int)] = [
    ("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60),
  ]

  /// Reads a suffix; nil for a text that is none.
  init?(_ text: String) {
    if let found = Self.decimal.first(where: { $0.text == text }) {
      (format, exponent) = (.decimalSI, found.exponent)
    } else if let found = Self.binary.first(where: { $0.text == text }) {
      (format, exponent) = (.binarySI, found.exponent)
    } else if text.first == "e" || text.first == "E", let exponent = Int64(text.dropFirst()) {
      // The server cuts an exponent to 32 bits.
      (format, self.exponent) = (.decimalExponent, Int(Int32(truncatingIfNeeded: exponent)))
    } else {
      return nil
    }
  }

  /// The suffix of a power of ten.
  ///
  /// A power beyond `E` has none in SI, and Kubernetes 1.36 leaves it out.
  static func text(decimal exponent: Int, as format: Quantity.Format) -> String {
    if format == .decimalExponent { return exponent == 0 ? "" : "e\(exponent)" }
    return decimal.first { $0.exponent == exponent }?.text ?? ""
  }

  /// The suffix of 2^(10 × `power`), for powers to 6.
  static func text(power: Int) -> String { power == 0 ? "" : binary[power - 1].text }
}
