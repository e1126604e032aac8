/// Chooses the terms of sixteen groups at a time: each next term is the one that removes most of
/// the squared error that is left.
///
/// That is matching pursuit (Mallat and Zhang, 1993) with the codebook's values at the group's
/// positions as its atoms. Two terms may meet at one position, never two equal ones.
///
/// This is the hot loop of compression. It keeps its numbers in memory of its own, where they are
/// seen as vectors and one by one; positions are below `groupSize`, lanes below 16, and table
/// indices below 512 by how they are made.
@safe
final class TermPursuit {
  let groupSize: Int
  let termsPerGroup: Int
  private let codeBits: UInt8
  private let codebook: Codebook
  /// Whether the largest residual is the one whose term removes most.
  private let isUniform: Bool

  private static let capacity = 32
  /// What the terms chosen so far leave, in units of the row exponent, `[groupSize, 16]`.
  private let residuals: UnsafeMutablePointer<Float>
  /// What grows with the error that the best next term at a position removes, `[groupSize, 16]`.
  private let keys: UnsafeMutablePointer<Float>
  /// What a squared error at a position counts, `[groupSize]`.
  private let weights: UnsafeMutablePointer<Float>
  /// The nearest values and their codes, `[512]` (`NearestCode`).
  private let nearestValues: UnsafeMutablePointer<Float>
  private let nearestCodes: UnsafeMutablePointer<UInt8>
  /// Positions that have a term, a bit each, `[16]`.
  private let touched: UnsafeMutablePointer<UInt32>
  /// Terms present, `[16]`.
  private let counts: UnsafeMutablePointer<Int>
  /// `position · codes + code` of the terms present, in ascending order, `[16, 32]`.
  private let places: UnsafeMutablePointer<UInt8>

  /// - Parameter isUniform: whether all positions have one weight, and the codebook is symmetric.
  init(codebook: Codebook, groupSize: Int, termsPerGroup: Int, isUniform: Bool) {
    self.codebook = codebook
    self.groupSize = groupSize
    self.termsPerGroup = termsPerGroup
    self.isUniform = isUniform
    codeBits = UInt8(codebook.values.count.trailingZeroBitCount)
    let nearest = NearestCode(codebook)
    unsafe residuals = .allocate(capacity: 16 * Self.capacity)
    unsafe keys = .allocate(capacity: 16 * Self.capacity)
    unsafe weights = .allocate(capacity: Self.capacity)
    unsafe nearestValues = .allocate(capacity: 512)
    unsafe nearestCodes = .allocate(capacity: 512)
    unsafe touched = .allocate(capacity: 16)
    unsafe counts = .allocate(capacity: 16)
    unsafe places = .allocate(capacity: 16 * Self.capacity)
    unsafe residuals.initialize(repeating: 0, count: 16 * Self.capacity)
    unsafe keys.initialize(repeating: 0, count: 16 * Self.capacity)
    unsafe weights.initialize(repeating: 1, count: Self.capacity)
    unsafe touched.initialize(repeating: 0, count: 16)
    unsafe counts.initialize(repeating: 0, count: 16)
    unsafe places.initialize(repeating: 0, count: 16 * Self.capacity)
    for index in 0..<512 {
      unsafe (nearestValues + index).initialize(to: nearest.values[index])
      unsafe (nearestCodes + index).initialize(to: nearest.codes[index])
    }
  }

  deinit {
    unsafe residuals.deallocate()
    unsafe keys.deallocate()
    unsafe weights.deallocate()
    unsafe nearestValues.deallocate()
    unsafe nearestCodes.deallocate()
    unsafe touched.deallocate()
    unsafe counts.deallocate()
    unsafe places.deallocate()
  }

  /// What the sixteen groups' weights at `position` are, divided by their rows' scales; after
  /// `run`, what the terms leave of them.
  subscript(position: Int) -> Lanes {
    @inline(__always)
    get { unsafe UnsafeRawPointer(residuals + 16 * position).loadUnaligned(as: Lanes.self) }
    @inline(__always)
    set {
      unsafe UnsafeMutableRawPointer(residuals + 16 * position).storeBytes(
        of: newValue, as: Lanes.self)
    }
  }

  @inline(__always)
  private func key(_ position: Int) -> Lanes {
    unsafe UnsafeRawPointer(keys + 16 * position).loadUnaligned(as: Lanes.self)
  }

  /// Sets what a squared error at `position` counts.
  func setWeight(_ weight: Float, at position: Int) {
    precondition(position < groupSize)
    unsafe weights[position] = weight
  }

