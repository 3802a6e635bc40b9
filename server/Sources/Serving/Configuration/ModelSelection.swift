package import Inference

/// Which model is served, and from where.
package struct ModelSelection: Sendable, Equatable {
  /// `MODEL_DIR`: the directory of all packages.
  package var directory: String
  /// `MODEL_NAME`: the directory of the package in it, and its name.
  package var name: String
  /// Without one the newest version in the directory is served.
  package var version: String?
  /// A package of another type is refused.
  package var type: ModelType?

  /// The one model of a process.
  init(_ reader: inout EnvironmentReader) {
    directory = Self.directory(&reader)
    name = reader.component("MODEL_NAME", reader.requiredText("MODEL_NAME")) ?? ""
    version = reader.component("MODEL_VERSION", reader.optionalText("MODEL_VERSION"))
    let types: KeyValuePairs<String, ModelType?> = [
      "text": .text, "tabular": .tabular, "image": .image,
    ]
    type = reader.choice("MODEL_TYPE", of: types, default: nil)
  }

  fileprivate init(_ name: String, version: String?, in directory: String) {
    self.directory = directory
    self.name = name
    self.version = version
  }

  fileprivate static func directory(_ reader: inout EnvironmentReader) -> String {
    reader.text("MODEL_DIR", default: "/models")
  }
}

/// Which models a server serves.
package struct ModelSelections: Sendable, Equatable {
  /// In the order in which they are named, of different names.
  package var all: [ModelSelection]
  /// Whether requests say which they are for: several may be served, as `MODEL_NAMES` has them.
  package var areNamed: Bool

  init(_ reader: inout EnvironmentReader) {
    guard let names = reader.optionalText("MODEL_NAMES") else {
      all = [ModelSelection(&reader)]
      areNamed = false
      return
    }
    areNamed = true
    for name in ["MODEL_NAME", "MODEL_VERSION", "MODEL_TYPE"] where reader.has(name) {
      reader.refuse("\(name) must not be set beside MODEL_NAMES, which has NAME or NAME=VERSION")
    }
    let directory = ModelSelection.directory(&reader)
    all = names.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let texts = words.map { $0.filter { $0 != " " } }
      for text in texts {
        if text.isEmpty { reader.refuse("MODEL_NAMES must have names with commas between") }
        _ = reader.component("MODEL_NAMES", text)
      }
      return ModelSelection(texts[0], version: texts.count > 1 ? texts[1] : nil, in: directory)
    }
    if Set(all.map(\.name)).count < all.count { reader.refuse("MODEL_NAMES has a name twice") }
    if all.count > mostModels { reader.refuse("MODEL_NAMES must have at most \(mostModels) names") }
  }
}

/// More would be processes of their own.
private let mostModels = 64
