/// A value in a JSON document, with the path that leads to it: reading it says where it was wrong.
struct JSONNode {
  let value: JSONValue
  /// `networks[0].layers[1].lstm.gates`; empty for the whole document.
  let jsonPath: String
  let file: String

  func fail(expected: String, found: String? = nil) -> ImportError {
    .malformed(problem(expected: expected, found: found))
  }

  func problem(expected: String, found: String? = nil) -> ImportProblem {
    ImportProblem(
      path: file, place: jsonPath.isEmpty ? "the document" : jsonPath, expected: expected,
      found: found ?? value.kind)
  }

  func string() throws(ImportError) -> String {
    guard case .string(let string) = value else { throw fail(expected: "a string") }
    return string
  }

  func boolean() throws(ImportError) -> Bool {
    guard case .boolean(let boolean) = value else { throw fail(expected: "true or false") }
    return boolean
  }

  func number() throws(ImportError) -> Double {
    switch value {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw fail(expected: "a number")
    }
  }

  /// A whole number that is not negative, exactly.
  func count() throws(ImportError) -> Int {
    guard case .integer(let count) = value, count >= 0 else {
      throw fail(expected: "a whole number from 0 to 2^63 - 1")
    }
    return count
  }

  /// A string that is one of a few.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    of type: Choice.Type
  ) throws(ImportError) -> Choice {
    let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    guard case .string(let string) = value, let choice = Choice(rawValue: string) else {
      throw fail(expected: "one of \(names)")
    }
    return choice
  }

  func elements() throws(ImportError) -> [JSONNode] {
    guard case .array(let elements) = value else { throw fail(expected: "an array") }
    return elements.enumerated().map { index, element in
      JSONNode(value: element, jsonPath: "\(jsonPath)[\(index)]", file: file)
    }
  }

  /// The whole numbers of an array.
  func integers() throws(ImportError) -> [Int] {
    var integers: [Int] = []
    for element in try elements() {
      guard let integer = Int(exactly: try element.number()) else {
        throw element.fail(expected: "a whole number")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The members of an object, any keys.
  func members() throws(ImportError) -> [(key: String, node: JSONNode)] {
    guard case .object(let members) = value else { throw fail(expected: "an object") }
    return members.map { ($0.key, child($0)) }
  }

  /// The members of an object that has no other keys than these.
  ///
  /// - Parameter refused: keys that get a message of their own: they are known, but not supported.
  func object(
    keys: [String], refused: [String: String] = [:]
  ) throws(ImportError) -> JSONObject {
    let members = try members()
    for (key, node) in members where !keys.contains(key) {
      if let reason = refused[key] {
        throw .unsupported(node.problem(expected: reason, found: "\"\(key)\""))
      }
      let known = keys.map { "\"\($0)\"" }.joined(separator: ", ")
      throw node.fail(expected: "one of the keys \(known)", found: "\"\(key)\"")
    }
    return JSONObject(node: self, members: members)
  }

  private func child(_ member: JSONMember) -> JSONNode {
    JSONNode(
      value: member.value, jsonPath: jsonPath.isEmpty ? member.key : "\(jsonPath).\(member.key)",
      file: file)
  }
}

/// A JSON object whose keys have been checked.
struct JSONObject {
  let node: JSONNode
  let members: [(key: String, node: JSONNode)]

  /// The value of a key; nil where the key is absent.
  subscript(key: String) -> JSONNode? {
    members.first { $0.key == key }?.node
  }

  /// The value of a key that must be there.
  func required(_ key: String) throws(ImportError) -> JSONNode {
    guard let value = self[key] else {
      throw node.fail(expected: "the key \"\(key)\"", found: "none")
    }
    return value
  }
}
