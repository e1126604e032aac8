import Lacuna
import LacunaCompress
import LacunaDense

/// The sections of a model file, as far as damaged bytes have them.
///
/// A mutated file has wrong checksums, and mostly offsets that no longer fit; a reader would look no
/// further. Putting the sections together again makes the file one whose mutation is in what they hold.
struct DraftFile {
  struct Section {
    var rawKind: Int
    var bytes: [UInt8]
  }

  var sections: [Section] = []

  /// More than this a file is not made to hold.
  static let mostBytes = 1 << 19

  /// The signature and the version, as the writer has them.
  private static let beginning: [UInt8] = {
    let weight = DenseMatrix(name: "w", rows: 1, columns: 1, values: [1])
    guard let linear = try? DenseLinear(weight: weight),
      let network = try? DenseNetwork(name: "n", layers: [.linear(linear)]),
      let file = try? compress(DenseModel(networks: [network]))
    else { fatalError("a model of one weight cannot be written") }
    return Array(file.bytes.prefix(12))
  }()

  private static let headerByteCount = 64
  private static let entryByteCount = 32

  /// Takes the sections out of bytes that have room for two entries at least.
  init?(_ bytes: [UInt8]) {
    let most = (bytes.count - Self.headerByteCount) / Self.entryByteCount
    guard most >= 2 else { return nil }
    var room = Self.mostBytes
    var end = 0
    for index in 0..<min(max(bytes.uint32(at: 12), 2), most, 65_535) {
      let entry = Self.headerByteCount + Self.entryByteCount * index
      var start = bytes.offset64(at: entry + 8) ?? end
      if start >= bytes.count { start = end }
      let length = max(bytes.offset64(at: entry + 16) ?? 1, 1)
      let found = min(length, max(bytes.count - start, 0), room)
      let section = found > 0 ? Array(bytes[start..<(start + found)]) : [0]
      // A little more than there is shows what a length that grew leads to.
      let padding = min(length - section.count, 256, room)
      sections.append(
        Section(
          rawKind: bytes.uint16(at: entry),
          bytes: section + [UInt8](repeating: 0, count: max(padding, 0))))
      room = max(room - section.count - max(padding, 0), 0)
      end = start + found
    }
  }

  /// The file: every offset, length and checksum right, and the padding zero.
  func bytes() -> [UInt8] {
    func aligned(_ offset: Int) -> Int { (offset + 63) / 64 * 64 }
    let tableEnd = Self.headerByteCount + Self.entryByteCount * sections.count
    var file = [UInt8](repeating: 0, count: aligned(tableEnd))
    for (index, section) in sections.enumerated() {
      let entry = Self.headerByteCount + Self.entryByteCount * index
      file.put(section.rawKind, at: entry, count: 2)
      file.put(file.count, at: entry + 8, count: 8)
      file.put(section.bytes.count, at: entry + 16, count: 8)
      file.put(checksum(section.bytes), at: entry + 24, count: 4)
      file += section.bytes
      file += [UInt8](repeating: 0, count: aligned(file.count) - file.count)
    }
    file.replaceSubrange(0..<Self.beginning.count, with: Self.beginning)
    file.put(sections.count, at: 12, count: 4)
    file.put(file.count, at: 16, count: 8)
    let header = checksum(Array(file[..<60]))
    file.put(checksum(Array(file[64..<tableEnd]), continuing: header), at: 60, count: 4)
    return file
  }
}

/// The CRC-32 of the bytes.
func checksum(_ bytes: [UInt8], continuing previous: Int = 0) -> Int {
  unsafe Int(hostChecksum(bytes.span.bytes, continuing: UInt32(previous)))
}

/// The bytes as a file whose container is right, where they are long enough for one.
func withMendedContainer(_ bytes: [UInt8]) -> [UInt8] {
  DraftFile(bytes)?.bytes() ?? bytes
}

/// The bytes as a file whose container and graph are right, as far as that can be had: records are
/// brought into their ranges, and sections to the sizes that they ask for. A valid file stays as it
/// is.
func withMendedGraph(_ bytes: [UInt8]) -> [UInt8] {
  guard var draft = DraftFile(bytes) else { return bytes }
  var mender = GraphMender(draft.sections)
  if let sections = mender.mended() { draft.sections = sections }
  return draft.bytes()
}
