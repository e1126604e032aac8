/// The entries of a vocabulary as a tree of bytes, to find the longest one that a text goes on with.
struct EntryTree: Sendable {
  /// The child of a node by a byte.
  private var children: [Edge: Int32] = [:]
  /// The id of the entry that ends at a node; nodes are numbered from the root, 0.
  private var ids: [Int?] = [nil]

  private struct Edge: Hashable, Sendable {
    let node: Int32
    let byte: UInt8
  }

  /// O(bytes of all entries).
  init(_ entries: [[UInt8]: Int]) {
    for (entry, id) in entries where !entry.isEmpty {
      var node: Int32 = 0
      for byte in entry {
        let edge = Edge(node: node, byte: byte)
        if let child = children[edge] {
          node = child
          continue
        }
        node = Int32(ids.count)
        children[edge] = node
        ids.append(nil)
      }
      ids[Int(node)] = id
    }
  }

  /// The longest entry that `bytes` has from `start`, and where it ends. O(length of the match).
  func longestMatch(in bytes: [UInt8], from start: Int) -> (id: Int, end: Int)? {
    var (node, offset): (Int32, Int) = (0, start)
    var match: (id: Int, end: Int)?
    while offset < bytes.count, let child = children[Edge(node: node, byte: bytes[offset])] {
      node = child
      offset += 1
      if let id = ids[Int(node)] { match = (id, offset) }
    }
    return match
  }
}
