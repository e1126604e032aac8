import LacunaDense

extension SourceArray {
  /// The one array of a `.npy` file, named like the file without its extension.
  init(fileOf file: SourceFile) throws(ImportError) {
    let header = try NpyHeader(path: file.path, place: nil, start: 0) {
      range throws(ImportError) in
      range.upperBound <= file.count ? try file.copy(range, place: "header") : nil
    }
    let base = file.path.split(separator: "/").last.map(String.init) ?? file.path
    try self.init(
      name: base.hasSuffix(".npy") ? String(base.dropLast(4)) : base, header,
      bytes: SourceRegion(header.byteCount..<file.count, of: file), byteOffset: 0, place: nil)
  }

  /// A member of a `.npz` archive.
  init(_ member: ZipMember, in file: SourceFile) throws(ImportError) {
    let header: NpyHeader
    switch member.method {
    case .stored:
      header = try NpyHeader(path: file.path, place: member.place, start: member.data.lowerBound) {
        range throws(ImportError) in
        guard range.upperBound <= member.data.count else { return nil }
        let start = member.data.lowerBound
        return try file.copy(
          start + range.lowerBound..<start + range.upperBound, place: member.place)
      }
    case .deflated:
      var stream = try MemberInflater(member, in: file)
      header = try NpyHeader(path: file.path, place: member.place, start: 0) {
        range throws(ImportError) in
        // The header is asked for front to back.
        try stream.read(range.count)
      }
    }
    // A member's size is a claim until it is inflated.
    let range = header.byteCount..<max(header.byteCount, member.byteCount)
    try self.init(
      name: member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name, header,
      bytes: SourceRegion(range, of: member, in: file),
      byteOffset: member.data.lowerBound, place: member.place)
  }

  private init(
    name: String, _ header: NpyHeader, bytes: SourceRegion, byteOffset: Int, place: String?
  ) throws(ImportError) {
    self.init(
      name: name, element: header.element, shape: header.shape,
      strides: Self.contiguousStrides(of: header.shape, isFortranOrder: header.isFortranOrder),
      bytes: bytes, byteOffset: byteOffset, place: place)
    // Header and elements must be exactly what there is.
    guard let elementByteCount = header.elementByteCount else { return }
    let found = bytes.member?.byteCount ?? bytes.file.count
    let expected = header.byteCount + elementByteCount
    guard expected == found else {
      throw .malformed(
        ImportProblem(
          path: path, place: place, byteOffset: byteOffset,
          expected: "\(expected) bytes for \(summary)", found: "\(found)"))
    }
  }
}
