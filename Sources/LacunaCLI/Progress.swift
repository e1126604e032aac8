import Foundation

/// Says how far a job is and how long it has left, on standard error and only where that is a
/// terminal, once the job has taken a second.
struct Progress {
  private let total: Int
  private let unit: String
  private let start = ContinuousClock.now
  private let isShown = isatty(STDERR_FILENO) == 1
  private var done = 0
  private var next: Int
  private var lastShown: ContinuousClock.Instant?

  init(total: Int, unit: String) {
    self.total = total
    self.unit = unit
    next = 1
  }

  /// - Parameter count: how much more is done.
  mutating func advance(by count: Int = 1) {
    done += count
    guard isShown, done >= next else { return }
    let now = ContinuousClock.now
    let elapsed = (now - start) / .seconds(1)
    // The clock is looked at about a thousand times, whatever the unit is.
    next = done + max(1, total / 1000)
    guard elapsed > 1, lastShown.map({ now - $0 > .milliseconds(250) }) ?? true else { return }
    lastShown = now
    let left = elapsed / Double(done) * Double(max(0, total - done))
    FileHandle.standardError.write(
      Data(
        ("\r\(Format.grouped(done)) of \(Format.grouped(total)) \(unit), "
          + "\(Self.time(left)) left\u{1B}[K").utf8))
  }

  /// Takes the line away.
  func end() {
    if lastShown != nil { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }

  /// `12 s`, `3 min 5 s`.
  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole < 100 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}
