/// The opcodes that protocols 2 to 5 write (Python, `pickletools`).
///
/// The others are text forms of protocol 0, and those that need something outside the pickle: a
/// registry of extensions, or buffers beside it.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case emptyTuple = 0x29
  case stop = 0x2E
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32
  case binaryBytes = 0x42
  case shortBinaryBytes = 0x43
  case binaryFloat = 0x47
  case binaryInteger = 0x4A
  case binaryInteger1 = 0x4B
  case binaryInteger2 = 0x4D
  case none = 0x4E
  case binaryPersistentID = 0x51
  case reduce = 0x52
  case binaryString = 0x54
  case shortBinaryString = 0x55
  case binaryUnicode = 0x58
  case emptyList = 0x5D
  case append = 0x61
  case build = 0x62
  case global = 0x63
  case dictionary = 0x64
  case appends = 0x65
  case binaryGet = 0x68
  case longBinaryGet = 0x6A
  case list = 0x6C
  case binaryPut = 0x71
  case longBinaryPut = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case setItems = 0x75
  case emptyDictionary = 0x7D
  case `protocol` = 0x80
  case newObject = 0x81
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
  case long4 = 0x8B
  case shortBinaryUnicode = 0x8C
  case binaryUnicode8 = 0x8D
  case binaryBytes8 = 0x8E
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case newObjectWithKeywords = 0x92
  case stackGlobal = 0x93
  case memoize = 0x94
  case frame = 0x95
  case byteArray8 = 0x96

  /// What a message calls an opcode that is none of these.
  static func name(of byte: UInt8) -> String {
    let others: [UInt8: String] = [
      0x46: "FLOAT", 0x49: "INT", 0x4C: "LONG", 0x50: "PERSID", 0x53: "STRING", 0x56: "UNICODE",
      0x67: "GET", 0x69: "INST", 0x6F: "OBJ", 0x70: "PUT", 0x82: "EXT1", 0x83: "EXT2",
      0x84: "EXT4", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
    ]
    return "opcode \(others[byte].map { "\($0) " } ?? "")(byte \(byte))"
  }
}
