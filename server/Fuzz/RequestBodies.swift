import Inference
import Tracing

/// Bodies as clients may send them: each is read as every kind of request.
///
/// None may crash, hang or take much more memory than its size, and whatever is refused is the
/// client's fault.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let body = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  refusing {
    () throws(HTTPFailure) in _ = try TextRequest(body, maximumRows: 32)
  }
  refusing { () throws(HTTPFailure) in
    let values = try TabularRequest(body, columns: columns, maximumRows: 32).values
    precondition(!values.isEmpty && values.count % columns.count == 0)
  }
  refusing { () throws(HTTPFailure) in
    _ = try ImageRequest(body, contentType: "application/json")
  }
  do throws(WireError) {
    _ = try RepositoryRequest(body)
  } catch {
    precondition(!error.message.isEmpty)
  }
  if let context = TraceContext(traceparent: String(decoding: body, as: UTF8.self)) {
    precondition(TraceContext(traceparent: context.traceparent) == context)
  }
  infer(body, headerLength: nil)
  // The JSON ends where the text has its last brace, and tensors in binary follow.
  if let end = body.lastIndex(of: UInt8(ascii: "}")) { infer(body, headerLength: "\(end + 1)") }
  return 0
}

private let columns = FeatureColumns([
  .init(name: "age", categories: nil), .init(name: "home", categories: ["owner", "rent"]),
])

private let inputs: [TensorSpecification] = DataType.allCases.map {
  TensorSpecification(name: $0.rawValue, dataType: $0, shape: [-1, 2])
}

private func infer(_ body: [UInt8], headerLength: String?) {
  for input in inputs {
    let rules = InferRequest.Rules(
      signature: ModelSignature(inputs: [input], outputs: [input]), maximumRows: 32,
      allowsMissing: true)
    do throws(WireError) {
      let request = try InferRequest(body, headerLength: headerLength, rules: rules)
      precondition(request.tensors.count == 1 && input.accepts(request.tensors[0]))
      let elements = request.tensors[0].elements
      let binary = BinaryTensor.bytes(of: elements)
      let again = try? BinaryTensor.elements(
        of: input.dataType, shape: request.tensors[0].shape, in: binary[...], allowsMissing: true)
      precondition(again.map { BinaryTensor.bytes(of: $0) } == binary)
    } catch {
      precondition(!error.message.isEmpty)
    }
  }
}

private func refusing(_ body: () throws(HTTPFailure) -> Void) {
  do throws(HTTPFailure) {
    try body()
  } catch {
    precondition(error.status == 400)
  }
}
