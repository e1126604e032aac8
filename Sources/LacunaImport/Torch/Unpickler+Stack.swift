extension Unpickler {
  /// The height that values of the current level may be taken down to.
  private var floor: Int { marks.last.map(Int.init) ?? 0 }

  func top(_ offset: Int) throws(ImportError) -> PickleValue {
    guard stack.count > floor, let value = stack.last else {
      throw fail(offset, "a value on the stack", "none")
    }
    return value
  }

  mutating func pop(_ offset: Int) throws(ImportError) -> PickleValue {
    let value = try top(offset)
    stack.removeLast()
    return value
  }

  /// The values since the last MARK, which goes too.
  mutating func popToMark(_ offset: Int) throws(ImportError) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw fail(offset, "a MARK on the stack", "none")
    }
    let values = Array(stack[Int(mark)...])
    stack.removeLast(values.count)
    return values
  }

  /// What POP does: a MARK counts as a value.
  mutating func popTopOrMark(_ offset: Int) throws(ImportError) {
    if marks.last.map(Int.init) == stack.count, !marks.isEmpty {
      marks.removeLast()
    } else {
      _ = try pop(offset)
    }
  }

  /// The object on top of the stack, which must be one of some kinds.
  func target(
    _ kinds: PickleObject.Kind..., at offset: Int
  ) throws(ImportError) -> Int {
    guard case .object(let index) = try top(offset).content, kinds.contains(objects[index].kind)
    else {
      let names = kinds.map { "\($0)" }.joined(separator: ", ")
      throw fail(offset, "something to add to: \(names)", "another value")
    }
    return index
  }
}
