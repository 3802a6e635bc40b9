import Glibc
import JSONText
import NIOHTTP1

extension HTTPAnswer {
  /// The answer's head as HTTP/1.1 has it, with its length and its date.
  ///
  /// - Parameters:
  ///   - identifier: what the request is called.
  ///   - connection: the value of `Connection`; nil for none.
  func head(called identifier: String, date: String, connection: String?) -> TextBuffer {
    var head = TextBuffer()
    head.append("HTTP/1.1 ")
    head.append(decimal: status)
    head.append(" ")
    head.append(contentsOf: HTTPResponseStatus(statusCode: status).reasonPhrase)
    for (name, value) in headers.pairs {
      head.append("\r\n")
      head.append(contentsOf: name)
      head.append(": ")
      head.append(contentsOf: value)
    }
    head.append("\r\nX-Request-Id: ")
    head.append(contentsOf: identifier)
    head.append("\r\nDate: ")
    head.append(contentsOf: date)
    if let connection {
      head.append("\r\nConnection: ")
      head.append(contentsOf: connection)
    }
    head.append("\r\nContent-Length: ")
    head.append(decimal: body.count)
    head.append("\r\n\r\n")
    return head
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
