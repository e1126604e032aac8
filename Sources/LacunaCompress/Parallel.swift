import Dispatch
import Synchronization

/// How many threads the compressor works with. What it gives does not depend on that.
public enum Parallelism {
  /// At most so many; nil for as many as there are cores.
  @TaskLocal static var threadLimit: Int?

  /// Runs `body` with at most `threads` threads, at least 1; nil for as many as there are cores.
  public static func limited<Result>(
    to threads: Int?, _ body: () throws -> Result
  ) rethrows -> Result {
    try $threadLimit.withValue(threads.map { max(1, $0) }, operation: body)
  }
}

/// The results of `body` for 0 up to `count`, computed on as many cores as there are, or as
/// ``Parallelism`` allows.
///
/// What each call gives must depend on its index alone, so that results do not depend on the
/// number of threads.
func parallelMap<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let limit = Parallelism.threadLimit
  guard count > 1, limit != 1 else { return (0..<count).map(body) }
  let slots = Mutex<[Int: Result]>([:])
  let next = Atomic(0)
  let workers = min(count, limit ?? count)
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    // A thread of its own knows nothing of the limit, and what it starts shares it.
    Parallelism.limited(to: limit.map { $0 / workers }) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = body(index)
        slots.withLock { $0[index] = result }
      }
    }
  }
  return slots.withLock { slots in (0..<count).compactMap { slots[$0] } }
}
