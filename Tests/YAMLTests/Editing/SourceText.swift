import TestKit
import YAML

/// Generated YAML in all the layouts that people write.
enum SourceText {
  static func random(_ random: inout SeededGenerator) -> String {
    var text = random.chance(30) ? "# head\n" : ""
    if random.chance(20) { text += "---\n" }
    let root = Node.random(depth: 0, &random)
    let isEmpty = root.mapping?.isEmpty ?? root.elements?.isEmpty ?? true
    let isFlow = isEmpty || random.chance(10)
    text += isFlow ? flow(root, &random) + "\n" : block(root, indent: 0, &random)
    if random.chance(20) { text += "\n# end\n" }
    if random.chance(15), text.hasSuffix("\n") { text.removeLast() }
    return random.chance(20)
      ? text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\r\n") : text
  }

  private static func block(
    _ node: Node, indent: Int, _ random: inout SeededGenerator
  ) -> String {
    let margin = String(repeating: " ", count: indent)
    var text = ""
    switch node.content {
    case .scalar: break
    case .mapping(let mapping):
      for entry in mapping.entries {
        text += noise(margin, &random) + margin + entry.name + ":"
        text += value(entry.value, indent: indent, inSequence: false, &random)
      }
    case .sequence(let elements):
      for element in elements {
        text += noise(margin, &random) + margin + "-"
        text += value(element, indent: indent, inSequence: true, &random)
      }
    }
    return text
  }

  private static func value(
    _ node: Node, indent: Int, inSequence: Bool, _ random: inout SeededGenerator
  ) -> String {
    if let scalar = node.scalar { return " " + scalarText(scalar, indent: indent, &random) }
    let isEmpty = node.mapping?.isEmpty ?? node.elements?.isEmpty ?? true
    if isEmpty || random.chance(20) { return " " + flow(node, &random) + trailing(&random) + "\n" }
    if inSequence, random.chance(80) {
      let inner = block(node, indent: indent + 2, &random)
      // The first line moves up beside the dash, where it is one that can.
      if inner.drop(while: { $0 == " " }).first.map({ $0 != "#" && $0 != "\n" }) == true {
        return " " + inner.dropFirst(indent + 2)
      }
      return "\n" + inner
    }
    let isSequence = node.elements != nil
    let offset = isSequence && !inSequence && random.chance(50) ? 0 : random.chance(70) ? 2 : 4
    return trailing(&random) + "\n" + block(node, indent: indent + offset, &random)
  }

  private static func scalarText(
    _ scalar: Scalar, indent: Int, _ random: inout SeededGenerator
  ) -> String {
    let margin = String(repeating: " ", count: indent + 2)
    let isWords = scalar.type == .string && scalar.text.allSatisfy { $0.isLetter || $0 == " " }
    if isWords, !scalar.text.isEmpty, random.chance(30) {
      let header = ["|", "|-", ">", ">-", "|+"].randomElement(using: &random) ?? "|"
      let lines = scalar.text.split(separator: " ").map { margin + $0 }
      return header + trailing(&random) + "\n" + lines.joined(separator: "\n") + "\n"
    }
    if isWords, scalar.text.contains(" "), random.chance(30) {
      return scalar.text.split(separator: " ").joined(separator: "\n" + margin)
        + trailing(&random) + "\n"
    }
    return inline(scalar, &random) + trailing(&random) + "\n"
  }

  private static func flow(_ node: Node, _ random: inout SeededGenerator) -> String {
    let gap = random.chance(20) ? "\n      " : ""
    let comma = gap.isEmpty ? ", " : "," + (random.chance(30) ? " # c" : "") + gap
    switch node.content {
    case .scalar(let scalar): return inline(scalar, &random)
    case .sequence(let elements):
      let inner = elements.map { flow($0, &random) }
      return "[" + gap + inner.joined(separator: comma) + gap + "]"
    case .mapping(let mapping):
      let inner = mapping.entries.map { $0.name + ": " + flow($0.value, &random) }
      return "{" + gap + inner.joined(separator: comma) + gap + "}"
    }
  }

  private static func inline(_ scalar: Scalar, _ random: inout SeededGenerator) -> String {
    guard scalar.type == .string else { return scalar.text }
    let isWords = scalar.text.allSatisfy(\.isLetter) && scalar.text.count > 3
    if isWords, random.chance(60) { return scalar.text }
    if random.chance(40), !scalar.text.contains("\n"), !scalar.text.contains("\t") {
      return "'"
        + scalar.text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "''") + "'"
    }
    var text = "\""
    for character in scalar.text {
      switch character {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\"", "\\": text += "\\" + String(character)
      default: text.append(character)
      }
    }
    return text + "\""
  }

  private static func noise(_ margin: String, _ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: "\n"
    case 1: margin + "# about it\n"
    case 2: "\n" + margin + "# more\n" + margin + "# lines\n"
    default: ""
    }
  }

  private static func trailing(_ random: inout SeededGenerator) -> String {
    random.chance(15) ? " # note" : ""
  }
}

extension Node {
  static func random(depth: Int, _ random: inout SeededGenerator) -> Node {
    switch Int.random(in: depth == 0 ? 3..<10 : depth > 3 ? 0..<4 : 0..<10, using: &random) {
    case 0: .integer(Int.random(in: 0..<1000, using: &random))
    case 1: .boolean(random.chance(50))
    case 2, 3: .string(words.randomElement(using: &random) ?? "")
    case 4, 5:
      Node(
        (0..<Int.random(in: 0..<4, using: &random)).map { _ in
          .random(depth: depth + 1, &random)
        })
    default:
      Node(
        Mapping(
          entries: names.shuffled(using: &random).prefix(Int.random(in: 0..<5, using: &random))
            .map { Mapping.Entry(key: .string($0), value: .random(depth: depth + 1, &random)) }))
    }
  }

  private static let names = ["name", "newTag", "ñandú", "labels", "spec", "x-y", "b_c"]
  private static let words = [
    "image", "two words", "v1.2.3", "1.10", "yes", "", "~", "# no", "a: b", "it's", "say \"hi\"",
    "line\nline\n", "tail\n\n", " lead", "\ttab", "é", "*star", "[a, b]", "-", "- a", "null",
    "three more words", "back\\slash", "0x1F", "2024-01-01", "\n", "\n\nx", "a\n\nb", "trail ",
  ]
}
