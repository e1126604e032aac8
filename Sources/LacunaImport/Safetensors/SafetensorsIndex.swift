/// The index of a model in several safetensors files: `{"metadata": {…}, "weight_map": {NAME: FILE}}`.
///
/// A file is named without its folder, is in the index's own folder, and is no link out of it. Each
/// holds exactly the tensors that the map has for it.
struct SafetensorsIndex {
  private let file: SourceFile
  /// Tensors and their files, in the order of the index.
  private let entries: [(name: String, shard: String)]

  init(_ file: SourceFile) throws(ImportError) {
    self.file = file
    let bytes = try file.copy(0..<file.count, place: "index")
    let document = JSONNode(
      value: try JSONParser.parse(bytes, path: file.path), jsonPath: "", file: file.path)
    let members = try document.members()
    guard let map = members.first(where: { $0.key == "weight_map" })?.node else {
      throw document.fail(
        expected: "the key \"weight_map\" of a safetensors index", found: "other JSON")
    }
    for (key, node) in members where key != "weight_map" && key != "metadata" {
      throw node.fail(expected: "\"weight_map\" or \"metadata\"", found: "\"\(key)\"")
    }
    var entries: [(name: String, shard: String)] = []
    for (name, node) in try map.members() {
      let shard = try node.string()
      let isPlain = !shard.isEmpty && shard != "." && shard != ".."
      guard isPlain, !shard.utf8.contains(where: { "/\\\0".utf8.contains($0) }) else {
        throw node.fail(
          expected: "the name of a file in the index's folder", found: "\"\(shard)\"")
      }
      entries.append((name, shard))
    }
    self.entries = entries
  }

  /// The tensors of all files, file after file in the order of first mention.
  func arrays() throws(ImportError) -> [SourceArray] {
    var expected: [String: Set<String>] = [:]
    var shards: [String] = []
    for entry in entries {
      if expected[entry.shard] == nil { shards.append(entry.shard) }
      expected[entry.shard, default: []].insert(entry.name)
    }
    var arrays: [SourceArray] = []
    for shard in shards {
      let path = try path(of: shard)
      let shardFile = try SourceFile(path: path)
      guard case .safetensors = try ArrayFileSignature(shardFile) else {
        throw .malformed(
          ImportProblem(
            path: path, byteOffset: 0, expected: "a safetensors file", found: "another kind"))
      }
      let found = try SafetensorsHeader(shardFile).arrays
      try check(found.map(\.name), against: expected[shard, default: []], shard: path)
      arrays += found
    }
    return arrays
  }

  private func check(
    _ found: [String], against expected: Set<String>, shard: String
  ) throws(ImportError) {
    let missing = expected.subtracting(found).sorted()
    let surplus = found.filter { !expected.contains($0) }
    guard missing.isEmpty && surplus.isEmpty else {
      throw .malformed(
        ImportProblem(
          path: shard, expected: "the tensors that \(file.path) has for this file",
          found: missing.isEmpty
            ? "also " + surplus.joined(separator: ", ")
            : "none called " + missing.joined(separator: ", ")))
    }
  }

  /// The path of a file beside the index.
  private func path(of shard: String) throws(ImportError) -> String {
    let folder = file.path.lastIndex(of: "/").map { String(file.path[...$0]) } ?? ""
    let path = folder + shard
    // A file that is not there is for the open to report.
    guard let home = resolvedPath(folder.isEmpty ? "." : folder),
      let target = resolvedPath(path)
    else { return path }
    let parent = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ""
    guard parent == (home == "/" ? "" : home) else {
      throw .unsupported(
        ImportProblem(
          path: path, expected: "a file in the index's folder",
          found: "a link out of it, to \(target)"))
    }
    return path
  }
}
