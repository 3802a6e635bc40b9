extension String {
  /// The text in double quotes with escapes: strconv.Quote of Go, the `%q` of its messages.
  package var goQuoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{07}": result += "\\a"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0B}": result += "\\v"
      case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
      default: result += scalar.goEscape
      }
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  /// Whether Go prints it as it is: letters, marks, numbers, punctuation, symbols, the space.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  fileprivate var goEscape: String {
    if value < 0x20 || value == 0x7F { return "\\x" + value.hexadecimal(width: 2) }
    return value < 0x10000
      ? "\\u" + value.hexadecimal(width: 4) : "\\U" + value.hexadecimal(width: 8)
  }
}
