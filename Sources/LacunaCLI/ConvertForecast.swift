import LacunaCompress
import LacunaDense
import LacunaImport

/// What `convert --dry-run` prints: what would become of each array.
struct ConvertForecast: Encodable {
  let schema = 1
  let dryRun = true
  let arrays: [Entry]
  let totals: Totals

  struct Entry: Encodable {
    let name: String
    let shape: [Int]
    /// Null where the input has the elements in another form than the layer needs.
    let type: Nullable<String>
    /// What the array is in which layers; none where it is not used.
    var roles: [String]
    let encoding: Nullable<String>
    let codebook: Nullable<String>
    let axis: Nullable<String>
    let denseBytes: Nullable<Int>
    let bytes: Nullable<Int>
  }

  struct Totals: Encodable {
    let all: ConvertResult.Scope
    let recurrent: ConvertResult.Scope
  }

  init(_ imported: ImportedModel, _ forecast: CompressionForecast) {
    let sources = Dictionary(uniqueKeysWithValues: imported.arrays.map { ($0.name, $0) })
    var entries: [Entry] = []
    // By the matrix's index in the file.
    var matrixEntries: [Int: Int] = [:]
    var flatIndex = 0
    for network in imported.model.networks {
      for (index, layer) in network.layers.enumerated() {
        let planned = forecast.layers[flatIndex]
        let prefix = imported.model.networks.count > 1 ? network.name + " " : ""
        let place = "\(prefix)\(index) \(layer.kindName)"
        for (matrixIndex, part) in zip(planned.matrices, layer.matrixParts) {
          let role = "\(place), \(part)"
          if let known = matrixEntries[matrixIndex] {
            entries[known].roles.append(role)
          } else {
            matrixEntries[matrixIndex] = entries.count
            let matrix = forecast.matrices[matrixIndex]
            entries.append(Entry(matrix, source: sources[matrix.name], role: role))
          }
        }
        if let byteCount = planned.biasByteCount {
          let names = imported.biasNames.isEmpty ? [] : imported.biasNames[flatIndex]
          entries += Self.biases(
            names, of: layer, byteCount: byteCount, place: place, sources: sources)
        }
        flatIndex += 1
      }
    }
    entries += imported.unusedArrays.map { Entry(unused: $0, source: sources[$0]) }
    arrays = entries
    totals = Totals(
      all: .init(forecast.total), recurrent: .init(forecast.recurrent))
  }

  /// A layer has one bias, of which the first array has the bytes; a second one is added to it.
  private static func biases(
    _ names: [String], of layer: DenseLayer, byteCount: Int, place: String,
    sources: [String: SourceArray]
  ) -> [Entry] {
    guard !names.isEmpty else {
      return [
        Entry(
          name: "(bias)", shape: [layer.sourceBiasCount], type: Nullable(nil),
          roles: ["\(place), bias"], encoding: Nullable("int16"), codebook: Nullable(nil),
          axis: Nullable(nil), denseBytes: Nullable(4 * layer.sourceBiasCount),
          bytes: Nullable(byteCount))
      ]
    }
    return names.enumerated().map { index, name in
      let shape = sources[name]?.shape ?? []
      return Entry(
        name: name, shape: shape, type: Nullable(sources[name].map { "\($0.element)" }),
        roles: ["\(place), bias"], encoding: Nullable("int16"), codebook: Nullable(nil),
        axis: Nullable(nil), denseBytes: Nullable(4 * shape.reduce(1, *)),
        bytes: Nullable(index == 0 ? byteCount : 0))
    }
  }
}

extension ConvertForecast {
  /// A line for each array, columns lined up.
  var lines: [String] {
    let rows = arrays.map(\.cells)
    let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = padded.joined(separator: "  ")
      return String(
        line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.endIndex)])
    }
  }
}

extension ConvertForecast.Entry {
  fileprivate init(
    _ matrix: CompressionForecast.Matrix, source: SourceArray?, role: String
  ) {
    name = matrix.name
    shape = source?.shape ?? [matrix.rows, matrix.columns]
    type = Nullable(source.map { "\($0.element)" })
    roles = [role]
    encoding = Nullable(matrix.encoding.description)
    codebook = Nullable(matrix.codebook?.rawValue)
    axis = Nullable(matrix.axis)
    denseBytes = Nullable(matrix.denseByteCount)
    bytes = Nullable(matrix.byteCount)
  }

  fileprivate init(unused name: String, source: SourceArray?) {
    self.name = name
    shape = source?.shape ?? []
    type = Nullable(source.map { "\($0.element)" })
    roles = []
    encoding = Nullable(nil)
    codebook = Nullable(nil)
    axis = Nullable(nil)
    denseBytes = Nullable(nil)
    bytes = Nullable(nil)
  }

  /// Name, shape, element type, role, and what it becomes, for a table.
  fileprivate var cells: [String] {
    let becomes = [encoding.value, codebook.value, axis.value].compactMap(\.self)
    var sizes = ""
    if let dense = denseBytes.value, let bytes = bytes.value {
      sizes = "\(Format.bytes(dense)) -> " + (bytes == 0 ? "added above" : Format.bytes(bytes))
    }
    return [
      Console.printable(name),
      shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " x "),
      type.value ?? "",
      roles.isEmpty ? "not used" : Console.printable(roles.joined(separator: "; ")),
      becomes.joined(separator: " "), sizes,
    ]
  }
}

extension DenseLayer {
  fileprivate var kindName: String {
    switch self {
    case .embedding: "embedding"
    case .lstm: "lstm"
    case .gru: "gru"
    case .linear: "linear"
    }
  }

  /// What ``matrices`` are, in their order.
  fileprivate var matrixParts: [String] {
    isRecurrent ? ["input weights", "recurrent weights", "projection"] : ["weights"]
  }
}
