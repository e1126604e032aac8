import LacunaDense

extension Recipe {
  /// The recipe in JSON, a line for each layer, as ``Recipe/init(path:)`` reads it.
  ///
  /// Choices of compression are not written: no draft has any.
  var text: String {
    let networks = networks.map { network in
      var layers: [String] = []
      var index = 0
      while index < network.layers.count {
        let layer = network.layers[index]
        let next = index + 1 < network.layers.count ? network.layers[index + 1] : nil
        if let next, next.direction == .backwardBeside {
          layers.append(layer.text(beside: next))
          index += 2
        } else {
          layers.append(layer.text(beside: nil))
          index += 1
        }
      }
      return "  {\"name\": \(quoted(network.name)), \"layers\": [\n    "
        + layers.joined(separator: ",\n    ") + "]}"
    }
    return "{\"networks\": [\n" + networks.joined(separator: ",\n") + "]}\n"
  }
}

extension RecipeLayer {
  /// - Parameter backward: the other half of a bidirectional layer.
  fileprivate func text(beside backward: RecipeLayer?) -> String {
    var members: [String]
    let key: String
    switch kind {
    case .embedding(let weight):
      key = "embedding"
      members = ["\"weight\": \(quoted(weight.name))"]
    case .linear(let weight, let bias, let activation):
      key = "linear"
      members = ["\"weight\": \(quoted(weight.name))"]
      if let bias { members.append("\"bias\": \(quoted(bias.name))") }
      if activation != .none { members.append("\"activation\": \(quoted(activation.rawValue))") }
    case .lstm(let recurrent, let gates, let outputGate):
      key = "lstm"
      members = recurrent.members(beside: backward?.recurrent)
      members.append("\"gates\": \(quoted(gates.rawValue))")
      members += recurrent.activationMembers
      if let outputGate, outputGate != recurrent.gate {
        members.append("\"outputGate\": \(outputGate.text)")
      }
    case .gru(let recurrent, let gates, let resetAfter):
      key = "gru"
      members = recurrent.members(beside: backward?.recurrent)
      members.append("\"gates\": \(quoted(gates.rawValue))")
      members.append("\"reset\": \(quoted(resetAfter ? "after" : "before"))")
      members += recurrent.activationMembers
    }
    if isTransposed { members.append("\"transpose\": true") }
    if direction == .backward { members.append("\"direction\": \"backward\"") }
    return "{\"\(key)\": {" + members.joined(separator: ", ") + "}}"
  }

  fileprivate var recurrent: RecipeRecurrent? {
    switch kind {
    case .lstm(let recurrent, _, _), .gru(let recurrent, _, _): recurrent
    case .embedding, .linear: nil
    }
  }
}

extension RecipeRecurrent {
  fileprivate func members(beside backward: RecipeRecurrent?) -> [String] {
    guard let backward else { return members }
    return [
      "\n      \"forward\": {" + members.joined(separator: ", ") + "}",
      "\n      \"backward\": {" + backward.members.joined(separator: ", ") + "}",
    ]
  }

  private var members: [String] {
    var members = ["\"input\": \(quoted(input.name))", "\"recurrent\": \(quoted(recurrent.name))"]
    if let projection { members.append("\"projection\": \(quoted(projection.name))") }
    if !biases.isEmpty {
      let names = biases.map { quoted($0.name) }.joined(separator: ", ")
      members.append("\"biases\": [\(names)]")
    }
    return members
  }

  /// Activations other than the defaults.
  fileprivate var activationMembers: [String] {
    let defaults = RecipeRecurrent(input: input, recurrent: recurrent, biases: [])
    let activations = [
      ("gate", gate, defaults.gate), ("candidate", candidate, defaults.candidate),
      ("cell", cell, defaults.cell),
    ]
    return activations.filter { $0.1 != $0.2 }.map { "\"\($0.0)\": \($0.1.text)" }
  }
}

extension DenseActivation {
  fileprivate var text: String {
    switch self {
    case .sigmoid: quoted("sigmoid")
    case .tanh: quoted("tanh")
    case .clipped(let shift, let offset, let low, let high):
      "{\"clipped\": {\"shift\": \(shift), \"offset\": \(offset), \"low\": \(low), "
        + "\"high\": \(high)}}"
    }
  }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
