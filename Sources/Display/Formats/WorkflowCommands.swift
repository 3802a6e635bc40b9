import Diagnostics

/// Commands of a workflow of GitHub Actions, one a line: `::error file=…,line=…::message`.
///
/// Literal parts are the commands' own marks. Data is escaped as the runner unescapes it, so none can
/// end its command or begin another.
package struct WorkflowCommands: ExpressibleByStringInterpolation {
  private var bytes: [UInt8] = []

  package init(stringLiteral marks: StaticString) {
    bytes = marks.withUTF8Buffer { Array($0) }
  }

  /// What an interpolated literal makes.
  package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

  /// Adds more at the end.
  package static func += (left: inout WorkflowCommands, right: WorkflowCommands) {
    left.bytes += right.bytes
  }

  /// The commands as they are to be written; the last line is ended already.
  package func finished() -> MachineText { MachineText(bytes) }

  /// Collects the parts of a literal, data escaped.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []

    /// Makes room for the parts.
    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Appends words of this program.
    package mutating func appendLiteral(_ marks: StaticString) {
      marks.withUTF8Buffer { bytes += $0 }
    }

    /// Appends what is written already.
    package mutating func appendInterpolation(_ commands: WorkflowCommands) {
      bytes += commands.bytes
    }

    /// Appends a number.
    package mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

    /// A part of the command's message.
    package mutating func appendInterpolation(_ data: String) { append(data, isProperty: false) }

    /// The value of a property, where a colon and a comma would end it.
    package mutating func appendInterpolation(property data: String) {
      append(data, isProperty: true)
    }

    private mutating func append(_ data: String, isProperty: Bool) {
      for scalar in data.unicodeScalars {
        switch scalar {
        case "%": bytes += "%25".utf8
        case ":" where isProperty: bytes += "%3A".utf8
        case "," where isProperty: bytes += "%2C".utf8
        default: bytes.appendVisible(scalar)
        }
      }
    }
  }
}
