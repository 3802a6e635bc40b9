import Glibc
import Serving

/// A socket that has its address and does not listen yet.
struct BoundSocket {
  let descriptor: Int32
  let port: Int

  /// - Parameter port: 0 for any that is free.
  init(port: Int) throws(ConfigurationError) {
    // Of both families where there is IPv6: addresses of IPv4 are mapped into those of IPv6.
    guard let descriptor = Self.bound(AF_INET6, port) ?? Self.bound(AF_INET, port) else {
      let reason = strerror(errno).map { String(cString: $0) } ?? "\(errno)"
      throw ConfigurationError(problems: ["GRPC_PORT: \(port) cannot be listened on: \(reason)"])
    }
    self.descriptor = descriptor
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    withUnsafeMutableBytes(of: &address) { bytes in
      guard let start = bytes.baseAddress else { return }
      _ = getsockname(descriptor, start.assumingMemoryBound(to: sockaddr.self), &length)
    }
    // Both families have the port at the same place.
    self.port = Int(UInt16(bigEndian: address.sin6_port))
  }

  /// The descriptor; nil, and errno, where there is none.
  private static func bound(_ family: Int32, _ port: Int) -> Int32? {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, type | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var yes: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var no: Int32 = 0
    if family == AF_INET6 {
      setsockopt(
        descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, socklen_t(MemoryLayout<Int32>.size))
    }
    // Any address is all zeros in both families.
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(family)
    address.sin6_port = UInt16(port).bigEndian
    let size = family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    let code = withUnsafeBytes(of: &address) { bytes in
      bytes.baseAddress.map {
        bind(descriptor, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(size))
      } ?? -1
    }
    if code == 0 { return descriptor }
    let reason = errno
    close(descriptor)
    errno = reason
    return nil
  }
}
