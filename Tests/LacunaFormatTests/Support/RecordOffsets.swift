import LacunaTestSupport

/// Where records are in the graph section (spec/graph.md).
extension ModelDescription {
  var layerCount: Int { networks.reduce(0) { $0 + $1.layers.count } }

  func networkOffset(_ index: Int) -> Int { 32 + 32 * index }

  func layerOffset(_ index: Int) -> Int { networkOffset(networks.count) + 64 * index }

  func matrixOffset(_ index: Int) -> Int { layerOffset(layerCount) + 64 * index }

  func biasOffset(_ index: Int) -> Int { matrixOffset(matrices.count) + 16 * index }

  func activationOffset(_ index: Int) -> Int { biasOffset(biases.count) + 16 * index }

  // Sections by their place in the one order (spec/container.md).

  func weightsSection(_ matrix: Int) -> Int { 2 + 2 * matrix }

  func rowExponentsSection(_ matrix: Int) -> Int { 3 + 2 * matrix }

  func biasSection(_ bias: Int) -> Int { 2 + 2 * matrices.count + bias }

  func tableSection(_ table: Int) -> Int { biasSection(biases.count) + table }

  func vocabularySection(_ vocabulary: Int) -> Int { tableSection(tables.count) + vocabulary }

  var metadataSection: Int { vocabularySection(vocabularies.count) }
}
