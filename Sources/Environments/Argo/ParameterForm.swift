import Values
import YAML

/// The form in which an ApplicationSet's generators give parameters, and its template takes them.
enum ParameterForm: Hashable, Sendable {
  /// Names with texts: `path.basename`, `metadata.labels.env`.
  case flat
  /// Values inside values, as the files have them; templates are Go's.
  case tree(GoTemplate.MissingKey)

  init(of spec: Node) {
    guard spec["goTemplate"]?.scalar?.boolean == true else {
      self = .flat
      return
    }
    let options = spec["goTemplateOptions"]?.elements ?? []
    let refuses = options.contains { $0.string == "missingkey=error" }
    self = .tree(refuses ? .isError : .isNothing)
  }

  var isFlat: Bool { self == .flat }

  /// A template, with parameters in each of its texts and, of mappings, in their keys.
  ///
  /// Each value keeps the template's origin.
  func rendered(_ template: Node, with parameters: Mapping) throws(GoTemplateError) -> Node {
    var result = template
    switch template.content {
    case .scalar(let scalar):
      guard scalar.type == .string, scalar.text.holdsTemplate else { return template }
      var rendered = scalar
      rendered.text = try text(scalar.text, with: parameters)
      result.content = .scalar(rendered)
    case .sequence(let elements):
      result.content = .sequence(
        try elements.map { (element) throws(GoTemplateError) in
          try rendered(element, with: parameters)
        })
    case .mapping(let mapping):
      var rendered = Mapping()
      for entry in mapping.entries {
        let name = try text(entry.name, with: parameters)
        rendered[name] = try self.rendered(entry.value, with: parameters)
      }
      result.content = .mapping(rendered)
    }
    return result
  }

  /// One text with parameters.
  func text(_ template: String, with parameters: Mapping) throws(GoTemplateError) -> String {
    guard template.holdsTemplate else { return template }
    switch self {
    case .flat: return Self.plain(template, parameters)
    case .tree(let missingKey):
      do throws(GoTemplateError) {
        return try GoTemplate(template).text(for: Node(parameters), missingKey: missingKey)
      } catch {
        throw GoTemplateError("failed to execute go template \(template): \(error.message)")
      }
    }
  }

  /// `{{ name }}` becomes the parameter of that name, and stays where there is none.
  private static func plain(_ template: String, _ parameters: Mapping) -> String {
    var result = ""
    var rest = template[...]
    while let start = rest.firstRange(of: "{{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      result += rest[..<start.lowerBound]
      let name = String(rest[start.upperBound..<end.lowerBound].trimming(\.isWhitespace))
      let value = parameters[name]?.string ?? UnknownParameter.text(of: name, among: parameters)
      result += value ?? String(rest[start.lowerBound..<end.upperBound])
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}

extension String {
  /// Whether there is anything to put in: few texts of a template have a brace at all.
  fileprivate var holdsTemplate: Bool { utf8.contains(UInt8(ascii: "{")) && contains("{{") }
}

extension Node {
  /// The value as names with texts: `a.b`, `list.0`.
  func flattened(under prefix: String = "", into result: inout Mapping) {
    func name(_ part: String) -> String { prefix.isEmpty ? part : "\(prefix).\(part)" }
    switch content {
    case .scalar:
      guard !isNull, !prefix.isEmpty else { return }
      result[prefix] = .string(GoValue.printed(GoValue.fromJSON(self)), origin: origin)
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        element.flattened(under: name(String(index)), into: &result)
      }
    case .mapping(let mapping):
      for entry in mapping.entries { entry.value.flattened(under: name(entry.name), into: &result) }
    }
  }

  /// The mapping with another's values in it, mapping by mapping.
  ///
  /// - Parameter keepingWhereEmpty: whether empty texts, zeros and the like do not count.
  func overlaid(by other: Node, keepingWhereEmpty: Bool = false) -> Node {
    guard mapping != nil, let entries = other.mapping?.entries else {
      return keepingWhereEmpty && !GoValue.isTrue(other) ? self : other
    }
    var result = self
    for entry in entries {
      if let old = result[entry.name] {
        result[entry.name] = old.overlaid(by: entry.value, keepingWhereEmpty: keepingWhereEmpty)
      } else {
        result[entry.name] = entry.value
      }
    }
    return result
  }
}
