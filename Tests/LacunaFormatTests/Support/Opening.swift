import LacunaFormat
import LacunaTestSupport
import Testing

/// What a reader says of `file`: nil when it opens.
func openingError(_ file: [UInt8]) -> FormatError? {
  do {
    _ = unsafe try ModelView(validating: file.span.bytes)
    return nil
  } catch {
    return error
  }
}

/// Expects that `file` opens.
func expectOpens(
  _ file: [UInt8], _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
) {
  let error = openingError(file)
  #expect(error == nil, comment, sourceLocation: location)
}

/// Expects that `file` is refused for one of `rules`, at a byte that it has or just after its end.
func expectRefusal(
  _ file: [UInt8], _ rules: Rule..., comment: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) {
  guard let error = openingError(file) else {
    Issue.record("opens, and should not: \(comment?.rawValue ?? "")", sourceLocation: location)
    return
  }
  #expect(rules.contains(error.rule), comment, sourceLocation: location)
  #expect(error.offset <= UInt64(file.count), comment, sourceLocation: location)
}

/// Expects that the file of `description`, with its sections changed, is refused for one of `rules`.
/// Checksums and places of sections are those of the changed sections.
func expectRefusal(
  _ description: ModelDescription, _ rules: Rule..., comment: Comment? = nil,
  at location: SourceLocation = #_sourceLocation,
  change: (inout [ModelSection]) -> Void = { _ in }
) {
  var sections = description.sections()
  change(&sections)
  let file = modelFile(sections)
  guard let error = openingError(file) else {
    Issue.record("opens, and should not: \(comment?.rawValue ?? "")", sourceLocation: location)
    return
  }
  #expect(rules.contains(error.rule), comment, sourceLocation: location)
  #expect(error.offset <= UInt64(file.count), comment, sourceLocation: location)
}
