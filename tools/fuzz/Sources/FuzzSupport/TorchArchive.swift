/// Bytes of the storages of the seed `lstm_state`, so that it is right as it is.
private let storageByteCounts = [8, 112, 320, 400, 80, 80, 140, 28]

/// A PyTorch archive with this pickle and some storages: an archive made anew for each input, so
/// that a change to the pickle does not break the archive around it.
func torchArchive(pickle: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  let storages = storageByteCounts.enumerated().map { index, count in
    ("a/data/\(index)", [UInt8](repeating: 0x3C, count: count))
  }
  let members = [("a/data.pkl", pickle)] + storages
  for (name, data) in members {
    // Version, flags, method, time, date, a CRC-32 of 0 for none, both sizes, lengths of the name
    // and of the extra field.
    var common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + number(0, 4)
    common += number(data.count, 4) + number(data.count, 4) + number(name.utf8.count, 2) + [0, 0]
    let offset = bytes.count
    bytes += number(0x0403_4B50, 4) + common + name.utf8 + data
    directory += number(0x0201_4B50, 4) + [20, 0] + common
    directory += [UInt8](repeating: 0, count: 10) + number(offset, 4) + name.utf8
  }
  let start = bytes.count
  bytes += directory + number(0x0605_4B50, 4) + [0, 0, 0, 0]
  bytes += number(members.count, 2) + number(members.count, 2)
  return bytes + number(directory.count, 4) + number(start, 4) + [0, 0]
}

/// A little-endian number.
private func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
  (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
