import Crypto
import Diagnostics
import YAML

/// The ten letters that Kustomize puts behind the names of generated objects.
enum NameSuffixHash {
  /// Digests kind, type and data of a ConfigMap or a Secret.
  static func of(_ resource: Resource) throws(RenderError) -> String {
    var content = Mapping()
    content["kind"] = .string(resource.kind)
    // Kustomize means to put the name here, but looks for it where it is not.
    content["name"] = .string("")
    content["data"] = resource.root["data"] ?? .string("")
    switch resource.kind {
    case "ConfigMap":
      if let binary = resource.root["binaryData"], binary.mapping != nil {
        content["binaryData"] = binary
      }
    case "Secret":
      content["type"] = .string(resource.root["type"]?.text ?? "")
      if let strings = resource.root["stringData"], strings.mapping != nil {
        content["stringData"] = strings
      }
    default:
      throw RenderError(
        .invalidGenerator, "a \(resource.kind) cannot have a name suffix hash",
        at: resource.definition)
    }
    var emitter = JSONEmitter()
    do { try emitter.write(Node(content)) } catch {
      throw RenderError(.unprintableValue, error.message, at: error.node.origin.location)
    }
    return letters(SHA256.hash(data: emitter.bytes))
  }

  private static func letters(_ digest: SHA256.Digest) -> String {
    var text = ""
    for byte in digest.prefix(5) {
      text.append(letter(byte >> 4))
      text.append(letter(byte & 0xF))
    }
    return text
  }

  /// Hexadecimal digits without vowels, so that no word comes up.
  private static func letter(_ digit: UInt8) -> Character {
    let letters: [Character] = [
      "g", "h", "2", "k", "4", "5", "6", "7", "8", "9", "m", "b", "c", "d", "t", "f",
    ]
    return letters[Int(digit)]
  }
}
