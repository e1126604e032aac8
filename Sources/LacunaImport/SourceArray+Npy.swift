import LacunaDense

extension SourceArray {
  /// The one array of a `.npy` file.
  init(fileOf file: SourceFile) throws(ImportError) {
    let header = try NpyHeader(path: file.path, place: nil, start: 0) {
      range throws(ImportError) in
      range.upperBound <= file.count ? try file.copy(range, place: "header") : nil
    }
    let base = file.path.split(separator: "/").last.map(String.init) ?? file.path
    name = base.hasSuffix(".npy") ? String(base.dropLast(4)) : base
    location = .file(firstByte: header.byteCount)
    element = header.element
    shape = header.shape
    self.header = header
    try checkSize(file.count, path: file.path)
  }

  /// A member of an archive.
  init(_ member: ZipMember, in file: SourceFile) throws(ImportError) {
    name = member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name
    location = .member(member)
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
    element = header.element
    shape = header.shape
    try checkSize(member.byteCount, path: file.path)
  }

  /// Header and elements must be exactly what there is.
  private func checkSize(_ found: Int, path: String) throws(ImportError) {
    guard let elementByteCount = header.elementByteCount else { return }
    let expected = header.byteCount + elementByteCount
    guard expected == found else {
      throw .malformed(
        ImportProblem(
          path: path, place: place, byteOffset: byteOffset,
          expected: "\(expected) bytes for \(summary)", found: "\(found)"))
    }
  }

  /// The elements, in place where they are stored, their CRC-32 checked.
  func load(from file: SourceFile) throws(ImportError) -> DenseStorage {
    guard case .float(let format) = element else {
      throw .unsupported(
        ImportProblem(
          path: file.path, place: "array \(name)", byteOffset: byteOffset,
          expected: "float16, float32 or float64", found: summary))
    }
    let start = header.byteCount
    switch location {
    case .file(let firstByte):
      return unsafe DenseStorage(
        name: name, format: format, count: header.count,
        bytes: file.bytes(firstByte..<file.count), owner: file.owner)
    case .member(let member) where member.method == .stored:
      let bytes = unsafe file.bytes(member.data)
      try unsafe member.check(bytes, in: file)
      return unsafe DenseStorage(
        name: name, format: format, count: header.count,
        bytes: UnsafeRawBufferPointer(rebasing: bytes[start...]), owner: file.owner)
    case .member(let member):
      let inflated = try member.inflate(file)
      return unsafe DenseStorage(
        name: name, format: format, count: header.count,
        bytes: UnsafeRawBufferPointer(rebasing: inflated.bytes[start...]), owner: inflated)
    }
  }

  /// All elements in C order.
  func values(in storage: DenseStorage) -> [Float] {
    guard header.count > 0 else { return [] }
    let flat = DenseMatrix(
      storage: storage, rows: 1, columns: header.count, rowStride: header.count, columnStride: 1
    ).values()
    guard header.isFortranOrder && shape.count > 1 else { return flat }
    let strides = header.strides
    var position = [Int](repeating: 0, count: shape.count)
    return flat.indices.map { _ in
      let index = zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        position[axis] += 1
        if position[axis] < shape[axis] { break }
        position[axis] = 0
      }
      return flat[index]
    }
  }
}
