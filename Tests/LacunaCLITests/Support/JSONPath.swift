/// The values that a path such as `networks[].layers[].kind` leads to; nil where a name is missing.
///
/// `[]` after a name stands for every element of its array. A null counts as a value.
func values(at path: String, in root: [String: Any]) -> [Any]? {
  var found: [Any] = [root]
  for part in path.split(separator: ".") {
    let isList = part.hasSuffix("[]")
    let name = isList ? String(part.dropLast(2)) : String(part)
    var next: [Any] = []
    for value in found {
      guard let member = (value as? [String: Any])?[name] else { return nil }
      if isList {
        guard let list = member as? [Any] else { return nil }
        next += list
      } else {
        next.append(member)
      }
    }
    found = next
  }
  return found
}

/// The whole numbers that a path leads to; an empty list where one is missing.
func integers(at path: String, in root: [String: Any]) -> [Int] {
  values(at: path, in: root)?.compactMap { $0 as? Int } ?? []
}
