// Imports a model and reads every weight once as float32, and prints what that took as JSON.
import Foundation
import LacunaDense
import LacunaImport

/// Rows are read in blocks of at most this many values, as the compressor does.
let blockCount = 1 << 20

/// The sum of the first and the last weight of each block, so that no read can be left out.
func readEverything(_ model: DenseModel) -> Double {
  var block: [Float] = []
  var sum = 0.0
  for layer in model.networks.flatMap(\.layers) {
    for matrix in layer.matrices {
      let rowsAtOnce = max(1, blockCount / matrix.columns)
      var row = 0
      while row < matrix.rows {
        let rows = row..<min(row + rowsAtOnce, matrix.rows)
        let count = rows.count * matrix.columns
        if block.count != count { block = [Float](repeating: 0, count: count) }
        var span = block.mutableSpan
        matrix.readRows(rows, into: &span)
        sum += Double(block[0]) + Double(block[count - 1])
        row = rows.upperBound
      }
    }
  }
  return sum
}

/// Peak memory of this process, file pages that it has mapped included.
func peakByteCount() -> Int {
  var usage = rusage()
  #if canImport(Darwin)
    _ = unsafe getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #else
    _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  #endif
}

let path = CommandLine.arguments[1]
let attributes = try FileManager.default.attributesOfItem(atPath: path)
let fileByteCount = (attributes[.size] as? Int) ?? 0
let clock = ContinuousClock()
let start = clock.now
let imported = try importModel(path: path, recipe: nil)
let opened = clock.now
let sum = readEverything(imported.model)
let end = clock.now
print(
  """
  {"file": "\(URL(filePath: path).lastPathComponent)", "fileBytes": \(fileByteCount), \
  "importSeconds": \((opened - start) / .seconds(1)), \
  "readSeconds": \((end - opened) / .seconds(1)), \
  "peakBytes": \(peakByteCount()), "sum": \(sum)}
  """)
