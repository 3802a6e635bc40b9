package import Diagnostics
import Environments
import Kubernetes
import Values
import YAML

/// All exemptions of a run, and which of them were needed.
struct ExemptionBook {
  private var exemptions: [DeclaredExemption] = []
  /// What cannot be read of some.
  private var mistakes: [Diagnostic] = []
  /// The day of the run; nil where nothing ends.
  private let today: CalendarDate?
  /// Rules from which nobody makes an exception.
  private let unexemptable: Set<RuleID>
  private var needed: Set<Int> = []
  /// The exemptions that somebody tried on what nobody may allow, with its rule.
  private var refused: [Int: RuleID] = [:]
  private var places = Places()

  /// Where exemptions may be for a finding, in their order.
  private struct Places {
    /// By path: of lines, and of objects that the file has.
    var files: [String: [Int]] = [:]
    /// By what findings call them.
    var objects: [String: [Int]] = [:]
    var anywhere: [Int] = []
    var lines: [String: LineIndex] = [:]
  }

  init(on today: CalendarDate?, unexemptable: Set<RuleID>) {
    self.today = today
    self.unexemptable = unexemptable
  }

  /// Whether it has nothing to say of any finding.
  var isEmpty: Bool { exemptions.isEmpty }

  /// Whether some exemption is for an app.
  var namesApps: Bool {
    exemptions.contains { exemption in
      if case .listed(_, let app, _, _) = exemption.scope { app != nil } else { false }
    }
  }

  // MARK: Reading

  /// Takes what the remarks of a file say.
  mutating func add(remarksIn file: SourceFile) {
    let remarks = ExemptionRemarks(in: file)
    mistakes += remarks.mistakes
    for exemption in remarks.exemptions { add(exemption) }
  }

  /// Takes what the annotations of an environment's objects say; one that several environments share is
  /// one exemption.
  mutating func add(annotationsIn environment: RenderedEnvironment) {
    for object in environment.objects {
      guard let note = object.metadata?["annotations"]?[ExemptionText.annotation],
        let annotation = note.scalarText
      else { continue }
      let location = note.origin.location
      for text in ExemptionText.all(in: annotation) {
        mistakes += text.mistakes.map { .malformedExemption($0, at: location) }
        guard text.mistakes.isEmpty else { continue }
        add(
          text.exemption(
            .object(object.identity, from: object.location, environments: [environment.name]),
            at: location))
      }
    }
  }

  /// Takes the entries of a list.
  ///
  /// - Parameter mistake: what is wrong with the names of an entry, if anything.
  mutating func add(
    _ listed: [ListedExemption], mistake: (ListedExemption) -> Diagnostic?
  ) {
    for entry in listed {
      if let mistake = mistake(entry) {
        mistakes.append(mistake)
        continue
      }
      do throws(MalformedEntry) { add(try DeclaredExemption(entry)) } catch {
        mistakes.append(error.diagnostic)
      }
    }
  }

  private mutating func add(_ exemption: DeclaredExemption) {
    let index = exemptions.count
    switch exemption.scope {
    case .lines(_, let path, let files):
      for file in [path] + files { places.files[file, default: []].append(index) }
    case .object(let identity, let source, let environments):
      let name = identity.description
      let known = places.objects[name]?.first { exemptions[$0].isSame(as: exemption) }
      if let known {
        exemptions[known].add(environments)
        return
      }
      for name in Set([name, identity.withoutNamespace]) {
        places.objects[name, default: []].append(index)
      }
      if let path = source?.file.path { places.files[path, default: []].append(index) }
    case .listed: places.anywhere.append(index)
    }
    exemptions.append(exemption)
  }

  // MARK: Asking

  /// Why a finding is allowed; nil where it is not.
  ///
  /// - Parameters:
  ///   - mayBe: whether anybody may allow it; that somebody tried is noted otherwise.
  ///   - apps: the apps that the finding is about, where exemptions name some.
  mutating func exemption(
    of finding: Diagnostic, in environment: String?, mayBe isAllowable: Bool = true,
    apps: () -> Set<String> = { [] }
  ) -> Exemption? {
    var indices = Set(places.anywhere)
    if let path = finding.primary?.file.path { indices.formUnion(places.files[path] ?? []) }
    if let object = finding.object { indices.formUnion(places.objects[object] ?? []) }
    let isAllowable = isAllowable && finding.isExemptable && !unexemptable.contains(finding.rule)
    var granted: Exemption?
    for index in indices.sorted() {
      let exemption = exemptions[index]
      guard exemption.names(finding.rule), covers(exemption.scope, finding, environment, apps)
      else { continue }
      guard isAllowable else {
        refused[index] = finding.rule
        continue
      }
      needed.insert(index)
      granted = granted ?? exemption.grant(on: today)
    }
    return granted
  }

