// Runs the probe on commands from standard input and answers on standard output, so that a test on
// the host can compare a small target's integers with its own. All numbers little-endian.
//
//   M n bytes        load and validate a file   -> status [offset expected found rule section relation]
//   Y                verify the file            -> as for M
//   D                digest of the file         -> crc
//   N network n      start n streams            -> status [the six numbers of ProbeShape]
//   T token          step                       -> status [exponent output…]
//   S n tokens       step, a token a stream     -> status [exponent output…]
//   C token          step, counted              -> status [met exponent output…]
//   F n floats       step on features           -> status [exponent output…]
//   V n exponent i8… step on a vector           -> status [exponent output…]
//   K n tokens       run a sequence             -> status [output…]
//   G n floats       run a sequence of features -> status [output…]
//   L layer          recurrent layer            -> status kind hidden outputs
//   R layer part stream n         read a state  -> status [n values]
//   W layer part stream n values  write a state -> status
//
// Outputs of steps are those of all streams, each with its exponent; those of a sequence are of all
// its steps.
#include "probe.h"
#include "system.h"

enum { modelCapacity = 4 << 20, memoryCapacity = 4 << 20, valueCapacity = 1 << 16 };

static _Alignas(64) uint8_t model[modelCapacity];
// A session asks for no alignment: give it none.
static uint8_t memory[memoryCapacity + 1];
static uint8_t scratch[memoryCapacity + 1];
static int32_t values[valueCapacity];
static int32_t outputs[valueCapacity];
static size_t modelByteCount;
static uint32_t inputSize, outputSize;

static int readAll(void *to, size_t count) {
  uint8_t *next = to;
  while (count > 0) {
    long got = systemRead(next, count);
    if (got <= 0) return 0;
    next += got;
    count -= (size_t)got;
  }
  return 1;
}

static void need(int condition) {
  if (!condition) systemExit(3);
}

static void writeAll(const void *from, size_t count) {
  const uint8_t *next = from;
  while (count > 0) {
    long put = systemWrite(next, count);
    need(put > 0);
    next += put;
    count -= (size_t)put;
  }
}

static uint32_t number(void) {
  uint32_t value = 0;
  need(readAll(&value, sizeof value));
  return value;
}

static void answer(uint32_t value) { writeAll(&value, sizeof value); }

static int32_t readCount(void) {
  uint32_t count = number();
  need(count <= valueCapacity);
  return (int32_t)count;
}

static void answerOutput(const ProbeSession *session, int32_t status) {
  answer((uint32_t)status);
  if (status != 0) return;
  need(outputSize <= valueCapacity);
  for (uint32_t stream = 0; stream < session->streams; stream++) {
    int32_t exponent = 0;
    need(probeOutput(session, stream, values, &exponent) == 0);
    answer((uint32_t)exponent);
    writeAll(values, outputSize * sizeof(int32_t));
  }
}

static void check(char command) {
  ProbeFault fault = {0};
  int32_t status = 0;
  if (command == 'M') {
    modelByteCount = number();
    need(modelByteCount <= modelCapacity && readAll(model, modelByteCount));
    status = probeValidate(model, modelByteCount, &fault);
  } else {
    status = probeVerify(model, modelByteCount, &fault);
  }
  answer((uint32_t)status);
  if (status != 1) return;
  writeAll(&fault.offset, sizeof fault.offset);
  writeAll(&fault.expected, sizeof fault.expected);
  writeAll(&fault.found, sizeof fault.found);
  answer((uint32_t)fault.rule);
  answer((uint32_t)fault.section);
  answer((uint32_t)fault.relation);
}

static void start(ProbeSession *session) {
  session->network = number();
  session->streams = number();
  session->model_byte_count = modelByteCount;
  ProbeShape shape = {0};
  int32_t status = probeDescribe(
      model, modelByteCount, session->network, session->streams, &shape);
  session->memory_byte_count = shape.memory_byte_count;
  inputSize = shape.input_size;
  outputSize = shape.output_size;
  if (status == 0) {
    need(shape.memory_byte_count <= memoryCapacity);
    status = probeStart(session);
  }
  answer((uint32_t)status);
  if (status == 0) writeAll(&shape, sizeof shape);
}

static void step(const ProbeSession *session, char command) {
  uint64_t met = 0;
  int32_t status = 0, count = 0;
  switch (command) {
    case 'T':
      answerOutput(session, probeStepToken(session, (int32_t)number()));
      return;
    case 'S':
      count = readCount();
      need(readAll(values, (size_t)count * sizeof(int32_t)));
      _Static_assert(sizeof(intptr_t) == sizeof(int32_t), "tokens are read as they are");
      answerOutput(session, probeStepTokens(session, (const intptr_t *)values, (size_t)count));
      return;
    case 'C':
      status = probeStepTokenCounted(session, (int32_t)number(), &met);
      answerOutput(session, status);
      if (status == 0) writeAll(&met, sizeof met);
      return;
    case 'F':
      count = readCount();
      need(readAll(values, (size_t)count * sizeof(float)));
      answerOutput(session, probeStepFeatures(session, (const float *)values, (size_t)count));
      return;
    default:
      count = readCount();
      status = (int32_t)number();
      need(readAll(values, (size_t)count));
      answerOutput(
          session, probeStepVector(session, (const int8_t *)values, (size_t)count, status));
  }
}

static void run(const ProbeSession *session, char command) {
  size_t count = (size_t)readCount();
  need(readAll(values, count * sizeof(int32_t)));
  size_t steps = command == 'K' ? count : count / inputSize;
  size_t byteCount = 0, outputCount = steps * outputSize;
  need(probeSequenceByteCount(session, steps, &byteCount) == 0);
  need(byteCount <= memoryCapacity && outputCount <= valueCapacity);
  int32_t status =
      command == 'K'
          ? probeRunTokens(session, (const intptr_t *)values, count, scratch + 1, byteCount,
                           outputs, outputCount)
          : probeRunFeatures(session, (const float *)values, count, scratch + 1, byteCount,
                             outputs, outputCount);
  answer((uint32_t)status);
  if (status == 0) writeAll(outputs, outputCount * sizeof(int32_t));
}

static void state(const ProbeSession *session, char command) {
  uint32_t layer = number();
  if (command == 'L') {
    uint32_t kind = 0, hidden = 0, outputs = 0;
    answer((uint32_t)probeRecurrentLayer(session, layer, &kind, &hidden, &outputs));
    answer(kind);
    answer(hidden);
    answer(outputs);
    return;
  }
  uint32_t part = number(), stream = number();
  size_t count = (size_t)readCount();
  if (command == 'R') {
    int32_t status = probeReadState(session, layer, part, stream, values, count);
    answer((uint32_t)status);
    if (status == 0) writeAll(values, count * sizeof(int32_t));
  } else {
    need(readAll(values, count * sizeof(int32_t)));
    answer((uint32_t)probeWriteState(session, layer, part, stream, values, count));
  }
}

void harness(void) {
  ProbeSession session = {.model = model, .memory = memory + 1};
  char command = 0;
  while (readAll(&command, 1)) {
    switch (command) {
      case 'M': case 'Y': check(command); break;
      case 'D': answer(probeDigest(model, modelByteCount)); break;
      case 'N': start(&session); break;
      case 'T': case 'S': case 'C': case 'F': case 'V': step(&session, command); break;
      case 'K': case 'G': run(&session, command); break;
      case 'L': case 'R': case 'W': state(&session, command); break;
      default: systemExit(4);
    }
  }
  systemExit(0);
}
