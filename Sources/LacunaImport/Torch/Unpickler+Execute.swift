extension Unpickler {
  mutating func execute(_ opcode: PickleOpcode, at offset: Int) throws(ImportError) {
    switch opcode {
    case .protocol, .stop:
      throw fail(offset, "the protocol once", "it a second time")
    case .frame:
      let count = try integer(UInt64.self)
      guard count <= UInt64(bytes.count - position) else {
        throw fail(offset, "a frame that ends with the pickle", "\(count) bytes")
      }
    case .none: stack.append(.none)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .binaryInteger: stack.append(.integer(Int(try integer(Int32.self))))
    case .binaryInteger1: stack.append(.integer(Int(try integer(UInt8.self))))
    case .binaryInteger2: stack.append(.integer(Int(try integer(UInt16.self))))
    case .long1:
      let range = try counted(UInt8.self)
      stack.append(long(range))
    case .long4:
      let range = try counted(UInt32.self)
      stack.append(long(range))
    case .binaryFloat:
      _ = try take(8)
      stack.append(.opaque)
    case .binaryUnicode: try push(textOf: try counted(UInt32.self))
    case .shortBinaryUnicode: try push(textOf: try counted(UInt8.self))
    case .binaryUnicode8: try push(textOf: try counted(UInt64.self))
    case .binaryString: pushString(try counted(UInt32.self))
    case .shortBinaryString: pushString(try counted(UInt8.self))
    case .binaryBytes: try push(bytesOf: try counted(UInt32.self))
    case .shortBinaryBytes: try push(bytesOf: try counted(UInt8.self))
    case .binaryBytes8, .byteArray8: try push(bytesOf: try counted(UInt64.self))
    case .mark: marks.append(UInt32(stack.count))
    case .pop: try popTopOrMark(offset)
    case .popMark: _ = try popToMark(offset)
    case .duplicate: stack.append(try top(offset))
    case .binaryPut: try remember(Int(try integer(UInt8.self)), offset)
    case .longBinaryPut: try remember(Int(try integer(UInt32.self)), offset)
    case .memoize: try remember(memo.count, offset)
    case .binaryGet: try recall(Int(try integer(UInt8.self)), offset)
    case .longBinaryGet: try recall(Int(try integer(UInt32.self)), offset)
    default: try executeObject(opcode, at: offset)
    }
  }

  private mutating func push(textOf range: Range<Int>) throws(ImportError) {
    stack.append(try text(range))
  }

  /// A string of Python 2, in whatever encoding.
  private mutating func pushString(_ range: Range<Int>) {
    stack.append(String(validating: bytes[range], as: UTF8.self) == nil ? .opaque : .text(range))
  }

  private mutating func push(bytesOf range: Range<Int>) throws(ImportError) {
    stack.append(.opaque)
  }

  private mutating func remember(_ index: Int, _ offset: Int) throws(ImportError) {
    // Writers count from 0, each PUT one further.
    guard index <= bytes.count else {
      throw fail(offset, "a memo of at most \(bytes.count) values", "index \(index)")
    }
    let value = try top(offset)
    while memo.count <= index {
      memo.append(nil)
    }
    memo[index] = value
  }

  private mutating func recall(_ index: Int, _ offset: Int) throws(ImportError) {
    guard index < memo.count, let value = memo[index] else {
      throw fail(offset, "a value that was remembered", "index \(index)")
    }
    stack.append(value)
  }
}
