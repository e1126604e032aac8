/// Chooses the terms of sixteen groups at a time: each next term is the one that removes most of
/// the squared error that is left.
///
/// That is matching pursuit (Mallat and Zhang, 1993) with the codebook's values at the group's
/// positions as its atoms. Two terms may meet at one position, never two equal ones.
struct TermPursuit {
  let groupSize: Int
  let termsPerGroup: Int
  private let codeBits: Int
  private let codebook: Codebook
  private let nearest: NearestCode

  /// What the terms chosen so far leave, in units of the row exponent, `[groupSize]`.
  private(set) var residuals: [Lanes]
  /// What grows with the error that the best next term at a position removes, `[groupSize]`.
  private var keys: [Lanes]
  /// What the squared errors at a position count, `[groupSize]`.
  private var positionWeights: [Float]
  /// Positions that have a term, a bit each.
  private var touched = SIMD16<UInt32>.zero
  /// `position · codes + code` of the terms present, in ascending order, `[16, termsPerGroup]`.
  private var places: [UInt8]
  private(set) var counts = SIMD16<UInt8>.zero

  init(codebook: Codebook, groupSize: Int, termsPerGroup: Int) {
    self.codebook = codebook
    self.groupSize = groupSize
    self.termsPerGroup = termsPerGroup
    codeBits = codebook.values.count.trailingZeroBitCount
    nearest = NearestCode(codebook)
    residuals = [Lanes](repeating: .zero, count: groupSize)
    keys = residuals
    positionWeights = [Float](repeating: 1, count: groupSize)
    places = [UInt8](repeating: 0, count: 16 * termsPerGroup)
  }

  /// Sets what the sixteen groups' weights at `position` are, divided by their rows' scales.
  @inline(__always)
  mutating func setTarget(_ target: Lanes, at position: Int) {
    residuals[position] = target
  }

  /// Sets what a squared error at `position` counts.
  mutating func setWeight(_ weight: Float, at position: Int) {
    positionWeights[position] = weight
  }

  /// Chooses the terms of all sixteen groups.
  ///
  /// - Parameter isUniform: whether all positions have one weight and the codebook is symmetric,
  ///   so that the largest residual is the one whose term removes most.
  mutating func run(isUniform: Bool) {
    touched = .zero
    counts = .zero
    for position in 0..<groupSize {
      keys[position] =
        isUniform ? residuals[position].magnitudes : gains(at: position)
    }
    for _ in 0..<termsPerGroup {
      let positions = bestPositions()
      for lane in 0..<16 {
        take(Int(positions[lane]), lane: lane, isUniform: isUniform)
      }
    }
  }

  /// The squared error of the sixteen groups, without positions' weights.
  var squaredErrors: Lanes {
    var sum = Lanes.zero
    for position in 0..<groupSize { sum += residuals[position] * residuals[position] }
    return sum
  }

  /// The position with the largest key in each group.
  @inline(__always)
  private func bestPositions() -> SIMD16<Int32> {
    let keys = self.keys.span
    var best = keys[0]
    var positions = SIMD16<Int32>.zero
    for position in 1..<groupSize {
      let key = keys[position]
      let isBetter = key .> best
      best.replace(with: key, where: isBetter)
      positions.replace(with: SIMD16(repeating: Int32(position)), where: isBetter)
    }
    return positions
  }

  /// The squared error that the best term at `position` removes in each group.
  private func gains(at position: Int) -> Lanes {
    let residual = residuals[position]
    let indices = NearestCode.indices(residual)
    let table = nearest.values.span
    var values = Lanes.zero
    for lane in 0..<16 { values[lane] = table[Int(indices[lane])] }
    return values * (residual + residual - values) * positionWeights[position]
  }

  /// Adds the best term at the position with the largest key.
  @inline(__always)
  private mutating func take(_ position: Int, lane: Int, isUniform: Bool) {
    let residual = residuals[position][lane]
    let index = NearestCode.index(residual)
    let code = nearest.codes[index]
    guard code != 0 else { return }
    guard touched[lane] & (1 << UInt32(position)) == 0 else {
      takeAnother(lane: lane, isUniform: isUniform)
      return
    }
    add(code, value: nearest.values[index], at: position, lane: lane, isUniform: isUniform)
  }

  /// Adds the best term where equal ones must be avoided.
  @inline(never)
  private mutating func takeAnother(lane: Int, isUniform: Bool) {
    while true {
      var position = 0
      for other in 1..<groupSize where keys[other][lane] > keys[position][lane] {
        position = other
      }
      guard keys[position][lane] > 0 else { return }
      let residual = residuals[position][lane]
      var best = (code: UInt8(0), value: Float(0), gain: Float(0))
      for (code, value) in codebook.values.enumerated() where value != 0 {
        let value = Float(value)
        let gain = value * (residual + residual - value)
        if gain > best.gain, !hasTerm(UInt8(code), at: position, lane: lane) {
          best = (UInt8(code), value, gain)
        }
      }
      guard best.code != 0 else {
        // Nothing helps here any more; look at the other positions.
        keys[position][lane] = 0
        continue
      }
      add(best.code, value: best.value, at: position, lane: lane, isUniform: isUniform)
      return
    }
  }

  private func hasTerm(_ code: UInt8, at position: Int, lane: Int) -> Bool {
    let start = lane * termsPerGroup
    let place = UInt8(position) << codeBits | code
    return places[start..<start + Int(counts[lane])].contains(place)
  }

  @inline(__always)
  private mutating func add(
    _ code: UInt8, value: Float, at position: Int, lane: Int, isUniform: Bool
  ) {
    let residual = residuals[position][lane] - value
    residuals[position][lane] = residual
    if isUniform {
      keys[position][lane] = residual.magnitude
    } else {
      let next = nearest.values[NearestCode.index(residual)]
      keys[position][lane] = next * (residual + residual - next) * positionWeights[position]
    }
    touched[lane] |= 1 << UInt32(position)
    insert(UInt8(position) << codeBits | code, lane: lane)
  }

  /// Puts a term where it stands in canonical order.
  @inline(__always)
  private mutating func insert(_ place: UInt8, lane: Int) {
    let start = lane * termsPerGroup
    var end = start + Int(counts[lane])
    while end > start, places[end - 1] > place {
      places[end] = places[end - 1]
      end -= 1
    }
    places[end] = place
    counts[lane] &+= 1
  }

  /// The byte of term `term` of the group in `lane`: canonical, absent terms 0 and last.
  @inline(__always)
  func byte(_ term: Int, lane: Int) -> UInt8 {
    guard term < Int(counts[lane]) else { return 0 }
    let place = places[lane * termsPerGroup + term]
    let positionBits = 8 - codeBits
    return place << UInt8(positionBits) | place >> UInt8(codeBits)
  }

  /// Takes the terms of the group in `lane` from elsewhere: codes, and the positions they are at.
  mutating func replaceTerms(_ terms: [(position: Int, code: UInt8)], lane: Int) {
    counts[lane] = 0
    for term in terms {
      insert(UInt8(term.position) << codeBits | term.code, lane: lane)
    }
  }
}
