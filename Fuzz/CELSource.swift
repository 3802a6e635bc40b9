import CEL

/// Expressions as a policy under review may hold them: compiled, evaluated, traced and shown.
///
/// None may crash, hang or take more memory than the cost limit allows.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let source = unsafe String(
    decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  switch environment.compile(source) {
  case .failure(let errors): precondition(!errors.description.isEmpty)
  case .success(let program):
    _ = program.estimatedCost
    let evaluation = program.evaluate(activation, costLimit: 20_000)
    guard evaluation.cost < 2_000 else { return 0 }
    let trace = program.trace(activation, costLimit: 20_000)
    precondition(trace.evaluation.cost == evaluation.cost, "a trace costs what it traces")
    _ = trace.decisiveReads.count
    for line in trace.outline(of: source) { _ = line.value?.literal(atMost: 100) }
  }
  return 0
}

private let environment = ExpressionEnvironment.kubernetes.declaring(["object": .dyn, "x": .dyn])

private let activation = Activation([
  "x": .list([.int(1), .string("é"), .double(2.5)]),
  "object": JSONValue(
    """
    {"metadata":{"name":"api","labels":{"app":"api","tier":"web"}},
     "spec":{"replicas":3,"containers":[{"name":"a","image":"r/a:1"},{"name":"b"}]}}
    """
  ).map { JSONHost($0).value } ?? .null,
])
