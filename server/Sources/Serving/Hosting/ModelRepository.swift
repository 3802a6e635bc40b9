import Inference

/// The models of a process, each with its own host, in the order in which they are configured.
package struct ModelRepository: Sendable {
  /// One of the models.
  package struct Entry: Sendable {
    let name: String
    let host: ModelHost
    let keeper: ModelKeeper

    package init(_ name: String, _ host: ModelHost, _ keeper: ModelKeeper) {
      self.name = name
      self.host = host
      self.keeper = keeper
    }
  }

  /// The host of the model that requests need not name; nil where there are several.
  let only: ModelHost?
  /// Every model that can be loaded and unloaded.
  let entries: [Entry]
  /// The places of the models in ``entries``, where requests must name one.
  private let places: [String: Int]
  private let loads: LoadTurn

  /// The one model of a process, which nobody loads or unloads.
  package init(_ host: ModelHost) {
    only = host
    entries = []
    places = [:]
    loads = LoadTurn()
  }

  /// - Parameters:
  ///   - entries: of different names.
  ///   - areNamed: whether requests must say which model they are for.
  ///   - loads: what the keepers share.
  package init(_ entries: [Entry], areNamed: Bool, loads: LoadTurn) {
    self.entries = entries
    self.loads = loads
    only = areNamed ? nil : entries.first?.host
    places =
      areNamed
      ? Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) }) : [:]
  }

  /// What keeps each of the models.
  package var keepers: [ModelKeeper] { entries.map(\.keeper) }

  /// Every host.
  var hosts: [ModelHost] { entries.isEmpty ? only.map { [$0] } ?? [] : entries.map(\.host) }

  /// The model of a name.
  ///
  /// - Parameter name: nil for the only one.
  func host(named name: String?) throws(HTTPFailure) -> ModelHost {
    if let only { return only }
    let names = entries.map(\.name).joined(separator: ", ")
    guard let name else {
      throw HTTPFailure(
        status: 404, code: "not_found",
        message: "several models are served, so the path must end with one of \(names)")
    }
    guard let place = places[name] else {
      throw HTTPFailure(
        status: 404, code: "not_found",
        message: "no model that is served has this name: there are \(names)")
    }
    return entries[place].host
  }

  /// Why not every model is ready; nil when all are that were not unloaded, and one at least.
  var reasonNotReady: String? {
    if let only { return only.reasonNotReady ?? (only.state == .unloaded ? unloadedReason : nil) }
    for entry in entries {
      if let reason = entry.host.reasonNotReady { return "\(entry.name): \(reason)" }
    }
    return entries.contains { $0.host.state == .ready } ? nil : "every model was unloaded"
  }

  /// Stops all, once what they were asked is answered.
  package func stop() async {
    for host in hosts { await host.stop() }
  }
}

extension ModelHost {
  /// Why a model that is wanted is not ready; nil when it is, or was unloaded.
  fileprivate var reasonNotReady: String? {
    switch state {
    case .loading: "the model is being loaded"
    case .failed(let reason): reason
    case .ready, .unloaded: nil
    }
  }

  /// Why there is no model to ask.
  var unavailability: HTTPFailure {
    if state == .unloaded {
      return HTTPFailure(status: 404, code: "not_found", message: unloadedReason)
    }
    return HTTPFailure(
      InferenceError.unavailable(reasonNotReady ?? "the model is being loaded"))
  }
}

private let unloadedReason = "the model was unloaded"

// MARK: - What is asked of it

/// A model as the index of a repository has it.
///
/// The Open Inference Protocol's extension for model repositories.
package struct IndexedModel: Sendable, Equatable {
  /// The model's name.
  package var name: String
  /// The version that is served; empty for none.
  package var version = ""
  /// `READY`, `LOADING` or `UNAVAILABLE`.
  package var state = "UNAVAILABLE"
  /// Why it is not ready; empty when it is.
  package var reason = ""
}

extension ModelRepository {
  /// Every model, ready or not.
  var index: [IndexedModel] {
    entries.map { entry in
      var model = IndexedModel(name: entry.name)
      model.version = entry.host.served?.manifest.version ?? ""
      switch entry.host.state {
      case .ready: model.state = "READY"
      case .loading: model.state = "LOADING"
      case .failed(let reason): model.reason = reason
      case .unloaded: model.reason = unloadedReason
      }
      return model
    }
  }

  /// Loads a model, or loads it again; returns once it is served.
  func load(_ name: String) async throws(HTTPFailure) {
    let entry = try entry(name)
    do throws(ModelLoadError) {
      try await entry.keeper.load()
    } catch {
      throw HTTPFailure(status: 400, code: "not_loaded", message: error.description)
    }
  }

  /// Lets go of a model; returns once what it was asked is answered.
  func unload(_ name: String) async throws(HTTPFailure) { try await entry(name).keeper.unload() }

  private func entry(_ name: String) throws(HTTPFailure) -> Entry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw HTTPFailure(
        status: 404, code: "not_found",
        message: "no model that is configured has this name: there are "
          + entries.map(\.name).joined(separator: ", "))
    }
    guard loads.waiting < mostWaiting else { throw HTTPFailure(InferenceError.overloaded) }
    return entry
  }
}

/// How many orders to load or unload may wait for each other.
private let mostWaiting = 16
