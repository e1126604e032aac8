// The engine as firmware would call it: a file's bytes in flash, and one piece of memory.
//
// Probe.swift implements it. Functions return 0, or the number of what is wrong.
#ifndef LACUNA_PROBE_H
#define LACUNA_PROBE_H

#include <stddef.h>
#include <stdint.h>

// A file in place, and where the states and scratch of a network's streams are.
typedef struct {
  const void *_Nonnull model;
  size_t model_byte_count;
  uint32_t network;
  uint32_t streams;
  void *_Nonnull memory;
  size_t memory_byte_count;
} ProbeSession;

// What a file breaks: a rule of spec/, by its position in the enumeration, and the place.
typedef struct {
  int64_t offset;
  int64_t expected;
  int64_t found;
  int32_t rule;
  int32_t section;  // -1 when it is in none
  int32_t relation;
} ProbeFault;

// What a network is and takes.
typedef struct {
  uint32_t network_count;
  uint32_t takes_tokens;
  uint32_t input_size;
  uint32_t output_size;
  uint32_t recurrent_layer_count;
  uint32_t memory_byte_count;
} ProbeShape;

// Validates a file, which has to be done before anything else, and again for another file.
// Returns 0, or 1 and what is wrong.
int32_t probeValidate(const void *_Nonnull model, size_t byte_count, ProbeFault *_Nonnull fault);

// Checks the rules that need a look at every term and name. Returns 0, or 1 and what is wrong.
int32_t probeVerify(const void *_Nonnull model, size_t byte_count, ProbeFault *_Nonnull fault);

// Says what network `network` of the file is, and the memory that its streams take. Returns 0, or 1
// when there is none.
int32_t probeDescribe(
    const void *_Nonnull model, size_t byte_count, uint32_t network, uint32_t streams,
    ProbeShape *_Nonnull shape);

// Sets all states to zero.
int32_t probeStart(const ProbeSession *_Nonnull session);

// One step; of several streams with `count` tokens, or values for one stream after the other.
int32_t probeStepToken(const ProbeSession *_Nonnull session, int32_t token);
int32_t probeStepTokens(
    const ProbeSession *_Nonnull session, const intptr_t *_Nonnull tokens, size_t count);
int32_t probeStepFeatures(
    const ProbeSession *_Nonnull session, const float *_Nonnull values, size_t count);
int32_t probeStepVector(
    const ProbeSession *_Nonnull session, const int8_t *_Nonnull values, size_t count,
    int32_t exponent);

// One step, and how many activations that are not zero its products met.
int32_t probeStepTokenCounted(
    const ProbeSession *_Nonnull session, int32_t token, uint64_t *_Nonnull met);

// Bytes of memory that a run of `steps` steps takes beside the session's.
int32_t probeSequenceByteCount(
    const ProbeSession *_Nonnull session, size_t steps, size_t *_Nonnull byte_count);

// A whole sequence: `count` tokens, or values, and all outputs of all steps to `output`.
int32_t probeRunTokens(
    const ProbeSession *_Nonnull session, const intptr_t *_Nonnull tokens, size_t count,
    void *_Nonnull memory, size_t memory_byte_count, int32_t *_Nonnull output,
    size_t output_count);
int32_t probeRunFeatures(
    const ProbeSession *_Nonnull session, const float *_Nonnull values, size_t count,
    void *_Nonnull memory, size_t memory_byte_count, int32_t *_Nonnull output,
    size_t output_count);

// Copies a stream's output of the last step to `values`, which hold as many as the shape says.
int32_t probeOutput(
    const ProbeSession *_Nonnull session, uint32_t stream, int32_t *_Nonnull values,
    int32_t *_Nonnull exponent);

// The kind (2 LSTM, 3 GRU), the units and the outputs of a recurrent layer, or zeros.
int32_t probeRecurrentLayer(
    const ProbeSession *_Nonnull session, uint32_t layer, uint32_t *_Nonnull kind,
    uint32_t *_Nonnull hidden_size, uint32_t *_Nonnull output_size);

// A state in its integers; part 0 is hidden, 1 cell.
int32_t probeReadState(
    const ProbeSession *_Nonnull session, uint32_t layer, uint32_t part, uint32_t stream,
    int32_t *_Nonnull values, size_t count);
int32_t probeWriteState(
    const ProbeSession *_Nonnull session, uint32_t layer, uint32_t part, uint32_t stream,
    const int32_t *_Nonnull values, size_t count);

// CRC-32 of what the views read: networks' names; the row, column and value (int32) of every term
// that is not zero; vocabularies; metadata keys and values.
uint32_t probeDigest(const void *_Nonnull model, size_t byte_count);

#endif
