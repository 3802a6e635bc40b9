import Diagnostics
import Kubernetes
import YAML

/// The document that an object is written in, for edits of what stands there.
///
/// An object may be made of several files; only what is written in the document of its kind can be edited.
struct ObjectText {
  private let object: KubernetesObject
  private let document: Int
  private let written: Node
  private var editor: SourceEditor

  /// Nil for an object that stands in no document of YAML, as one that is generated.
  init?(of object: KubernetesObject) {
    guard let place = object.root["kind"]?.origin.location else { return nil }
    let documents = place.file.parsed(as: .kustomize).documents
    guard let index = documents.firstIndex(where: { $0.range.contains(place.range) }) else {
      return nil
    }
    do throws(EditError) { editor = try SourceEditor(place.file) } catch { return nil }
    self.object = object
    document = index
    written = documents[index].root
  }

  /// Whether a field of the object is written here, and nothing else sets it or is in it.
  func holds(_ path: FieldPath) -> Bool {
    guard let mine = object.root[path], let own = written[path], let place = own.origin.location
    else { return false }
    return mine.origin.location == place && mine.isEqual(to: own)
  }

  /// Sets a field.
  mutating func set(_ path: FieldPath, to value: Node) throws(EditError) {
    try editor.set(path, to: value, inDocument: document)
  }

  /// Takes a field or an element out.
  mutating func remove(_ path: FieldPath) throws(EditError) {
    try editor.remove(path, inDocument: document)
  }

  /// What was done, as a fix.
  func fix(_ description: String, _ applicability: Fix.Applicability) -> Fix {
    Fix(description, edits: [editor.fileEdit], applicability: applicability)
  }
}

extension KubernetesObject {
  /// The fix that edits of the object's own document come to; nil where one cannot be made.
  func fix(
    _ description: String, _ applicability: Fix.Applicability = .unsafe,
    _ edit: (inout ObjectText) throws(EditError) -> Bool
  ) -> Fix? {
    guard var text = ObjectText(of: self) else { return nil }
    do throws(EditError) {
      return try edit(&text) ? text.fix(description, applicability) : nil
    } catch { return nil }
  }
}
