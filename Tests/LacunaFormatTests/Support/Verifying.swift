import LacunaFormat
import LacunaTestSupport
import Testing

/// What `verify` says of `file`: nil when it opens and keeps all rules.
func verifyError(_ file: [UInt8]) -> FormatError? {
  do {
    let model = unsafe try ModelView(validating: file.span.bytes)
    try model.verify()
    return nil
  } catch {
    return error
  }
}

/// Expects that `file` opens, and that `verify` finds `rule` broken, or nothing where that is nil.
func expectVerify(
  _ file: [UInt8], breaks rule: Rule?, _ comment: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) {
  expectOpens(file, comment, at: location)
  #expect(verifyError(file)?.rule == rule, comment, sourceLocation: location)
}
