/// What is wrong with the input of a step or the memory of a session.
public enum StepError: Error, Equatable, Sendable {
  /// The memory has fewer bytes than ``Session/byteCount(model:network:streams:)`` asks for.
  case memoryTooSmall(needed: Int, found: Int)
  /// There is no network of that index.
  case noSuchNetwork(index: Int, count: Int)
  /// There are not as many inputs as streams, or no streams.
  case streamCount(expected: Int, found: Int)
  /// There is no stream of that index.
  case noSuchStream(index: Int, count: Int)
  /// The network takes token ids, and features were given.
  case expectsTokens
  /// The network takes features, and a token was given.
  case expectsFeatures(count: Int)
  /// A token id is not below the number of ids.
  case tokenOutOfRange(token: Int, count: Int)
  /// The number of features is not the network's.
  case featureCount(expected: Int, found: Int)
  /// A feature is infinite or not a number.
  case featureNotFinite
  /// An int8 activation is -128, or its exponent is outside -126 to 127.
  case vectorOutOfRange
  /// A layer of the network reads backward, so that no step can be made before the last is known.
  case needsWholeSequence
  /// The output of a sequence has not as many values as its steps and streams give.
  case outputCount(expected: Int, found: Int)
  /// There is no recurrent layer of that index.
  case noSuchRecurrentLayer(index: Int)
  /// A state has not as many values as its layer has units.
  case stateCount(expected: Int, found: Int)
  /// A state value is outside what its format holds.
  case stateOutOfRange(value: Int32)
}
