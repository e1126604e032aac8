import LacunaFormat
import LacunaReport
import LacunaTestSupport

/// The report on a file that must be valid.
func report(on file: [UInt8]) throws -> ModelReport {
  ModelReport(unsafe try ModelView(validating: file.span.bytes))
}

/// The error of a file that must not be.
func openingError(of file: [UInt8]) -> FormatError? {
  do throws(FormatError) {
    _ = unsafe try ModelView(validating: file.span.bytes)
    return nil
  } catch {
    return error
  }
}

/// The error in words, with the section's kind from the table of `file`.
func sentence(_ error: FormatError, in file: [UInt8]) -> String {
  unsafe error.description(in: file.span.bytes)
}
