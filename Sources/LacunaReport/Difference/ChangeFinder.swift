import LacunaFormat

/// Finds properties that two files do not share.
struct ChangeFinder {
  private(set) var changes: [ModelDifference.Change] = []

  /// Adds a change where the two differ.
  mutating func compare(_ place: String, _ property: String, _ old: String?, _ new: String?) {
    guard old != new else { return }
    changes.append(
      ModelDifference.Change(place: place, property: property, old: old, new: new))
  }

  /// Header, sections, metadata, vocabularies, activations, layers.
  mutating func find(from old: ModelReport, to new: ModelReport) {
    compare("header", "format", old.version, new.version)
    compare("header", "bytes", grouped(old.byteCount), grouped(new.byteCount))
    compare("header", "sections", "\(old.sections.count)", "\(new.sections.count)")
    findParts(old, new)
    findMetadata(old.metadata, new.metadata)
    for index in 0..<max(old.networks.count, new.networks.count) {
      find(
        index < old.networks.count ? old.networks[index] : nil, old,
        index < new.networks.count ? new.networks[index] : nil, new, at: index)
    }
  }

  /// Bytes of each kind of section.
  private mutating func findParts(_ old: ModelReport, _ new: ModelReport) {
    var names = old.parts.map(\.name)
    names += new.parts.map(\.name).filter { !names.contains($0) }
    for name in names where !["header", "sectionTable"].contains(name) {
      func bytes(_ report: ModelReport) -> String? {
        report.parts.first { $0.name == name }.map { grouped($0.byteCount) }
      }
      compare("sections", "\(name) bytes", bytes(old), bytes(new))
    }
  }

  private mutating func findMetadata(
    _ old: ModelReport.Metadata?, _ new: ModelReport.Metadata?
  ) {
    // By bytes: keys that differ in their Unicode composition are different keys.
    func values(_ metadata: ModelReport.Metadata?) -> [[UInt8]: ModelReport.Metadata.Value] {
      Dictionary(
        (metadata?.records ?? []).map { (Array($0.key.utf8), $0.value) },
        uniquingKeysWith: { first, _ in first })
    }
    let (before, after) = (values(old), values(new))
    for key in Set(before.keys).union(after.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let name = printable(String(decoding: key, as: UTF8.self))
      compare("metadata", name, before[key].map(text), after[key].map(text))
    }
    compare(
      "metadata", "room", old.map { "\(grouped($0.capacity)) bytes" },
      new.map { "\(grouped($0.capacity)) bytes" })
  }

  private func text(_ value: ModelReport.Metadata.Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .integer(let integer): "\(integer)"
    case .real(let real): "\(real) (real)"
    case .boolean(let boolean): boolean ? "true" : "false"
    }
  }

  private mutating func find(
    _ old: ModelReport.Network?, _ oldReport: ModelReport, _ new: ModelReport.Network?,
    _ newReport: ModelReport, at index: Int
  ) {
    let place = "network \(index)"
    compare(place, "name", old.map { quoted($0.name) }, new.map { quoted($0.name) })
    let (before, after) = (old?.layers ?? [], new?.layers ?? [])
    for layer in 0..<max(before.count, after.count) {
      let first =
        layer < before.count ? LayerProperties(before[layer], of: oldReport).list : []
      let second = layer < after.count ? LayerProperties(after[layer], of: newReport).list : []
      for slot in 0..<max(first.count, second.count) {
        let one = slot < first.count ? first[slot] : nil
        let other = slot < second.count ? second[slot] : nil
        compare(
          "\(place), layer \(layer)", one?.name ?? other?.name ?? "", one?.value, other?.value)
      }
    }
  }
}

/// What a layer is, as names and values in one order.
private struct LayerProperties {
  let list: [(name: String, value: String)]

  init(_ layer: ModelReport.Layer, of report: ModelReport) {
    let activations = layer.activations.map { index in
      let activation = report.activations[index]
      let range = "\(activation.low) to \(activation.high)"
      return activation.table == nil
        ? "x / \(1 << activation.shift) + \(activation.offset), \(range)" : "table, \(range)"
    }
    let output =
      switch layer.output {
      case .none: "as it is"
      case .rectified: "rectified"
      case .activation: "activation"
      }
    list = [
      ("kind", layer.kind.name), ("inputs", grouped(layer.inputSize)),
      ("outputs", grouped(layer.outputSize)),
      ("units", layer.isRecurrent ? grouped(layer.hiddenSize) : "-"),
      ("projection", layer.hasProjection ? "yes" : "none"),
      ("direction", layer.direction.text),
      ("reset", layer.kind == .gru ? (layer.reset == .after ? "after" : "before") : "-"),
      ("output", output),
      (
        "matrices",
        layer.matrices.map { printable(report.matrices[$0].name) }
          .joined(separator: ", ")
      ),
      ("biases", layer.biasFormat.map { "\(grouped($0.count)) x 2^\($0.exponent)" } ?? "none"),
      ("activations", activations.isEmpty ? "none" : activations.joined(separator: "; ")),
    ]
  }
}
