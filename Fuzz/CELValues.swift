import CEL

/// Texts that expressions parse: numbers, times, quantities, addresses, patterns, formats; and
/// questions of the line interface, values included.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = unsafe String(
    decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  if let question = ExpressionQuery(text) { _ = question.answer() }
  if let json = JSONValue(text), let value = Value(typedJSON: json) {
    _ = value.typedJSON.description
    _ = value.literal
  }
  let half = String(decoding: text.utf8.prefix(count / 2), as: UTF8.self)
  let rest = String(decoding: text.utf8.dropFirst(count / 2), as: UTF8.self)
  let activation = Activation(["x": .string(text), "y": .string(half), "z": .string(rest)])
  for program in programs {
    _ = program.evaluate(activation, costLimit: 100_000).value.literal
  }
  return 0
}

private let programs = [
  "int(x)", "uint(x)", "double(x)", "bool(x)", "bytes(x)", "string(bytes(x))", "timestamp(x)",
  "timestamp(x).getDayOfYear(z)", "timestamp('2026-01-01T00:00:00Z').getHours(x)", "duration(x)",
  "string(duration(x))", "string(timestamp(x))", "timestamp(y) + duration(z)",
  "quantity(x).asApproximateFloat()", "quantity(x).asInteger()",
  "quantity(y).add(quantity(z)).compareTo(quantity(x))", "quantity(y).sub(quantity(z)).sign()",
  "url(x).getHost() + url(x).getEscapedPath()", "url(x).getQuery()", "ip(x).family()",
  "ip.isCanonical(x)", "cidr(x).masked()", "cidr(y).containsIP(z)", "cidr(y).containsCIDR(z)",
  "semver(x)", "semver(x, true)", "semver(y).isLessThan(semver(z))", "x.matches(y)", "y.find(z)",
  "y.findAll(z)", "y.replace(z, x)", "x.split(z)", "x.substring(1)", "x.charAt(0)",
  "x.lowerAscii() + x.upperAscii() + x.trim()", "x.indexOf(z) + x.lastIndexOf(z)", "x.reverse()",
  "strings.quote(x)", "x.format([y, z, 1, 2.5, [x], {y: z}])", "x.size() + y.size()",
  "format.dns1123Label().validate(x)", "format.uri().validate(x)", "format.byte().validate(x)",
  "format.datetime().validate(x)", "format.named(x)", "x.contains(y) && x.endsWith(z)",
  "[x, y, z].sort()", "[x, y, z].distinct().join(y)", "x < y || y == z",
].compactMap { try? ExpressionEnvironment.kubernetes.declaring(variables).compile($0).get() }

private let variables = ["x": CELType.string, "y": .string, "z": .string]
