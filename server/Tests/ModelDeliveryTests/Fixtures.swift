import Crypto
import FoundationEssentials
import Inference
import NativeModels

@testable import ModelDelivery

/// A directory that is there for one test.
final class Models {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/models-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Everything below it, in order.
  var files: [String] {
    get throws {
      try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }
  }

  func delivery(_ version: String? = nil, from registry: ModelRegistry? = nil) -> ModelDelivery {
    ModelDelivery(
      into: path, name: "loan-default", version: version,
      check: PackageCheck(engines: engines, canRunONNX: false), registry: registry)
  }
}

/// The package that the repository has.
enum Loan {
  static let directory =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    + "/models/loan-default/2.1.0"
  static let names = ["golden.json", "manifest.json", "model.ubj", "scaler.json"]

  static func file(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(directory)/\(name)").map { Array($0) }
  }

  static let delivered = ["loan-default", "loan-default/2.1.0"]
}

func sha256(_ bytes: some Sequence<UInt8>) -> String {
  SHA256.hash(data: Data(bytes)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// A tar archive of files, as ustar.
func tar(_ files: [(name: String, bytes: [UInt8])], type: UInt8 = UInt8(ascii: "0")) -> [UInt8] {
  var archive: [UInt8] = []
  for (name, bytes) in files {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      head.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put(octal(bytes.count, 11), at: 124)
    put(String(repeating: " ", count: 8), at: 148)
    head[156] = type
    put("ustar", at: 257)
    put(octal(head.reduce(0) { $0 + Int($1) }, 6), at: 148)
    head[154] = 0
    archive += head + bytes
    archive += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }
  return archive + [UInt8](repeating: 0, count: 1024)
}
