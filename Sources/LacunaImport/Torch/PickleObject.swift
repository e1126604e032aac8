/// An object that a pickle makes. Its values are in a chain that all objects share.
struct PickleObject: Sendable {
  enum Kind: UInt8, Sendable {
    case list
    case tuple
    case set
    /// Keys and values in turn.
    case dictionary
    /// A module's name and a qualified name, both text: what Python would look up.
    case global
    /// A function and the tuple of its arguments, then what was added to the result. Never called.
    case call
    /// A class and the tuple of its arguments, then what was added. Never made.
    case instance
    /// The value that says which object outside the pickle is meant.
    case persistent
  }

  let kind: Kind
  /// Where in the pickle it was made.
  let offset: UInt32
  /// Values in its chain.
  fileprivate(set) var count: UInt32 = 0
  /// Ends of the chain; negative where there are none.
  fileprivate(set) var first: Int32 = -1
  fileprivate(set) var last: Int32 = -1
  /// What BUILD gave it: an index into the chain.
  fileprivate(set) var state: Int32 = -1

  init(_ kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = UInt32(offset)
  }
}

/// All objects of one pickle.
struct PickleObjects {
  private struct Link {
    var value: PickleValue
    var next: Int32 = -1
  }

  private var objects: [PickleObject] = []
  private var links: [Link] = []

  /// Objects, and values that they have.
  var count: Int { objects.count + links.count }

  mutating func make(
    _ kind: PickleObject.Kind, offset: Int, _ values: some Sequence<PickleValue>
  ) -> PickleValue {
    objects.append(PickleObject(kind, offset: offset))
    for value in values {
      append(value, to: objects.count - 1)
    }
    return .object(objects.count - 1)
  }

  mutating func append(_ value: PickleValue, to object: Int) {
    let link = Int32(links.count)
    links.append(Link(value: value))
    if objects[object].last < 0 {
      objects[object].first = link
    } else {
      links[Int(objects[object].last)].next = link
    }
    objects[object].last = link
    objects[object].count += 1
  }

  mutating func setState(_ value: PickleValue, of object: Int) {
    links.append(Link(value: value))
    objects[object].state = Int32(links.count - 1)
  }

  subscript(index: Int) -> PickleObject { objects[index] }

  /// The values of an object, in order. O(values).
  func values(of object: Int) -> [PickleValue] {
    var values: [PickleValue] = []
    var link = objects[object].first
    while link >= 0 {
      values.append(links[Int(link)].value)
      link = links[Int(link)].next
    }
    return values
  }

  /// The state that an object was given; nil where it was given none.
  func state(of object: Int) -> PickleValue? {
    let state = objects[object].state
    return state < 0 ? nil : links[Int(state)].value
  }
}
