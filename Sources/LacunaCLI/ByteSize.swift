import ArgumentParser

/// A size as a person writes it: `120kB`, `1.5MiB`, `98304`.
struct ByteSize: ExpressibleByArgument, Equatable {
  let byteCount: Int

  private static let units: [(name: String, byteCount: Double)] = [
    ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("kB", 1e3), ("MB", 1e6),
    ("GB", 1e9), ("B", 1), ("", 1),
  ]

  /// Nil for anything but a number of at least one byte with a unit of B, kB, KiB, MB, MiB,
  /// GB or GiB, or none for bytes.
  init?(argument: String) {
    for unit in Self.units where argument.hasSuffix(unit.name) {
      let number = argument.dropLast(unit.name.count)
      guard number.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
        let value = Double(number),
        let byteCount = Int(exactly: (value * unit.byteCount).rounded()),
        byteCount > 0
      else { return nil }
      self.byteCount = byteCount
      return
    }
    return nil
  }
}
