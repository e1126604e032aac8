import LacunaCompress

/// The line that `convert` prints for a matrix.
struct MatrixLine {
  let text: String

  init(_ report: MatrixReport) {
    let columns = [
      Console.printable(report.name).padded(to: 24),
      "\(report.rows) x \(report.columns)".padded(to: 14),
      report.encodingText.padded(to: 26),
      "\(Format.bytes(report.denseByteCount)) -> \(Format.bytes(report.byteCount))".padded(to: 26),
      "\(Format.decimal(report.bitsPerWeight, digits: 2)) bits a weight".padded(to: 21),
      "error \(Format.percent(report.relativeError))"
        + (report.productError.map { ", of products \(Format.percent($0))" } ?? ""),
    ]
    text = columns.joined(separator: " ")
  }
}

/// What `convert --json` prints.
struct ConvertResult: Encodable {
  let schema = 1
  let matrices: [Matrix]
  let outputError: Nullable<Double>
  let plan: Nullable<PlanResult>
  let totals: Totals
  let megabytesPerSecond: Double

  struct Matrix: Encodable {
    let name: String
    let rows: Int
    let cols: Int
    let encoding: String
    let codebook: Nullable<String>
    let axis: Nullable<String>
    let denseBytes: Int
    let bytes: Int
    let bitsPerWeight: Double
    let relativeError: Double
    let productError: Nullable<Double>
    let calibrated: Bool
    let seconds: Double
  }

  struct Scope: Encodable {
    let weights: Int
    let denseBytes: Int
    let bytes: Int
    let ratio: Nullable<Double>

    init(_ totals: CompressionTotals) {
      weights = totals.weightCount
      denseBytes = totals.denseByteCount
      bytes = totals.byteCount
      ratio = Nullable(totals.ratio)
    }
  }

  struct Totals: Encodable {
    let all: Scope
    let recurrent: Scope
  }

  init(_ model: CompressedModel, plan: EncodingPlan?, megabytesPerSecond: Double) {
    outputError = Nullable(model.outputError)
    self.plan = Nullable(plan.map { PlanResult($0) })
    matrices = model.matrices.map {
      Matrix(
        name: $0.name, rows: $0.rows, cols: $0.columns, encoding: $0.encoding.description,
        codebook: Nullable($0.codebook?.rawValue), axis: Nullable($0.axis),
        denseBytes: $0.denseByteCount,
        bytes: $0.byteCount, bitsPerWeight: $0.bitsPerWeight, relativeError: $0.relativeError,
        productError: Nullable($0.productError), calibrated: $0.isCalibrated, seconds: $0.seconds)
    }
    totals = Totals(all: Scope(model.total), recurrent: Scope(model.recurrent))
    self.megabytesPerSecond = megabytesPerSecond
  }
}

extension String {
  /// With spaces after it up to `width`, and at least as it is.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
