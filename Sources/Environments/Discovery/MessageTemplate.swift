import Diagnostics

/// A text with places in it, as pipeline.yaml words the message of a promotion's commit.
///
/// `{name}` is a place that is filled in, `{{` stands for a brace.
package struct MessageTemplate: Hashable, Sendable {
  /// What may be filled in.
  package enum Place: String, CaseIterable, Sendable {
    /// The name of the environment that changes come from.
    case source
    /// The name of the one that they go to.
    case target
    /// The apps that change; the same as the summary where the environment has none.
    case apps
    /// How many fields change.
    case count
    /// What changes, in a few words.
    case summary
    /// What changes, a line for each field; the line with this place is there for each of them.
    case changes

    var text: String { "{\(rawValue)}" }
  }

  /// A stretch of a line.
  package enum Part: Hashable, Sendable {
    case text(String)
    case place(Place)
  }

  /// The parts of each line.
  package let lines: [[Part]]

  /// - Throws: ``Malformed`` for a place that there is not, or that does not end.
  package init(_ text: String) throws(Malformed) {
    var lines: [[Part]] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      lines.append(try Self.parts(of: line))
    }
    self.lines = lines
  }

  private init(_ line: Part...) { lines = [line] }

  private static func parts(of line: Substring) throws(Malformed) -> [Part] {
    var (parts, text, rest): ([Part], String, Substring) = ([], "", line)
    while let brace = rest.firstIndex(of: "{") {
      text += rest[..<brace]
      rest = rest[rest.index(after: brace)...]
      if rest.first == "{" {
        text += "{"
        rest = rest.dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: "}") else {
        throw Malformed("\"{\(rest)\" has no end", help: "{{ stands for a brace")
      }
      let place = try place(named: String(rest[..<end]))
      if !text.isEmpty { parts.append(.text(text)) }
      parts.append(.place(place))
      (text, rest) = ("", rest[rest.index(after: end)...])
    }
    text += rest
    return text.isEmpty ? parts : parts + [.text(text)]
  }

  private static func place(named name: String) throws(Malformed) -> Place {
    if let place = Place(rawValue: name) { return place }
    let known = Place.allCases.map(\.rawValue)
    let nearest = Spelling.nearest(to: name, among: known).map { "did you mean {\($0)}?" }
    throw Malformed(
      "nothing is filled in for {\(name)}",
      help: nearest
        ?? "there are \(Place.allCases.map(\.text).joined(separator: ", ")); {{ is a brace")
  }

  /// Why a text is no template.
  package struct Malformed: Error {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// What was probably meant, or what there is.
    package var help: String?

    init(_ message: String, help: String? = nil) {
      self.message = message
      self.help = help
    }
  }
}

extension MessageTemplate {
  /// The wording of a promotion's commit.
  package struct Message: Hashable, Sendable {
    /// The line that is its subject.
    package var subject = MessageTemplate(
      .text("Promote "), .place(.source), .text(" to "), .place(.target), .text(": "),
      .place(.summary))
    /// What stands between the subject and the trailers.
    package var body = MessageTemplate(.place(.changes))

    package init() {}

    /// That of a rollback, unless it is worded otherwise.
    package static let ofRollback = {
      var message = Message()
      message.subject = MessageTemplate(
        .text("Roll back "), .place(.target), .text(": "), .place(.summary))
      return message
    }()
  }

  /// Refuses what a rollback has nothing to fill in for.
  ///
  /// - Throws: ``Malformed`` where it names where changes come from.
  func requireRollback() throws(Malformed) {
    guard !lines.joined().contains(.place(.source)) else {
      throw Malformed(
        "a rollback has no {source}", help: "it takes back what came to {target}")
    }
  }

  /// - Throws: ``Malformed`` where the text is no template of one line.
  package init(subject: String) throws(Malformed) {
    try self.init(subject)
    guard lines.count == 1 else { throw Malformed("a subject is one line") }
    guard !lines[0].contains(.place(.changes)) else {
      throw Malformed(
        "{changes} has a line for each field", help: "{summary} says what changes in a few words")
    }
  }
}
