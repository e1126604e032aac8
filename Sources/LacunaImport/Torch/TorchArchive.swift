/// A PyTorch archive: what `torch.save` has written since version 1.6, and TorchScript.
///
/// A ZIP archive whose members are in one folder: `data.pkl`, a pickle that describes the tensors;
/// `data/0` and so on, their elements; `byteorder`, little-endian where it is missing. TorchScript
/// also has `constants.pkl` with `constants/0` and so on, and `code/`, which is not looked at.
struct TorchArchive {
  let file: SourceFile
  /// The members' folder, with its slash.
  let folder: String
  let isBigEndian: Bool
  private let members: [String: ZipMember]

  var isScript: Bool { members[folder + "constants.pkl"] != nil }

  /// The folder of the members of a PyTorch archive; nil for an archive of another kind.
  static func folder(of archive: ZipArchive) -> String? {
    let pickle = archive.members.first { $0.name.hasSuffix("/data.pkl") }
    return pickle.map { String($0.name.dropLast("data.pkl".count)) }
  }

  /// - Throws: `ImportError.malformed` where a member lies outside the folder, or `byteorder` or
  ///   `version` say something else than they may; `ImportError.unsupported` for later versions.
  init(_ archive: ZipArchive, folder: String) throws(ImportError) {
    file = archive.file
    self.folder = folder
    var members: [String: ZipMember] = [:]
    for var member in archive.members {
      guard member.name.hasPrefix(folder) else {
        throw .malformed(
          ImportProblem(
            path: file.path, place: member.place, byteOffset: member.headerOffset,
            expected: "a member in \(folder), where data.pkl is", found: "one outside it"))
      }
      // With `torch.serialization.set_crc32_options(False)` none is computed, and 0 is written.
      if member.crc32 == 0 { member.crc32 = nil }
      members[member.name] = member
    }
    self.members = members
    isBigEndian = try Self.isBigEndian(members[folder + "byteorder"], in: file)
    try Self.checkVersion(members[folder + "version"], in: file)
  }

  func arrays() throws(ImportError) -> [SourceArray] {
    var walk = TorchWalk(try pickle("data.pkl", storages: "data/"))
    try walk.visit(name: "")
    var arrays = walk.arrays
    if isScript {
      // What a frozen module had as parameters are constants without names.
      var constants = TorchWalk(try pickle("constants.pkl", storages: "constants/"))
      try constants.visit(name: "constants")
      arrays += constants.arrays
    }
    return arrays
  }

  /// The member with a storage's elements; nil where there is none.
  func storage(_ key: String, in storages: String) -> ZipMember? {
    members[folder + storages + key]
  }

  private func pickle(_ name: String, storages: String) throws(ImportError) -> TorchPickle {
    guard let member = members[folder + name] else {
      throw .malformed(
        ImportProblem(path: file.path, expected: "a member \(folder)\(name)", found: "none"))
    }
    guard member.byteCount <= Unpickler.largestByteCount else {
      throw .unsupported(
        ImportProblem(
          path: file.path, place: member.place, byteOffset: member.headerOffset,
          expected: "a pickle of at most \(Unpickler.largestByteCount) bytes",
          found: "\(member.byteCount)"))
    }
    let start = member.method == .stored ? member.data.lowerBound : 0
    return TorchPickle(
      try Unpickler.unpickle(
        try member.copy(in: file), path: file.path, place: member.place, start: start),
      in: self, storages: storages, place: member.place, start: start)
  }

  private static func isBigEndian(
    _ member: ZipMember?, in file: SourceFile
  ) throws(ImportError) -> Bool {
    guard let member else { return false }
    let text = try shortText(of: member, in: file)
    switch text {
    case "little": return false
    case "big": return true
    default:
      throw .malformed(
        ImportProblem(
          path: file.path, place: member.place, byteOffset: member.data.lowerBound,
          expected: "little or big", found: text ?? "other bytes"))
    }
  }

  /// Versions are those of PyTorch, `caffe2/serialize/versions.h`.
  private static func checkVersion(
    _ member: ZipMember?, in file: SourceFile
  ) throws(ImportError) {
    guard let member else { return }
    let text = try shortText(of: member, in: file)
    let version = text.flatMap { Int($0.hasSuffix("\n") ? String($0.dropLast()) : $0) }
    guard let version, version > 0 else {
      throw .malformed(
        ImportProblem(
          path: file.path, place: member.place, byteOffset: member.data.lowerBound,
          expected: "a version number", found: text ?? "other bytes"))
    }
    guard version <= 10 else {
      throw .unsupported(
        ImportProblem(
          path: file.path, place: member.place, byteOffset: member.data.lowerBound,
          expected: "version 1 to 10 of the archive", found: "\(version)"))
    }
  }

  /// What a member of a few bytes says; nil where it is longer or no text.
  private static func shortText(
    of member: ZipMember, in file: SourceFile
  ) throws(ImportError) -> String? {
    guard member.byteCount <= 20 else { return nil }
    return String(validating: try member.copy(in: file), as: UTF8.self)
  }
}

extension ZipMember {
  /// The member's bytes, inflated and their CRC-32 checked.
  fileprivate func copy(in file: SourceFile) throws(ImportError) -> [UInt8] {
    let all = try MemberBytes(self, in: file)
    defer { withExtendedLifetime(all.owner) {} }
    return unsafe Array(all.bytes)
  }
}
