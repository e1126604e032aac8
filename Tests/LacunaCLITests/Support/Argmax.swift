/// The index of the greatest value, the first of several.
func argmax(_ values: [Float]) -> Int {
  values.indices.max { values[$0] < values[$1] || values[$0] == values[$1] && $0 > $1 } ?? 0
}
