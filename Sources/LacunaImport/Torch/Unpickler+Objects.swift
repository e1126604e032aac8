extension Unpickler {
  /// The opcodes that make objects or change them.
  mutating func executeObject(_ opcode: PickleOpcode, at offset: Int) throws(ImportError) {
    switch opcode {
    case .emptyTuple: make(.tuple, offset, [])
    case .tuple1: make(.tuple, offset, try pop(count: 1, offset))
    case .tuple2: make(.tuple, offset, try pop(count: 2, offset))
    case .tuple3: make(.tuple, offset, try pop(count: 3, offset))
    case .tuple: make(.tuple, offset, try popToMark(offset))
    case .emptyList: make(.list, offset, [])
    case .list: make(.list, offset, try popToMark(offset))
    case .emptySet: make(.set, offset, [])
    case .frozenSet: make(.set, offset, try popToMark(offset))
    case .emptyDictionary: make(.dictionary, offset, [])
    case .dictionary: make(.dictionary, offset, try pairs(popToMark(offset), offset))
    case .append:
      let value = try pop(offset)
      objects.append(value, to: try target(.list, .call, .instance, at: offset))
    case .appends:
      try add(popToMark(offset), to: try target(.list, .call, .instance, at: offset))
    case .addItems: try add(popToMark(offset), to: try target(.set, at: offset))
    case .setItem:
      let pair = try pop(count: 2, offset)
      try add(pair, to: try target(.dictionary, .call, .instance, at: offset))
    case .setItems:
      let items = try pairs(popToMark(offset), offset)
      try add(items, to: try target(.dictionary, .call, .instance, at: offset))
    case .global:
      let module = try line()
      make(.global, offset, [module, try line()])
    case .stackGlobal:
      let names = try pop(count: 2, offset)
      for name in names {
        guard case .text = name.content else {
          throw fail(offset, "a module and a name as text", "another value")
        }
      }
      make(.global, offset, names)
    case .reduce:
      let call = try pop(count: 2, offset)
      try checkCallable(call[0], offset)
      try checkArguments(call[1], offset)
      make(.call, offset, call)
    case .newObject:
      let parts = try pop(count: 2, offset)
      try checkArguments(parts[1], offset)
      make(.instance, offset, parts)
    case .newObjectWithKeywords:
      let parts = try pop(count: 3, offset)
      try checkArguments(parts[1], offset)
      make(.instance, offset, parts.prefix(2))
    case .build:
      let state = try pop(offset)
      objects.setState(state, of: try target(.call, .instance, at: offset))
    case .binaryPersistentID: make(.persistent, offset, [try pop(offset)])
    default: throw refuse(offset, "an opcode that makes an object", "\(opcode)")
    }
  }

  private mutating func make(
    _ kind: PickleObject.Kind, _ offset: Int, _ values: some Sequence<PickleValue>
  ) {
    stack.append(objects.make(kind, offset: offset, values))
  }

  private mutating func add(_ values: [PickleValue], to object: Int) throws(ImportError) {
    for value in values {
      objects.append(value, to: object)
    }
  }

  private mutating func pop(count: Int, _ offset: Int) throws(ImportError) -> [PickleValue] {
    var values: [PickleValue] = []
    for _ in 0..<count {
      values.append(try pop(offset))
    }
    return values.reversed()
  }

  private func pairs(
    _ values: [PickleValue], _ offset: Int
  ) throws(ImportError) -> [PickleValue] {
    guard values.count.isMultiple(of: 2) else {
      throw fail(offset, "keys and values in pairs", "\(values.count) values")
    }
    return values
  }

  private func checkArguments(_ value: PickleValue, _ offset: Int) throws(ImportError) {
    guard case .object(let index) = value.content, objects[index].kind == .tuple else {
      throw fail(offset, "a tuple of arguments", "another value")
    }
  }

  private func checkCallable(_ value: PickleValue, _ offset: Int) throws(ImportError) {
    guard case .object(let index) = value.content, objects[index].kind == .global else {
      throw fail(offset, "a function by its name", "another value")
    }
    let name = objects.values(of: index).map { part in
      guard case .text(let start, let count) = part.content else { return "" }
      return String(decoding: bytes[start..<start + count], as: UTF8.self)
    }.joined(separator: ".")
    guard PickleFunctions.allowed.contains(name) else {
      throw refuse(
        offset,
        "no function but those that build tensors and plain values (to get the weights alone out "
          + "of a model that you trust, save model.state_dict() in Python)",
        "a call of \(name.prefix(200))")
    }
  }
}
