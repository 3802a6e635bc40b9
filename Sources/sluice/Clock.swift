import ArgumentParser
import Glibc
import Values

extension Timestamp {
  /// What this machine's clock says, in whole seconds.
  static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}

extension CalendarDate: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }

  /// The day in UTC.
  static var today: CalendarDate { CalendarDate(.now) }
}
