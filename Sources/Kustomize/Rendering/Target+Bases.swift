import Diagnostics
import YAML

extension Target {
  /// What a directory that an entry names comes to, built once for all that build on it.
  ///
  /// - Parameter rest: the entries behind it, for the time in which another rendering builds this one.
  func base(
    _ site: Site, _ entry: SourcedText, before rest: ArraySlice<SourcedText>
  ) throws(RenderError) -> Accumulation {
    guard provenance == nil, context.schemas.isPristine else {
      return try accumulation(of: site, entry, context)
    }
    let shared = context.loader.base(key(of: site))
    let known = try shared.withLockIfAvailable { (base) throws(RenderError) in
      try result(of: site, entry, in: &base)
    }
    if let known { return try take(known, site, entry) }
    // A base waits for none, so that no two wait for each other where directories lead in a circle.
    guard !context.isOfBase else { return try take(try built(site, entry), site, entry) }
    for entry in rest { buildAhead(entry) }
    let awaited = try shared.withLock { (base) throws(RenderError) in
      try result(of: site, entry, in: &base)
    }
    return try take(awaited, site, entry)
  }

  private func key(of site: Site) -> BaseKey {
    BaseKey(
      directory: site.directory, keepsHistory: context.recorder.keepsHistory,
      loadRestrictor: context.loadRestrictor,
      chartNamespace: context.loader.charts == nil ? nil : chartNamespace)
  }

  /// The result that is known, or else what the directory comes to now, which is known from then on.
  private func result(
    of site: Site, _ entry: SourcedText, in base: inout Base?
  ) throws(RenderError) -> Base {
    if let base, !base.closesCycle(with: site) { return base }
    let built = try built(site, entry)
    if built.isShared { base = built }
    return built
  }

  private func built(_ site: Site, _ entry: SourcedText) throws(RenderError) -> Base {
    let inner = context.forBase()
    let accumulation = try accumulation(of: site, entry, inner)
    return Base(
      accumulation: accumulation, notes: inner.notes, directories: inner.directories,
      isShared: inner.schemas.isPristine)
  }

  private func take(
    _ base: Base, _ site: Site, _ entry: SourcedText
  ) throws(RenderError) -> Accumulation {
    context.note(base.notes)
    if base.isShared { return base.accumulation }
    // A schema that a base names holds for all that follows: build it again, with that effect.
    return try accumulation(of: site, entry, context)
  }

  /// Builds what an entry names if nobody does yet; what is wrong with it is said in its turn.
  private func buildAhead(_ entry: SourcedText) {
    guard !context.isFile(entry, from: site),
      let directory = try? context.enter(entry, from: site)
    else { return }
    _ = try? context.loader.base(key(of: directory)).withLockIfAvailable {
      (base) throws(RenderError) in
      try result(of: directory, entry, in: &base)
    }
  }

  private func accumulation(
    of site: Site, _ entry: SourcedText, _ context: RenderContext
  ) throws(RenderError) -> Accumulation {
    var target = try Target(site, context, provenance: provenance?.appending(entry.value))
    target.outerNamespace = chartNamespace
    guard !target.kustomization.isComponent else {
      throw RenderError(
        .wrongKind, "\(context.shown(site.directory)) is a component", at: entry.location,
        help: "list it under components")
    }
    if var mistake = target.kustomization.sortOptions?.mistake {
      mistake.severity = .warning
      context.warn(mistake)
    }
    try target.chooseSchema()
    return try target.accumulate()
  }
}
