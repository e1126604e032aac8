/// A run of bytes: of a file, where it is mapped, or of a member of an archive, inflated.
struct SourceRegion: Sendable {
  let file: SourceFile
  /// Nil for bytes of the file itself.
  let member: ZipMember?
  /// Counted from the start of the file, or of the member's inflated bytes.
  let range: Range<Int>

  init(_ range: Range<Int>, of file: SourceFile) {
    self.file = file
    self.member = nil
    self.range = range
  }

  init(_ range: Range<Int>, of member: ZipMember, in file: SourceFile) {
    self.file = file
    self.member = member
    self.range = range
  }

  /// What tells a region from all others.
  struct Identity: Hashable {
    let file: ObjectIdentifier
    let member: Int?
    let range: Range<Int>
  }

  var identity: Identity {
    Identity(file: ObjectIdentifier(file.owner), member: member?.headerOffset, range: range)
  }
}
