/// Finds the tensors in a pickle, and names them as a state dictionary does: by the keys that lead
/// to them, with points between.
///
/// A module is an object whose state has `_parameters`, `_buffers` and `_modules`; any other object
/// is what its attributes are. What holds itself is entered once.
struct TorchWalk {
  private let pickle: TorchPickle
  private(set) var arrays: [SourceArray] = []
  private var path: Set<Int> = []
  private var visitCount = 0

  private static let largestDepth = 64
  private static let longestName = TorchPickle.longestText

  init(_ pickle: TorchPickle) {
    self.pickle = pickle
  }

  mutating func visit(name: String) throws(ImportError) {
    try visit(pickle.root, name: name)
  }

  private mutating func visit(_ value: PickleValue, name: String) throws(ImportError) {
    guard case .object(let index) = value.content, !path.contains(index) else { return }
    let object = pickle.objects[index]
    guard ![.global, .persistent, .set].contains(object.kind) else { return }
    try count(index)
    guard path.count < Self.largestDepth, name.utf8.count <= Self.longestName else {
      throw pickle.fail(
        index,
        "at most \(Self.largestDepth) levels and names of at most \(Self.longestName) bytes",
        path.count < Self.largestDepth ? "a longer name" : "more levels")
    }
    path.insert(index)
    defer { path.remove(index) }
    let values = pickle.objects.values(of: index)
    switch object.kind {
    case .list, .tuple: try visitElements(values, name: name)
    case .dictionary: try visitItems(values, name: name)
    case .call: try visitCall(index, values, name: name)
    case .instance: try visitInstance(index, added: values.dropFirst(2), name: name)
    case .global, .persistent, .set: break
    }
  }

  /// Counts a look at an object: it may be shared, as tied modules are, but not without end.
  private mutating func count(_ index: Int) throws(ImportError) {
    visitCount += 1 + Int(pickle.objects[index].count)
    let limit = 8 * pickle.objects.count
    guard visitCount <= limit else {
      throw pickle.fail(index, "at most \(limit) ways through the objects", "more")
    }
  }

  private mutating func visitElements(
    _ values: [PickleValue], name: String
  ) throws(ImportError) {
    for (index, value) in values.enumerated() {
      guard case .object = value.content else { continue }
      try visit(value, name: join(name, "\(index)"))
    }
  }

  /// Keys and values in turn; keys that are neither text nor whole numbers lead to no array.
  private mutating func visitItems(
    _ items: some Collection<PickleValue>, name: String, except: Set<String> = []
  ) throws(ImportError) {
    var key: PickleValue?
    for item in items {
      guard let known = key else {
        key = item
        continue
      }
      key = nil
      guard case .object = item.content else { continue }
      if case .text(_, let count) = known.content, count > Self.longestName {
        throw pickle.fail(
          0, "names of at most \(Self.longestName) bytes", "one of \(count)")
      }
      if let text = pickle.text(known) {
        if !except.contains(text) { try visit(item, name: join(name, text)) }
      } else if case .integer(let integer) = known.content {
        try visit(item, name: join(name, "\(integer)"))
      }
    }
  }

  private mutating func visitCall(
    _ index: Int, _ values: [PickleValue], name: String
  ) throws(ImportError) {
    if let tensor = try pickle.tensor(index, name: name) {
      arrays.append(tensor)
      return
    }
    guard let call = pickle.call(.object(index)) else { return }
    switch call.function {
    case PickleFunctions.orderedDictionary, "collections.defaultdict":
      try visitItems(values.dropFirst(2), name: name)
    case PickleFunctions.typeTag, PickleFunctions.tensorList:
      if let first = call.arguments.first { try visit(first, name: name) }
    case "copyreg._reconstructor", "copy_reg._reconstructor":
      try visitInstance(index, added: values.dropFirst(2), name: name)
    default: break
    }
  }

  private mutating func visitInstance(
    _ index: Int, added: ArraySlice<PickleValue>, name: String
  ) throws(ImportError) {
    try visitItems(added, name: name)
    guard var state = pickle.objects.state(of: index) else { return }
    // Attributes, then slots.
    if let both = pickle.elements(state), both.count == 2 { state = both[0] }
    guard case .object(let attributes) = state.content,
      pickle.objects[attributes].kind == .dictionary
    else { return }
    try count(attributes)
    let items = pickle.objects.values(of: attributes)
    var named: [String: PickleValue] = [:]
    for pair in stride(from: 0, to: items.count - 1, by: 2) {
      if let key = pickle.text(items[pair]) { named[key] = items[pair + 1] }
    }
    guard let parameters = named["_parameters"], let modules = named["_modules"] else {
      return try visitItems(items, name: name)
    }
    try visit(parameters, name: name)
    if let buffers = named["_buffers"] {
      let temporary = try setOfTexts(named["_non_persistent_buffers_set"])
      if temporary.isEmpty {
        try visit(buffers, name: name)
      } else if case .object(let buffers) = buffers.content {
        try count(buffers)
        let values = pickle.objects.values(of: buffers)
        let isCall = pickle.objects[buffers].kind == .call
        try visitItems(isCall ? values.dropFirst(2) : values[...], name: name, except: temporary)
      }
    }
    try visit(modules, name: name)
  }

  private mutating func setOfTexts(_ value: PickleValue?) throws(ImportError) -> Set<String> {
    // A set, or what protocols before 4 make of one: a call with a list.
    let made = pickle.call(value)?.arguments.first ?? value
    guard case .object(let index)? = made?.content,
      [.set, .list, .tuple].contains(pickle.objects[index].kind)
    else { return [] }
    try count(index)
    return Set(pickle.objects.values(of: index).compactMap { pickle.text($0) })
  }

  private func join(_ name: String, _ part: String) -> String {
    name.isEmpty ? part : "\(name).\(part)"
  }
}
