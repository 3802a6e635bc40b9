import Diagnostics
package import YAML

/// Puts variables into whole objects, as Flux's kustomize-controller does after a build.
///
/// The controller writes the object as YAML, substitutes in that text, and reads the text again. So
/// quotes of the source do not hold: what becomes of `"${x}"` is read as YAML 1.1, where `1` is a
/// number, `yes` is true and nothing is null; and a value may end the text's being YAML at all.
package struct ObjectSubstitution: Sendable {
  /// What is put in; line feeds are dropped from each value.
  package let variables: SubstitutionVariables
  /// Whether a variable that nobody defines and that has no default is an error.
  package let isStrict: Bool
  /// Whether objects are looked at though there is no variable, for the sake of defaults.
  package let isAlways: Bool

  package init(_ variables: SubstitutionVariables, isStrict: Bool, isAlways: Bool = false) {
    self.variables = variables.withoutLineFeeds
    self.isStrict = isStrict
    self.isAlways = isAlways
  }

  /// The label or annotation of an object that is to stay as it is, with the value `disabled`.
  package static let mark = "kustomize.toolkit.fluxcd.io/substitute"

  /// The object with the variables put in, or nil where nothing is to be done to it.
  ///
  /// A value that changed has the place of the variable's value as its origin, and what it replaced is
  /// the line that used the variable; see ``Origin/Setter/substitution``.
  ///
  /// - Parameter root: an object as Kustomize prints it.
  /// - Throws: ``SubstitutionFailure`` with every reason why it cannot be done.
  package func substituted(in root: Node) throws(SubstitutionFailure) -> Node? {
    guard !Self.isDisabled(root), !variables.isEmpty || isAlways else { return nil }
    if let name = variables.invalidName { throw .invalidName(name, variables[name]?.location) }
    let written = try WrittenObject(root)
    let text = try substituted(written)
    guard text.bytes != written.bytes else { return root }
    var result = try readAgain(text, written)
    OriginTransfer(variables).transfer(from: root, to: &result)
    return result
  }

  private func substituted(
    _ written: WrittenObject
  ) throws(SubstitutionFailure) -> SubstitutedText {
    do throws(SubstitutionErrors) {
      return try SubstitutedText(written.bytes, variables, isStrict: isStrict)
    } catch {
      throw SubstitutionFailure(error, in: written)
    }
  }

  private static func isDisabled(_ root: Node) -> Bool {
    guard let metadata = root["metadata"] else { return false }
    return ["labels", "annotations"].contains { metadata[$0]?[mark]?.scalar?.text == "disabled" }
  }

  private func readAgain(
    _ text: SubstitutedText, _ written: WrittenObject
  ) throws(SubstitutionFailure) -> Node {
    let file = SourceFile(path: "", bytes: text.bytes)
    // Of a repeated key, the controller's reader takes the last.
    let parsed = file.parsed(as: .kubernetes, repeatedKeys: .lastWins)
    if let error = parsed.errors.first(where: { $0.kind != .duplicateKey }) {
      throw SubstitutionFailure(error, text, in: written, variables)
    }
    var root = parsed.documents.first?.root ?? .null()
    if let node = root.firstWithoutJSON {
      throw SubstitutionFailure(unreadable: node, text, in: written, variables)
    }
    root.readAsJSON()
    return root
  }
}
