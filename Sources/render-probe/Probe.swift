import Diagnostics
import Glibc
import Kustomize

/// Renders one directory of the file system to standard output.
@main
struct Probe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { exit(2) }
    let order: Renderer.Order = arguments.count > 3 ? .legacy : .asListed
    guard let resolved = realpath(arguments[2], nil) else {
      log("no such directory")
      exit(2)
    }
    let path = String(cString: resolved)
    do throws(RenderError) {
      let rendering = try Renderer(order: order).render(
        directory: String(path.dropFirst()), from: DirectoryTree(root: "/"))
      let bytes = try rendering.printed()
      for warning in rendering.warnings { log(warning.message) }
      bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count {
          let count = write(1, buffer.baseAddress! + written, buffer.count - written)
          if count <= 0 { exit(2) }
          written += count
        }
      }
    } catch {
      for diagnostic in error.diagnostics {
        let place = diagnostic.primary.map { location in
          let position = location.position
          return "\(location.file.path):\(position.line):\(position.column): "
        }
        log("\(place ?? "")error: \(diagnostic.message) [\(diagnostic.rule.text)]")
        for label in diagnostic.related {
          let place = label.location.map { location in
            let position = location.position
            return "\(location.file.path):\(position.line):\(position.column): "
          }
          log("  \(place ?? "")note: \(label.message)")
        }
        if let help = diagnostic.help { log("  help: \(help)") }
      }
      exit(2)
    }
  }

  static func log(_ text: String) { _ = (text + "\n").withCString { write(2, $0, strlen($0)) } }
}
