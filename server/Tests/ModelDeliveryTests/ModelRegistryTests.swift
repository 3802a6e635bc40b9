import Testing

@testable import ModelDelivery

/// What is asked of MLflow, and what comes of its answers.
struct ModelRegistryTests {
  private static let alias = #"{"model_version": {"name": "loan-default", "version": "7"}}"#
  private static let search = """
    {"model_versions": [
      {"version": "9", "tags": [{"key": "version", "value": "2.1.0"}]},
      {"version": "10", "tags": [{"key": "version", "value": "2.1.0"}, {"key": "a"}]},
      {"version": "11", "tags": [{"key": "version", "value": "2.2.0"}]}, {"version": "12"}]}
    """

  /// Has the package as each of its versions.
  private func registry(
    changing change: @escaping @Sendable (_ file: String, [UInt8]) -> [UInt8]? = { $1 }
  ) async throws -> StandInRegistry {
    try await StandInRegistry { question in
      let api = "/api/2.0/mlflow"
      switch question.uri {
      case "\(api)/registered-models/alias?name=loan-default&alias=champion":
        return Array(Self.alias.utf8)
      case let uri where uri.hasPrefix("\(api)/model-versions/search?"):
        return Array(Self.search.utf8)
      case let uri:
        guard let file = Loan.names.first(where: { uri.contains("path=\($0)&name=loan-default&") })
        else { return nil }
        return Loan.file(file).flatMap { change(file, $0) }
      }
    }
  }

  @Test(arguments: [
    (ModelSource.RegisteredVersion.alias("champion"), "7"), (.tagged, "10"), (.number("3"), "3"),
  ])
  func `a version is found by its alias, its tag or its number`(
    _ version: ModelSource.RegisteredVersion, _ number: String
  ) async throws {
    let mlflow = try await registry()
    let models = try Models()
    let registry = try ModelRegistry(mlflow.address, credential: .token("t"))
    _ = try await models.delivery("2.1.0", from: registry).deliver(
      .registry(name: "loan-default", version))
    #expect(try models.files.count == 6)
    let downloads = mlflow.questions.filter { $0.uri.hasPrefix("/model-versions/get-artifact?") }
    #expect(downloads.count == 4)
    #expect(downloads.allSatisfy { $0.uri.hasSuffix("&version=\(number)") })
    #expect(mlflow.questions.allSatisfy { $0.authorization == "Bearer t" })
  }

  @Test func `a user and password are sent as HTTP has it`() async throws {
    let mlflow = try await registry()
    let registry = try ModelRegistry(
      mlflow.address, credential: .password(user: "Aladdin", "open sesame"))
    _ = try await registry.number(of: "loan-default", .alias("champion"), version: nil)
    // RFC 7617, 2.
    #expect(mlflow.questions[0].authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
  }

  @Test func `a file that is not the manifest's leaves nothing behind`() async throws {
    let mlflow = try await registry { file, bytes in file == "model.ubj" ? bytes + [0x20] : bytes }
    let models = try Models()
    let error = await #expect(throws: DeliveryError.self) {
      try await models.delivery(from: ModelRegistry(mlflow.address)).deliver(
        .registry(name: "loan-default", .number("1")))
    }
    #expect(error?.description.hasPrefix("model.ubj: SHA-256 is ") == true)
    #expect(try models.files == ["loan-default"])
  }

  @Test func `golden rows that the model does not give refuse the package`() async throws {
    let mlflow = try await registry { file, bytes in
      guard file == "golden.json" else { return bytes }
      return Array(String(decoding: bytes, as: UTF8.self).replacing("0.9", with: "0.1").utf8)
    }
    let models = try Models()
    await #expect(throws: DeliveryError.self) {
      try await models.delivery(from: ModelRegistry(mlflow.address)).deliver(
        .registry(name: "loan-default", .number("1")))
    }
    #expect(try models.files == ["loan-default"])
  }

  @Test func `what the registry does not have is told`() async throws {
    let mlflow = try await registry { file, bytes in file == "golden.json" ? nil : bytes }
    let registry = try ModelRegistry(mlflow.address)
    let models = try Models()
    let questions: [(ModelSource.RegisteredVersion, String)] = [
      (.alias("none"), "the registry answers 404 when asked for the alias none of loan-default"),
      (.tagged, "the registry has no version of loan-default with the tag version=3.0.0"),
      (
        .number("1"),
        "golden.json of loan-default, version 1 of the registry cannot be downloaded: the answer is 404"
      ),
    ]
    for (version, message) in questions {
      await #expect(throws: DeliveryError(message)) {
        try await models.delivery("3.0.0", from: registry).deliver(
          .registry(name: "loan-default", version))
      }
    }
  }

  @Test func `a registry that is away is told`() async throws {
    let registry = try ModelRegistry("http://127.0.0.1:1")
    let error = await #expect(throws: DeliveryError.self) {
      try await registry.number(of: "loan-default", .alias("a"), version: nil)
    }
    #expect(error?.description.hasPrefix("the registry cannot be reached: ") == true)
    #expect(throws: DeliveryError.self) { try ModelRegistry("ftp://mlflow") }
  }
}
