import Values

extension FunctionLibrary {
  /// The parts of timestamps and durations.
  static let times: [Function] = [
    part("getFullYear", "year", "The year.", "2009") { Int64($0.year) },
    part("getMonth", "month", "The month, January being 0.", "1") { Int64($0.month - 1) },
    part("getDayOfYear", "day_of_year", "The day of the year, the first being 0.", "43") {
      Int64($0.dayOfYear)
    },
    part("getDayOfMonth", "day_of_month", "The day of the month, the first being 0.", "12") {
      Int64($0.day - 1)
    },
    part("getDate", "day_of_month_1_based", "The day of the month, the first being 1.", "13") {
      Int64($0.day)
    },
    part("getDayOfWeek", "day_of_week", "The day of the week, Sunday being 0.", "5") {
      Int64($0.weekday)
    },
    part("getHours", "hours", "The hour, or all hours of a duration.", "23", per: 3_600_000_000_000)
    { Int64($0.hour) },
    part(
      "getMinutes", "minutes", "The minute, or all minutes of a duration.", "31",
      per: 60_000_000_000
    ) { Int64($0.minute) },
    part(
      "getSeconds", "seconds", "The second, or all seconds of a duration.", "30", per: 1_000_000_000
    ) { Int64($0.second) },
    milliseconds,
  ]

  private static func part(
    _ name: String, _ id: String, _ documentation: String, _ example: String,
    per unit: Int64? = nil, _ read: @escaping @Sendable (CivilTime) -> Int64
  ) -> Function {
    var overloads: [Overload] = [
      .member(
        "timestamp_to_\(id)", [.timestamp], .int,
        .unary { value in
          guard case .timestamp(let time) = value else { return .noSuchOverload }
          return .int(read(time.civil()))
        }),
      .member(
        "timestamp_to_\(id)_with_tz", [.timestamp, .string], .int,
        .binary { value, zone in
          guard case .timestamp(let time) = value, case .string(let zone) = zone else {
            return .noSuchOverload
          }
          switch TimeZone.offset(named: zone, at: time.seconds) {
          case .success(let offset): return .int(read(time.civil(offset: offset)))
          case .failure(let error): return .error(error)
          }
        }),
    ]
    if let unit { overloads.append(durationPart(id, unit)) }
    return Function(
      name, documentation, overloads: overloads,
      examples: [Example("timestamp('2009-02-13T23:31:30Z').\(name)()", example)])
  }

  private static func durationPart(_ id: String, _ unit: Int64) -> Overload {
    .member(
      "duration_to_\(id)", [.duration], .int,
      .unary { value in
        guard case .duration(let duration) = value else { return .noSuchOverload }
        return .int(duration.nanoseconds / unit)
      })
  }

  private static let milliseconds = Function(
    "getMilliseconds", "The milliseconds of the second, or all milliseconds of a duration.",
    overloads: [
      .member(
        "timestamp_to_milliseconds", [.timestamp], .int,
        .unary { value in
          guard case .timestamp(let time) = value else { return .noSuchOverload }
          return .int(Int64(time.nanoseconds / 1_000_000))
        }),
      .member(
        "timestamp_to_milliseconds_with_tz", [.timestamp, .string], .int,
        .binary { value, zone in
          guard case .timestamp(let time) = value, case .string(let zone) = zone else {
            return .noSuchOverload
          }
          // No zone shifts by a part of a second, but an unknown one is still an error.
          switch TimeZone.offset(named: zone, at: time.seconds) {
          case .success: return .int(Int64(time.nanoseconds / 1_000_000))
          case .failure(let error): return .error(error)
          }
        }),
      durationPart("milliseconds", 1_000_000),
    ], examples: [Example("duration('1.5s').getMilliseconds()", "1500")])
}
