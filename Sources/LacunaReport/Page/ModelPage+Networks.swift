import LacunaFormat

extension ModelPage {
  /// Networks as chains of layers.
  var networkSection: String {
    var left = Self.listLimit
    var chains: [String] = []
    for network in report.networks where left > 0 {
      let layers = network.layers.prefix(left)
      left -= layers.count
      let vocabulary =
        network.vocabulary.map {
          " <span class=\"note\">\(words(of: report.vocabularies[$0]))</span>"
        } ?? ""
      let rest = network.layers.count - layers.count
      chains.append(
        "<h3>\(Markup.fileText(network.name))\(vocabulary)</h3><ol class=\"chain\">"
          + layers.map(item).joined()
          + (rest > 0 ? "<li>and \(grouped(rest)) more</li>" : "") + "</ol>")
    }
    let rest = report.networks.count - chains.count
    if rest > 0 { chains.append("<p class=\"note\">and \(counted(rest, "network")) more</p>") }
    return """
      <section id="networks">
      <h2>Networks</h2>
      \(chains.joined(separator: "\n"))
      </section>
      """
  }

  private func words(of vocabulary: ModelReport.Vocabulary) -> String {
    let shown = vocabulary.firstEntries.prefix(8).map { entry in
      "<q>\(Markup.fileText(entry, limit: 12))</q>"
    }
    return "\(counted(vocabulary.entryCount, vocabulary.unit.name)): "
      + shown.joined(separator: " ") + (vocabulary.entryCount > shown.count ? " …" : "")
  }

  private func item(_ layer: ModelReport.Layer) -> String {
    let unit = layer.kind == .embedding ? "id" : "input"
    var notes: [String] = []
    if layer.direction.isBackward { notes.append(layer.direction.text) }
    if layer.hasProjection { notes.append("projected from \(counted(layer.hiddenSize, "unit"))") }
    if layer.kind == .gru { notes.append(layer.reset == .after ? "reset after" : "reset before") }
    if layer.output == .rectified { notes.append("rectified") }
    if let bias = layer.biasFormat {
      notes.append("\(counted(bias.count, "bias", "biases")) × 2<sup>\(bias.exponent)</sup>")
    }
    notes += activations(of: layer)
    let matrices = layer.matrices.map { index in
      let name = Markup.fileText(report.matrices[index].name, limit: 40)
      return pictures[index] == nil ? name : "<a href=\"#matrix-\(index)\">\(name)</a>"
    }
    return """
      <li class="layer l-\(layer.kind.name)"><b>\(layer.kind.name)</b>\
      <span>\(counted(layer.inputSize, unit)) → \(counted(layer.outputSize, "output"))</span>\
      <span class="note">\(notes.joined(separator: ", "))</span>\
      <span class="names">\(matrices.joined(separator: "<br>"))</span></li>
      """
  }

  /// What its activations are, each once.
  private func activations(of layer: ModelReport.Layer) -> [String] {
    var seen: Set<Int> = []
    return layer.activations.filter { seen.insert($0).inserted }.map { index in
      let activation = report.activations[index]
      let range =
        "\(decimal(activation.low, digits: 2)) to \(decimal(activation.high, digits: 2))"
      guard let table = activation.table else {
        return "clip(x/\(1 << activation.shift) + \(decimal(activation.offset, digits: 2))) to "
          + range
      }
      return "table \(table), \(range)"
    }
  }
}
