extension TorchPickle {
  /// The tensor that an object stands for; nil where it stands for none.
  ///
  /// - Throws: `ImportError.malformed` where its elements do not lie in a storage of the archive.
  func tensor(_ object: Int, name: String) throws(ImportError) -> SourceArray? {
    var object = object
    // A parameter is a call with a tensor, which is a call.
    for _ in 0..<4 {
      guard let call = call(.object(object)) else { return nil }
      if let kind = PickleFunctions.unreadTensors[call.function] {
        return SourceArray(
          name: name, element: .other(kind), shape: [], strides: [],
          bytes: SourceRegion(0..<0, of: archive.file), byteOffset: 0, place: nil)
      }
      switch call.function {
      case PickleFunctions.tensorV1, PickleFunctions.tensorV2, PickleFunctions.tensorV3:
        return try tensor(call.function, call.arguments, object, name: name)
      case PickleFunctions.fromType:
        guard call.arguments.count == 4, let function = globalName(call.arguments[0]),
          let arguments = elements(call.arguments[2])
        else { throw fail(object, "a function, a type, arguments and a state", "other arguments") }
        return try tensor(function, arguments, object, name: name)
      case PickleFunctions.parameter, PickleFunctions.parameterWithState:
        guard case .object(let inner)? = call.arguments.first?.content else {
          throw fail(object, "a parameter made of a tensor", "other arguments")
        }
        object = inner
      default: return nil
      }
    }
    throw fail(object, "a parameter made of a tensor", "parameters of parameters")
  }

  private func tensor(
    _ function: String, _ arguments: [PickleValue], _ object: Int, name: String
  ) throws(ImportError) -> SourceArray {
    let counts = [
      PickleFunctions.tensorV1: 4...4, PickleFunctions.tensorV2: 6...7,
      PickleFunctions.tensorV3: 7...8,
    ]
    guard counts[function]?.contains(arguments.count) == true,
      case .object(let storageIndex) = arguments[0].content,
      case .integer(let first) = arguments[1].content,
      let shape = integers(arguments[2]), let strides = integers(arguments[3])
    else {
      throw fail(object, "a storage, an offset, a shape and strides", "other arguments")
    }
    let storage = try storage(storageIndex)
    var type = storage.type
    if function == PickleFunctions.tensorV3 {
      guard let dtype = globalName(arguments[6]), let named = TorchElementType(dtype: dtype) else {
        throw refuse(object, "an element type of PyTorch", globalName(arguments[6]) ?? "none")
      }
      type = named
    }
    let layout = try TorchLayout(shape: shape, strides: strides) { expected, found in
      fail(object, expected, found)
    }
    // Elements of the storage, which for a storage of bytes are not those of the tensor.
    let count = storage.byteCount / type.byteCount
    guard first >= 0, first <= count, layout.span <= count - first else {
      throw fail(
        object,
        "elements that lie in a storage of \(count)",
        "shape \(shape) with strides \(strides) from element \(first)")
    }
    let start = first * type.byteCount
    let member = storage.member
    return SourceArray(
      name: name, element: type.element(isBigEndian: archive.isBigEndian), shape: shape,
      strides: layout.strides,
      bytes: SourceRegion(
        start..<start + layout.span * type.byteCount, of: member, in: archive.file),
      byteOffset: member.data.lowerBound + (member.method == .stored ? start : 0),
      place: member.place)
  }

  private struct Storage {
    var member: ZipMember
    var type: TorchElementType
    var byteCount: Int
  }

  /// What a persistent id means: `("storage", class, key, location, elements)`.
  private func storage(_ object: Int) throws(ImportError) -> Storage {
    guard objects[object].kind == .persistent,
      let id = elements(objects.values(of: object).first), id.count == 5,
      text(id[0]) == "storage", let name = globalName(id[1]), let key = text(id[2]),
      case .integer(let count) = id[4].content, count >= 0
    else {
      throw fail(
        object, "a persistent id (\"storage\", class, key, location, elements)", "another object")
    }
    guard let type = TorchElementType(storage: name) else {
      throw refuse(object, "a storage class of PyTorch", String(name.prefix(200)))
    }
    guard let member = archive.storage(key, in: storages) else {
      throw fail(
        object, "a storage that the archive has a member for",
        "\(archive.folder)\(storages)\(key.prefix(200))")
    }
    let (byteCount, overflows) = count.multipliedReportingOverflow(by: type.byteCount)
    // A storage of bytes need not be a whole number of elements.
    guard !overflows, byteCount <= member.byteCount, member.byteCount - byteCount < type.byteCount
    else {
      throw fail(
        object, "\(member.byteCount) bytes, as \(member.place) has",
        "\(count) elements of \(type.byteCount) bytes")
    }
    return Storage(member: member, type: type, byteCount: byteCount)
  }
}
