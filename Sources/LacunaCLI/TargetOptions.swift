import ArgumentParser
import LacunaCompress

/// What a file is to come to, each matrix's encoding chosen for it.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Choose encodings for a file of at most this size, and at most 2% smaller: bytes, or with "
        + "B, kB, KiB, MB, MiB, GB or GiB, as in 120kB.", valueName: "size"))
  var targetSize: ByteSize?

  @Option(
    help: ArgumentHelp(
      "Choose encodings for the smallest file whose outputs err by at most this, as in 0.05 for "
        + "5%: the root of the mean square of their errors in the run, against that of the outputs.",
      valueName: "share"))
  var targetError: Double?

  var isGiven: Bool { targetSize != nil || targetError != nil }

  func validate() throws {
    guard targetSize == nil || targetError == nil else {
      throw ValidationError("give one of --target-size and --target-error")
    }
    if let targetError, !(targetError > 0 && targetError.isFinite) {
      throw ValidationError("--target-error: expected a number above 0, such as 0.05")
    }
  }

  /// The encodings that come to the target; nil where there is none to come to.
  ///
  /// - Throws: `CompressionError`
  func plan(_ survey: @autoclosure () throws -> ModelSurvey) throws -> EncodingPlan? {
    if let targetSize { return try survey().plan(size: targetSize.byteCount) }
    if let targetError { return try survey().plan(error: targetError) }
    return nil
  }
}
