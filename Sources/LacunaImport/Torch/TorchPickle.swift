/// The pickle of a PyTorch archive: its objects, and what those mean that build tensors.
struct TorchPickle {
  let root: PickleValue
  let objects: PickleObjects
  private let bytes: [UInt8]
  let archive: TorchArchive
  /// The folder of the storages.
  let storages: String
  private let place: String
  private let start: Int

  /// Longer than any name that means something here.
  static let longestText = 1024

  init(
    _ result: Unpickler.Result, in archive: TorchArchive, storages: String, place: String,
    start: Int
  ) {
    root = result.root
    objects = result.objects
    bytes = result.bytes
    self.archive = archive
    self.storages = storages
    self.place = place
    self.start = start
  }

  /// The text that a value is; nil for anything else, and for one of more bytes.
  func text(_ value: PickleValue?, atMost limit: Int = longestText) -> String? {
    guard case .text(let start, let count)? = value?.content, count <= limit else { return nil }
    return String(decoding: bytes[start..<start + count], as: UTF8.self)
  }

  /// `torch.FloatStorage`; nil for what is no global.
  func globalName(_ value: PickleValue?) -> String? {
    guard case .object(let index)? = value?.content, objects[index].kind == .global else {
      return nil
    }
    return objects.values(of: index).map { text($0) ?? "" }.joined(separator: ".")
  }

  /// The values of a list or a tuple; nil for anything else, and for one that is longer.
  ///
  /// A limit keeps values that many objects share from being looked at by each of them.
  func elements(_ value: PickleValue?, atMost limit: Int = 64) -> [PickleValue]? {
    guard case .object(let index)? = value?.content,
      [.list, .tuple].contains(objects[index].kind), objects[index].count <= limit
    else { return nil }
    return objects.values(of: index)
  }

  /// The function and the arguments of a call; nil for anything else.
  func call(_ value: PickleValue?) -> (function: String, arguments: [PickleValue])? {
    guard case .object(let index)? = value?.content, objects[index].kind == .call else {
      return nil
    }
    let parts = objects.values(of: index)
    guard let function = globalName(parts[0]), let arguments = elements(parts[1]) else {
      return nil
    }
    return (function, arguments)
  }

  /// Whole numbers of a tuple, a list or a `torch.Size`; nil for anything else.
  func integers(_ value: PickleValue?) -> [Int]? {
    if let call = call(value), call.function == "torch.Size" {
      return elements(call.arguments.first).flatMap(integers)
    }
    return elements(value).flatMap(integers)
  }

  private func integers(_ values: [PickleValue]) -> [Int]? {
    var integers: [Int] = []
    for value in values {
      guard case .integer(let integer) = value.content else { return nil }
      integers.append(integer)
    }
    return integers
  }

  func fail(_ object: Int, _ expected: String, _ found: String) -> ImportError {
    .malformed(problem(object, expected, found))
  }

  func refuse(_ object: Int, _ expected: String, _ found: String) -> ImportError {
    .unsupported(problem(object, expected, found))
  }

  private func problem(_ object: Int, _ expected: String, _ found: String) -> ImportProblem {
    ImportProblem(
      path: archive.file.path, place: place,
      byteOffset: start + Int(objects[object].offset), expected: expected, found: found)
  }
}
