/// The bytes of an archive's member, their CRC-32 checked: in the file's map where they are stored,
/// inflated otherwise.
@safe
struct MemberBytes: Sendable {
  // Kept alive and unchanged by `owner`.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  let owner: any AnyObject & Sendable

  init(_ member: ZipMember, in file: SourceFile) throws(ImportError) {
    switch member.method {
    case .stored:
      unsafe bytes = file.bytes(member.data)
      owner = file.owner
      try unsafe member.check(bytes, in: file)
    case .deflated:
      let inflated = try member.inflate(file)
      unsafe bytes = UnsafeRawBufferPointer(inflated.bytes)
      owner = inflated
    }
  }
}
