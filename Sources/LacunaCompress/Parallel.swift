import Dispatch
import Synchronization

/// The results of `body` for 0 up to `count`, computed on as many cores as there are.
///
/// What each call gives must depend on its index alone, so that results do not depend on the
/// number of cores.
func parallelMap<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard count > 1 else { return (0..<count).map(body) }
  let slots = Mutex<[Int: Result]>([:])
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = body(index)
    slots.withLock { $0[index] = result }
  }
  return slots.withLock { slots in (0..<count).compactMap { slots[$0] } }
}