  /// Chooses the terms of all sixteen groups.
  func run() {
    for position in 0..<groupSize {
      let key = isUniform ? self[position].magnitudes : gains(at: position)
      unsafe UnsafeMutableRawPointer(keys + 16 * position).storeBytes(of: key, as: Lanes.self)
    }
    for lane in 0..<16 {
      unsafe touched[lane] = 0
      unsafe counts[lane] = 0
    }
    for _ in 0..<termsPerGroup {
      let positions = bestPositions()
      for lane in 0..<16 { take(Int(positions[lane]), lane: lane) }
    }
  }

  /// The squared error of the sixteen groups, without positions' weights.
  var squaredErrors: Lanes {
    var sum = Lanes.zero
    for position in 0..<groupSize { sum += self[position] * self[position] }
    return sum
  }

  /// The position with the largest key in each group.
  @inline(__always)
  private func bestPositions() -> SIMD16<Int32> {
    var best = key(0)
    var positions = SIMD16<Int32>.zero
    for position in 1..<groupSize {
      let key = key(position)
      let isBetter = key .> best
      best.replace(with: key, where: isBetter)
      positions.replace(with: SIMD16(repeating: Int32(position)), where: isBetter)
    }
    return positions
  }

  /// The squared error that the best term at `position` removes in each group.
  @inline(__always)
  private func gains(at position: Int) -> Lanes {
    let residual = self[position]
    let indices = NearestCode.indices(residual)
    var values = Lanes.zero
    for lane in 0..<16 { unsafe values[lane] = nearestValues[Int(indices[lane])] }
    return unsafe values * (residual + residual - values) * weights[position]
  }

  /// Adds the best term at the position with the largest key.
  @inline(__always)
  private func take(_ position: Int, lane: Int) {
    let residual = unsafe residuals[16 * position + lane]
    let index = NearestCode.index(residual)
    let code = unsafe nearestCodes[index]
    guard code != 0 else { return }
    guard unsafe touched[lane] & (1 &<< UInt32(position)) == 0 else {
      takeAnother(lane: lane)
      return
    }
    add(code, value: unsafe nearestValues[index], at: position, lane: lane)
  }

  /// Adds the best term where equal ones must be avoided.
  @inline(never)
  private func takeAnother(lane: Int) {
    while true {
      var position = 0
      for other in 1..<groupSize
      where unsafe keys[16 * other + lane] > keys[16 * position + lane] {
        position = other
      }
      let residual = unsafe residuals[16 * position + lane]
      guard unsafe keys[16 * position + lane] > 0 else { return }
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
        unsafe keys[16 * position + lane] = 0
        continue
      }
      add(best.code, value: best.value, at: position, lane: lane)
      return
    }
  }

  private func hasTerm(_ code: UInt8, at position: Int, lane: Int) -> Bool {
    let place = UInt8(position) &<< codeBits | code
    for term in 0..<(unsafe counts[lane]) where unsafe places[32 * lane + term] == place {
      return true
    }
    return false
  }

  @inline(__always)
  private func add(_ code: UInt8, value: Float, at position: Int, lane: Int) {
    let residual = unsafe residuals[16 * position + lane] - value
    unsafe residuals[16 * position + lane] = residual
    if isUniform {
      unsafe keys[16 * position + lane] = residual.magnitude
    } else {
      let next = unsafe nearestValues[NearestCode.index(residual)]
      unsafe keys[16 * position + lane] =
        next * (residual + residual - next) * weights[position]
    }
    unsafe touched[lane] |= 1 &<< UInt32(position)
    insert(UInt8(position) &<< codeBits | code, lane: lane)
  }

  /// Puts a term where it stands in canonical order.
  @inline(__always)
  private func insert(_ place: UInt8, lane: Int) {
    let lanePlaces = unsafe places + 32 * lane
    var end = unsafe counts[lane]
    while end > 0, unsafe lanePlaces[end - 1] > place {
      unsafe lanePlaces[end] = lanePlaces[end - 1]
      end -= 1
    }
    unsafe lanePlaces[end] = place
    unsafe counts[lane] += 1
  }

  /// Takes the terms of the group in `lane` from elsewhere, at most `termsPerGroup`.
  func replaceTerms(_ terms: [(position: Int, code: UInt8)], lane: Int) {
    precondition(terms.count <= termsPerGroup && lane < 16)
    unsafe counts[lane] = 0
    for term in terms {
      insert(UInt8(term.position) &<< codeBits | term.code, lane: lane)
    }
  }

  /// Writes the bytes of the terms of the group in `lane`: canonical, absent terms 0 and last.
  @inline(__always)
  func store(lane: Int, to bytes: inout MutableSpan<UInt8>, at start: Int) {
    let count = unsafe counts[lane]
    let positionBits = 8 &- codeBits
    for term in 0..<termsPerGroup {
      let place = unsafe term < count ? places[32 * lane + term] : 0
      bytes[start + term] = place &<< positionBits | place &>> codeBits
    }
  }
}
