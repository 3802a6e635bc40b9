package import Diagnostics

/// Substitutes a text line by line, as `flux envsubst` does with its standard input.
package struct LineSubstitution: Sendable {
  private let variables: SubstitutionVariables
  private let isStrict: Bool

  package init(_ variables: SubstitutionVariables, isStrict: Bool) {
    self.variables = variables
    self.isStrict = isStrict
  }

  /// The lines with the variables put in, each with a line feed behind it.
  ///
  /// - Throws: ``SubstitutionFailure`` with what is wrong in any line, at its place.
  package func substituted(_ file: SourceFile) throws(SubstitutionFailure) -> [UInt8] {
    var output: [UInt8] = []
    var diagnostics: [Diagnostic] = []
    let index = LineIndex(file.bytes)
    for line in 1...index.lineCount {
      let range = index.range(ofLine: line)
      // A last line feed ends a line and begins none.
      if line == index.lineCount, range.isEmpty { break }
      do throws(SubstitutionErrors) {
        let line = Array(file.bytes[range.indices])
        output += try SubstitutedText(line, variables, isStrict: isStrict).bytes
        output.append(UInt8(ascii: "\n"))
      } catch {
        diagnostics += error.errors.map { error in
          error.diagnostic(
            at: Location(
              file: file,
              range: ByteRange(
                range.lowerBound + error.range.lowerBound,
                range.lowerBound + error.range.upperBound)))
        }
      }
    }
    guard diagnostics.isEmpty else { throw SubstitutionFailure(diagnostics) }
    return output
  }
}
