import LacunaCompress
import LacunaReport

/// What `convert` says of a plan before it follows it.
struct PlanReport {
  let text: String

  init(_ plan: EncodingPlan, denseByteCount: Int) {
    var table = TextTable([.left, .right, .left, .right, .right, .right])
    table.add(["plan", "", "", "bytes", "products", "outputs"])
    for choice in plan.choices {
      table.add([
        Console.printable(choice.matrix.name), "\(choice.matrix.rows) x \(choice.matrix.columns)",
        choice.option.encoding.description + (choice.matrix.isChosen ? " (as asked)" : ""),
        Format.grouped(choice.option.byteCount), Format.percent(choice.option.productError),
        Format.percent(choice.option.outputError),
      ])
    }
    let rest = plan.byteCount - plan.choices.reduce(0) { $0 + $1.option.byteCount }
    table.add(["all else", "", "", Format.grouped(rest)])
    table.add([
      "whole file", "", "", Format.grouped(plan.byteCount), "",
      Format.percent(plan.measuredError ?? plan.estimatedError),
    ])
    let ratio = Double(denseByteCount) / Double(plan.byteCount)
    text =
      table.texts.joined(separator: "\n")
      + "\n\(Format.decimal(ratio, digits: 1)) times smaller; the outputs' error is "
      + (plan.measuredError == nil ? "an estimate" : "measured")
  }
}

/// What `convert --json` says of it.
struct PlanResult: Encodable {
  let bytes: Int
  let estimatedError: Double
  let measuredError: Nullable<Double>
  let matrices: [Choice]

  struct Choice: Encodable {
    let name: String
    let encoding: String
    let bytes: Int
    let productError: Double
    let outputError: Double
  }

  init(_ plan: EncodingPlan) {
    bytes = plan.byteCount
    estimatedError = plan.estimatedError
    measuredError = Nullable(plan.measuredError)
    matrices = plan.choices.map {
      Choice(
        name: $0.matrix.name, encoding: $0.option.encoding.description,
        bytes: $0.option.byteCount, productError: $0.option.productError,
        outputError: $0.option.outputError)
    }
  }
}
