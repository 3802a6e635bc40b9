import Values

/// A folded scalar on its way through go-yaml, which writes it and reads it again.
///
/// Kustomize prints no value as it has read it: the object is written with its styles, and that text
/// is read once more. Folding loses nothing where lines are plain words; next to indented lines and
/// at the end, line breaks come to be more.
struct FoldedText {
  /// The lines as they are written behind the header, without indentation.
  private var lines: [Substring] = []
  private let chomping: Chomping

  private enum Chomping { case strip, clip, keep }

  /// - Parameter text: not empty, its line breaks all line feeds.
  init(_ text: String) {
    chomping =
      !text.hasSuffix("\n") ? .strip : text == "\n" || text.hasSuffix("\n\n") ? .keep : .clip
    // A break that follows a line of words is written twice, so that reading does not fold it; go-yaml
    // leaves that out only in a text whose first words are indented.
    let doubles = text.drop { $0 == "\n" }.first.map { $0 != " " && $0 != "\t" } ?? false
    let parts = text.split(atByte: "\n")
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      if isLast, part.isEmpty { break }
      lines.append(part)
      if doubles, !isLast, !part.isEmpty, !Self.isIndented(part) { lines.append("") }
    }
  }

  private static func isIndented(_ line: Substring) -> Bool {
    line.first == " " || line.first == "\t"
  }

  /// What is read.
  var reread: String {
    var result = ""
    var breaks = 0
    var isBehindIndented = false
    for (index, line) in lines.enumerated() {
      guard !line.isEmpty else {
        breaks += 1
        continue
      }
      let isIndented = Self.isIndented(line)
      if index > 0, !result.isEmpty || breaks > 0 {
        // One break between two lines of words is a space; of several the first goes.
        let folds = !result.isEmpty && !isIndented && !isBehindIndented
        let count = result.isEmpty ? breaks : breaks + 1
        if folds, count == 1 {
          result += " "
        } else {
          result += String(repeating: "\n", count: folds ? count - 1 : count)
        }
      }
      result += line
      breaks = 0
      isBehindIndented = isIndented
    }
    switch chomping {
    case .strip: return result
    case .clip: return result + "\n"
    case .keep: return result + String(repeating: "\n", count: result.isEmpty ? breaks : breaks + 1)
    }
  }
}
