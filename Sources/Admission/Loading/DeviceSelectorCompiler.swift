import APIServer
import CEL

/// Compiles the expressions that pick devices, in DeviceClasses and ResourceClaims.
///
/// From `cel/compile.go` of Kubernetes' dynamic-resource-allocation.
enum DeviceSelectorCompiler {
  private static let costLimit: UInt64 = 1_000_000

  private static let environment = ExpressionEnvironment.kubernetes
    .resolving(DeviceTypes()).declaring([DeviceTypes.variable: .object(DeviceTypes.name)])

  /// What is wrong with an expression; nil for one that compiles to a truth and is cheap enough.
  static func complaint(_ source: String) -> ExpressionRules.Complaint? {
    switch environment.compile(source) {
    case .failure(let errors):
      return ExpressionRules.Complaint(
        message: "compilation failed: \(errors)",
        problems: errors.entries.map {
          ExpressionRules.Problem(message: $0.message, offset: $0.offset)
        })
    case .success(let program):
      let type = program.outputType
      guard type == .bool || type == .dyn else {
        return ExpressionRules.Complaint(
          message: "must evaluate to bool or the unknown type, not \(type)", problems: [])
      }
      guard program.estimatedCost.max > costLimit else { return nil }
      return ExpressionRules.Complaint(
        message: "too complex, exceeds cost limit", problems: [], isAboutCost: true)
    }
  }
}

/// The type of `device`: its driver, its attributes and its capacity, each by domain and name.
private struct DeviceTypes: TypeProvider {
  static let variable = "device"
  static let name = "kubernetes.DRADevice"

  func hasType(named name: String) -> Bool { name == Self.name }

  func type(ofField field: String, in typeName: String) -> CELType? {
    guard typeName == Self.name else { return nil }
    return switch field {
    case "driver": .string
    case "attributes": .map(.string, .map(.string, .dyn))
    case "capacity": .map(.string, .map(.string, .object("kubernetes.Quantity")))
    default: nil
    }
  }

  func size(at path: [String]) -> SizeEstimate? {
    guard path.first == Self.variable else { return nil }
    guard path.count > 1 else { return SizeEstimate(0, 0) }
    guard path[1] != "driver" else { return path.count == 2 ? SizeEstimate(0, 63) : nil }
    let holdsAttributes = path[1] == "attributes"
    guard holdsAttributes || path[1] == "capacity" else { return nil }
    let keys = path.dropFirst(2)
    switch keys.count {
    case 0: return SizeEstimate(0, 32)
    // A domain, or all devices' names in it.
    case 1: return SizeEstimate(0, keys.last == "@keys" ? 63 : 32)
    case 2 where keys.last == "@keys": return SizeEstimate(0, 32)
    case 2: return SizeEstimate(0, holdsAttributes ? 64 : 0)
    default: return nil
    }
  }
}