  private mutating func covers(
    _ scope: DeclaredExemption.Scope, _ finding: Diagnostic, _ environment: String?,
    _ apps: () -> Set<String>
  ) -> Bool {
    switch scope {
    case .lines(let lines, let path, let files):
      guard let place = finding.primary else { return false }
      if place.file.path == path, lines.contains(line(of: place)) { return true }
      return files.contains(place.file.path)
    case .object(let identity, let source, let environments):
      guard let environment, environments.contains(environment) else { return false }
      if finding.object == identity.description { return true }
      // What stands in files is found before anything renders, under the names that it has there.
      guard finding.hidden != nil else { return false }
      return finding.object == identity.withoutNamespace
        || finding.primary.map { source?.contains($0) ?? false } ?? false
    case .listed(let named, let app, let object, let field):
      return named.map { $0 == environment } ?? true
        && object.map { finding.object.map($0.matches) ?? false } ?? true
        && field.map(finding.isAt) ?? true
        && app.map { apps().contains($0) } ?? true
    }
  }

  private mutating func line(of place: Location) -> Int {
    let path = place.file.path
    let index = places.lines[path] ?? LineIndex(place.file.bytes)
    places.lines[path] = index
    return index.position(of: place.range.lowerBound).line
  }

  // MARK: Telling

  /// What became of the exemptions, and what is wrong with them.
  ///
  /// - Parameter isWhole: whether everything was looked at, so that what was not needed never is.
  func outcome(isWhole: Bool) -> (coverage: Coverage.Exemptions, findings: [Diagnostic]) {
    var coverage = Coverage.Exemptions()
    var findings = mistakes
    for (index, exemption) in exemptions.enumerated() {
      let use: DeclaredExemption.Use =
        if let rule = refused[index] {
          .refused(rule)
        } else if exemption.hasExpired(on: today) {
          .expired
        } else if needed.contains(index) {
          .needed
        } else {
          isWhole ? .unneeded : .unknown
        }
      coverage.count(exemption, use)
      if let mistake = exemption.mistake(in: use) { findings.append(mistake) }
    }
    return (coverage, findings)
  }
}

extension Diagnostic {
  /// Whether anybody may allow it: what cannot be decoded, no server takes.
  package var isExemptable: Bool {
    guard severity == .error else { return !isOfExemptions }
    return !isOfExemptions && rule != "api/decoding" && rule != "api/refused"
      && !rule.text.hasPrefix("yaml/")
  }

  private var isOfExemptions: Bool { rule.text.hasPrefix("exemption/") }

  /// Whether it is about a field, or about something in it.
  fileprivate func isAt(_ wanted: String) -> Bool {
    [field, fieldOfAnyEntry].compactMap(\.self).contains { field in
      guard field.hasPrefix(wanted) else { return false }
      let rest = field.dropFirst(wanted.count)
      return rest.isEmpty || rest.first == "." || rest.first == "["
    }
  }
}

extension ObjectIdentity {
  /// How findings call the object where no namespace is said.
  fileprivate var withoutNamespace: String { "\(gvk.kind)/\(name)" }
}

extension Location {
  fileprivate func contains(_ other: Location) -> Bool {
    file.path == other.file.path && range.lowerBound <= other.range.lowerBound
      && other.range.upperBound <= range.upperBound
  }
}

extension DeclaredExemption {
  /// Whether it is the same text on the same object, of another environment.
  fileprivate func isSame(as other: DeclaredExemption) -> Bool {
    guard case .object(let own, _, _) = scope, case .object(let another, _, _) = other.scope else {
      return false
    }
    return own == another && location == other.location && rules == other.rules
  }

  fileprivate mutating func add(_ environments: Set<String>) {
    guard case .object(let identity, let source, let known) = scope else { return }
    scope = .object(identity, from: source, environments: known.union(environments))
  }
}
