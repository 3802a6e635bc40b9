import Glibc
import NIOCore
import NIOHTTP1

extension ByteBuffer {
  /// Writes an answer as HTTP/1.1 has it, with its length and its date.
  ///
  /// - Parameters:
  ///   - identifier: what the request is called.
  ///   - connection: the value of `Connection`; nil for none.
  ///   - isToHead: whether the body is left out, and its length told all the same.
  mutating func write(
    _ answer: HTTPAnswer, called identifier: String, date: String, connection: StaticString?,
    isToHead: Bool
  ) {
    let status = HTTPResponseStatus(statusCode: answer.status)
    writeStaticString("HTTP/1.1 ")
    writeString(answer.status.description)
    writeStaticString(" ")
    writeString(status.reasonPhrase)
    for (name, value) in answer.headers.pairs {
      writeStaticString("\r\n")
      writeString(name)
      writeStaticString(": ")
      writeString(value)
    }
    writeStaticString("\r\nX-Request-Id: ")
    writeString(identifier)
    writeStaticString("\r\nDate: ")
    writeString(date)
    if let connection {
      writeStaticString("\r\nConnection: ")
      writeStaticString(connection)
    }
    writeStaticString("\r\nContent-Length: ")
    writeString(answer.body.count.description)
    writeStaticString("\r\n\r\n")
    // Of HEAD the fields are those of GET (RFC 9110, 9.3.2).
    if !isToHead { writeBytes(answer.body) }
  }
}

/// The time as `Date` has it, made once a second.
struct DateField {
  private var second = time_t.min
  private var text = ""

  /// RFC 9110, 5.6.7: as `Sun, 06 Nov 1994 08:49:37 GMT`.
  mutating func now(_ moment: time_t = time(nil)) -> String {
    guard moment != second else { return text }
    var moment = moment
    var parts = tm()
    gmtime_r(&moment, &parts)
    func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][Int(parts.tm_mon)]
    let date = "\(digits(parts.tm_mday)) \(month) \(parts.tm_year + 1900)"
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(digits).joined(separator: ":")
    text = "\(day), \(date) \(clock) GMT"
    second = moment
    return text
  }
}
