@testable import LacunaImport

/// The bytes of a pickle, opcode by opcode, not necessarily a right one.
struct CraftedPickle {
  var bytes: [UInt8] = [0x80, 2]

  /// Opcodes by their letters, as `pickletools` has them.
  mutating func add(_ opcodes: String) {
    bytes += opcodes.utf8
  }

  mutating func add(_ opcodes: [UInt8]) {
    bytes += opcodes
  }

  mutating func text(_ text: String) {
    add("X")
    bytes.append(littleEndian: UInt32(text.utf8.count))
    add(text)
  }

  mutating func integer(_ value: Int) {
    bytes += [0x8A, 8]
    bytes.append(littleEndian: Int64(value))
  }

  mutating func tuple(_ values: [Int]) {
    add("(")
    for value in values { integer(value) }
    add("t")
  }

  mutating func global(_ module: String, _ name: String) {
    add("c\(module)\n\(name)\n")
  }

  mutating func storage(
    _ key: String = "0", class name: String = "FloatStorage", count: Int = 6
  ) {
    add("(")
    text("storage")
    global("torch", name)
    text(key)
    text("cpu")
    integer(count)
    add("tQ")
  }

  /// A call that builds a tensor.
  mutating func tensor(
    _ shape: [Int] = [2, 3], strides: [Int] = [3, 1], offset: Int = 0, key: String = "0",
    class name: String = "FloatStorage", count: Int = 6
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    add("(")
    storage(key, class: name, count: count)
    integer(offset)
    tuple(shape)
    tuple(strides)
    add([0x89])
    global("collections", "OrderedDict")
    add(")RtR")
  }

  /// A pickle of `{"w": …}`.
  static func dictionary(_ value: (inout CraftedPickle) -> Void) -> [UInt8] {
    var pickle = CraftedPickle()
    pickle.add("}")
    pickle.text("w")
    value(&pickle)
    pickle.add("s.")
    return pickle.bytes
  }
}

/// The bytes of a PyTorch archive with this `data.pkl` and a storage of six floats.
func craftedTorch(
  _ pickle: [UInt8], members: [CraftedArchive.Member] = [], folder: String = "archive/"
) -> [UInt8] {
  var data: [UInt8] = []
  for value in formulaValues(1, count: 6) {
    data.append(littleEndian: value.bitPattern)
  }
  return CraftedArchive(
    members: [
      .init(folder + "data.pkl", pickle), .init(folder + "data/0", data),
      .init(folder + "version", Array("3\n".utf8)),
    ] + members
  ).bytes
}
