/// A ZIP archive of stored and deflated members, as `numpy.savez` writes it.
///
/// Opening checks that the central directory and the local headers say the same, that every member
/// lies in the file, and that no two overlap. Nothing is inflated, and no CRC-32 is computed.
struct ZipArchive: Sendable {
  let file: SourceFile
  /// In the order of the central directory.
  let members: [ZipMember]

  init(_ file: SourceFile) throws(ImportError) {
    self.file = file
    let directory = try ZipDirectory(file)
    var members: [ZipMember] = []
    var names: Set<String> = []
    var offset = directory.range.lowerBound
    while offset < directory.range.upperBound {
      let central = try ZipHeader(
        centralIn: file, at: offset, limit: directory.range.upperBound)
      let member = try ZipMember(
        central, at: offset, in: file, directoryStart: directory.range.lowerBound)
      guard names.insert(member.name).inserted else {
        throw .malformed(
          ImportProblem(
            path: file.path, place: member.place, byteOffset: offset,
            expected: "a name that no other member has", found: "it a second time"))
      }
      members.append(member)
      offset = central.end
    }
    guard members.count == directory.memberCount else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: "central directory", byteOffset: directory.range.lowerBound,
          expected: "\(directory.memberCount) members", found: "\(members.count)"))
    }
    try Self.checkOverlaps(members, in: file)
    self.members = members
  }

  private static func checkOverlaps(
    _ members: [ZipMember], in file: SourceFile
  ) throws(ImportError) {
    let sorted = members.sorted { $0.headerOffset < $1.headerOffset }
    for (before, after) in zip(sorted, sorted.dropFirst()) where before.end > after.headerOffset {
      throw .malformed(
        ImportProblem(
          path: file.path, place: after.place, byteOffset: after.headerOffset,
          expected: "a member that begins after byte \(before.end), where \(before.name) ends",
          found: "byte \(after.headerOffset)"))
    }
  }
}
