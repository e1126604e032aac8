/// Reads a Python pickle of protocol 2 to 5 as a graph of plain records. Nothing is imported,
/// called or made: a class, a function and what would be called with what stay names.
///
/// Which functions a pickle may want called at all is a fixed list (``PickleFunctions``); another
/// is an error, whatever it is. Instances of unknown classes are records like any other.
///
/// Memory is at most 50 times the pickle's bytes, which are at most ``largestByteCount``; nothing
/// here recurses. O(bytes).
struct Unpickler: ~Copyable {
  let bytes: [UInt8]
  let path: String
  let place: String
  /// Where in the file the pickle begins.
  let start: Int
  var position = 0
  var objects = PickleObjects()
  var stack: [PickleValue] = []
  /// Heights of the stack where a MARK was put.
  var marks: [UInt32] = []
  var memo: [PickleValue?] = []

  /// A larger pickle is refused: those of large models have some 100 kB.
  static let largestByteCount = 32 << 20

  /// What a pickle gave.
  struct Result {
    let root: PickleValue
    let objects: PickleObjects
    let bytes: [UInt8]
  }

  /// - Throws: `ImportError.malformed` with the byte of the opcode that is wrong;
  ///   `ImportError.unsupported` for an opcode of other protocols, and for a function that is not
  ///   on the list.
  static func unpickle(
    _ bytes: [UInt8], path: String, place: String, start: Int
  ) throws(ImportError) -> Result {
    guard bytes.count <= largestByteCount else {
      throw .unsupported(
        ImportProblem(
          path: path, place: place, byteOffset: start,
          expected: "a pickle of at most \(largestByteCount) bytes", found: "\(bytes.count)"))
    }
    var unpickler = Unpickler(bytes: bytes, path: path, place: place, start: start)
    let root = try unpickler.run()
    return Result(root: root, objects: unpickler.objects, bytes: bytes)
  }

  private init(bytes: [UInt8], path: String, place: String, start: Int) {
    self.bytes = bytes
    self.path = path
    self.place = place
    self.start = start
  }

  private mutating func run() throws(ImportError) -> PickleValue {
    guard bytes.count >= 2, bytes[0] == PickleOpcode.protocol.rawValue else {
      throw fail(0, "a pickle that begins with its protocol", "other bytes")
    }
    guard (2...5).contains(bytes[1]) else {
      throw refuse(1, "protocol 2 to 5", "\(bytes[1])")
    }
    position = 2
    while true {
      let offset = position
      let byte = try integer(UInt8.self)
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw refuse(
          offset, "an opcode that protocols 2 to 5 write", PickleOpcode.name(of: byte))
      }
      if opcode == .stop {
        guard stack.count == 1, marks.isEmpty else {
          throw fail(offset, "one value at the end", "\(stack.count), \(marks.count) marks")
        }
        guard position == bytes.count else {
          throw fail(position, "the end of the pickle", "\(bytes.count - position) more bytes")
        }
        return stack[0]
      }
      try execute(opcode, at: offset)
    }
  }

  func fail(_ offset: Int, _ expected: String, _ found: String) -> ImportError {
    .malformed(problem(offset, expected, found))
  }

  func refuse(_ offset: Int, _ expected: String, _ found: String) -> ImportError {
    .unsupported(problem(offset, expected, found))
  }

  private func problem(_ offset: Int, _ expected: String, _ found: String) -> ImportProblem {
    ImportProblem(
      path: path, place: place, byteOffset: start + offset, expected: expected, found: found)
  }
}
