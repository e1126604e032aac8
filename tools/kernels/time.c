// Times one step of a two-layer LSTM, part by part, against merely reading the same bytes.
//
// `time [--hidden H] [--group G] [--terms K] [--encoding terms|output|codes|int8] [--streams B]
// [--zeros PERCENT] [--book shift|fitted|large] [--repeats N] [--placements P] [--kernel NAME]`. One core. Steps of all kernels
// and reads alternate, in several copies of the weights, as in `lacuna bench`: the median of the
// copies' medians counts, and the least and the most stand beside it (tools/bench/README.md, What
// reading takes).
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "CLacunaKernels.h"
#include "random.h"

enum { layers = 2, most_tables = 8, parts = 3, most_placements = 31, most_repeats = 10000 };

static struct {
  uint32_t hidden, group, log2_group, k, streams, zeros, repeats, placements;
  const char *encoding, *kernel, *book;
} options = {650, 16, 4, 2, 1, 0, 600, 9, "terms", 0, "shift"};

// One layer: its input and its recurrent matrix, each [4·hidden, hidden], and its state.
typedef struct {
  uint8_t *weights[2];
  int8_t *exponents[2], *x, *h;
  int16_t *row_sums[2][most_tables];  // null where a table has no use for them
  int16_t *bias, *gates, *cell, *doubled;
  int32_t *sums[2];
} layer;

static layer model[layers];
static uint8_t *weights;  // of all matrices, one after another
static size_t weights_length, matrix_length, x_stride, sums_stride;
static int8_t codebook[32];
static int16_t points[257];
static volatile uint64_t sink;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec * 1e-3;
}

static void *zeroed(size_t size) {
  void *p = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!p) exit(3);
  return memset(p, 0, (size + 63) / 64 * 64);
}

static size_t up(size_t a, size_t b) { return (a + b - 1) / b; }

static size_t length(void) {
  const size_t rows = 4 * options.hidden, columns = options.hidden;
  if (strcmp(options.encoding, "terms") == 0)
    return 16 * options.k * up(columns, options.group) * up(rows, 16);
  if (strcmp(options.encoding, "output") == 0) return options.k * up(rows, options.group) * columns;
  if (strcmp(options.encoding, "codes") == 0) return 64 * up(columns, 8) * up(rows, 16);
  return 64 * up(columns, 4) * up(rows, 16);
}

static int16_t *new_row_sums(const lacuna_kernels *k, const uint8_t *w) {
  const uint32_t rows = 4 * options.hidden, columns = options.hidden;
  if (strcmp(options.encoding, "terms") != 0 ||
      !k->row_sums(w, rows, columns, options.log2_group, options.k, codebook, 0))
    return 0;
  int16_t *row_sums = zeroed((rows + 16) * sizeof *row_sums);
  k->row_sums(w, rows, columns, options.log2_group, options.k, codebook, row_sums);
  return row_sums;
}

static void make_model(void) {
  const uint32_t rows = 4 * options.hidden;
  random_state = 20180419;
  matrix_length = length();
  x_stride = up(options.hidden, 64) * 64 + 128;
  sums_stride = up(rows, 64) * 64;
  // As the converter has them: of powers of two the top bit of a code is the sign, fitted ones ascend,
  // and large ones are past what sums of rows serve for with bytes multiplied in pairs.
  const int half = strcmp(options.encoding, "codes") == 0 ? 8 : 128 >> options.log2_group;
  for (int i = 1; i < half; i++) codebook[i] = (int8_t)(1 << (i - 1) % 7);
  for (int i = 1; i < half; i++) codebook[half + i] = (int8_t)-codebook[i];
  if (strcmp(options.book, "shift") != 0)
    for (int i = 1; i < 2 * half; i++)
      codebook[i] = (int8_t)((i - half - (i <= half)) * (strcmp(options.book, "large") ? 63 : 127) / half);
  for (int i = 0; i < 257; i++) points[i] = (int16_t)(i * 255 - 32640);
  weights_length = 4 * up(matrix_length, 64) * 64;
  weights = zeroed(weights_length);
  for (int l = 0; l < layers; l++) {
    layer *m = model + l;
    for (int i = 0; i < 2; i++) {
      m->weights[i] = weights + (2 * l + i) * up(matrix_length, 64) * 64;
      for (size_t j = 0; j < matrix_length; j++) m->weights[i][j] = (uint8_t)random32();
      m->exponents[i] = zeroed(rows + 16);
      for (uint32_t r = 0; r < rows; r++) m->exponents[i][r] = (int8_t)random_in(-11, -8);
      for (uint32_t t = 0; t < lacuna_kernels_count(); t++)
        m->row_sums[i][t] = new_row_sums(lacuna_kernels_at(t), m->weights[i]);
      m->sums[i] = zeroed(options.streams * sums_stride * sizeof(int32_t));
    }
    m->x = zeroed(options.streams * x_stride);
    m->h = zeroed(options.streams * x_stride);
    for (uint32_t b = 0; b < options.streams; b++)
      for (uint32_t i = 0; i < options.hidden; i++) {
        const int zero = random_in(0, 99) < (int32_t)options.zeros;
        m->x[b * x_stride + i] = (int8_t)(zero ? 0 : random_in(1, 127) * (random32() & 1 ? 1 : -1));
        m->h[b * x_stride + i] = m->x[b * x_stride + i];
      }
    m->bias = zeroed(rows * 2);
    m->gates = zeroed(rows * 2);
    m->cell = zeroed(rows * 2);
    m->doubled = zeroed(rows * 2);
    for (uint32_t r = 0; r < rows; r++) m->bias[r] = (int16_t)random_in(-500, 500);
  }
}

static void product(const lacuna_kernels *k, const uint8_t *w, const int16_t *row_sums,
                    const int8_t *x, int32_t *sums) {
  const uint32_t rows = 4 * options.hidden, columns = options.hidden, streams = options.streams;
  if (strcmp(options.encoding, "terms") == 0) {
    if (streams == 1)
      k->terms_input(w, rows, columns, options.log2_group, options.k, codebook, row_sums, x,
                     sums);
    else
      k->terms_input_streams(w, rows, columns, options.log2_group, options.k, codebook, row_sums, x,
                             x_stride, sums, sums_stride, streams);
  } else if (strcmp(options.encoding, "output") == 0) {
    for (uint32_t b = 0; b < streams; b++)
      k->terms_output(w, rows, columns, options.log2_group, options.k, codebook, x + b * x_stride,
                      sums + b * sums_stride);
  } else if (strcmp(options.encoding, "codes") == 0) {
    if (streams == 1)
      k->codes(w, rows, columns, codebook, x, sums);
    else
      k->codes_streams(w, rows, columns, codebook, x, x_stride, sums, sums_stride, streams);
  } else if (streams == 1) {
    k->int8(w, rows, columns, x, sums);
  } else {
    k->int8_streams(w, rows, columns, x, x_stride, sums, sums_stride, streams);
  }
}

static void products(const lacuna_kernels *k, uint32_t table) {
  for (int l = 0; l < layers; l++) {
    product(k, model[l].weights[0], model[l].row_sums[0][table], model[l].x, model[l].sums[0]);
    product(k, model[l].weights[1], model[l].row_sums[1][table], model[l].h, model[l].sums[1]);
  }
}

// Gates, cell update and output of every stream, from the sums that are there. The output goes
// where no product sees it, so that activations stay as dense as they were.
static void elements(const lacuna_kernels *k) {
  static int8_t out[1 << 16];
  const uint32_t n = options.hidden;
  for (int l = 0; l < layers; l++)
    for (uint32_t b = 0; b < options.streams; b++) {
      const layer *m = model + l;
      k->preactivation(m->sums[0] + b * sums_stride, m->exponents[0], 5,
                       m->sums[1] + b * sums_stride, m->exponents[1], 5, m->bias, 2, 4 * n,
                       m->gates);
      for (int gate = 0; gate < 4; gate++) k->table(points, m->gates + gate * n, n);
      k->lstm_cell(m->gates, m->gates + n, m->gates + 2 * n, m->cell, m->doubled, n);
      k->table(points, m->doubled, n);
      k->gated_output(m->gates + 3 * n, m->doubled, out, n);
      sink += (uint64_t)out[0];
    }
}

// Puts the weights elsewhere, into fresh pages; where they were is kept, so that they stay fresh.
static void place(void) {
  uint8_t *copy = mmap(0, weights_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (copy == MAP_FAILED) exit(3);
  memcpy(copy, weights, weights_length);
  for (int l = 0; l < layers; l++)
    for (int i = 0; i < 2; i++) model[l].weights[i] += copy - weights;
  weights = copy;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void parse(int count, char **arguments) {
  for (int i = 1; i + 1 < count; i += 2) {
    const char *name = arguments[i], *value = arguments[i + 1];
    if (strcmp(name, "--hidden") == 0) options.hidden = (uint32_t)atoi(value);
    if (strcmp(name, "--group") == 0) options.group = (uint32_t)atoi(value);
    if (strcmp(name, "--terms") == 0) options.k = (uint32_t)atoi(value);
    if (strcmp(name, "--encoding") == 0) options.encoding = value;
    if (strcmp(name, "--streams") == 0) options.streams = (uint32_t)atoi(value);
    if (strcmp(name, "--zeros") == 0) options.zeros = (uint32_t)atoi(value);
    if (strcmp(name, "--repeats") == 0) options.repeats = (uint32_t)atoi(value);
    if (strcmp(name, "--placements") == 0) options.placements = (uint32_t)atoi(value);
    if (strcmp(name, "--kernel") == 0) options.kernel = value;
    if (strcmp(name, "--book") == 0) options.book = value;
  }
  if (options.placements < 1) options.placements = 1;
  if (options.placements > most_placements) options.placements = most_placements;
  if (options.repeats < 1) options.repeats = 1;
  if (options.repeats > most_repeats) options.repeats = most_repeats;
  options.log2_group = options.group == 8 ? 3 : options.group == 32 ? 5 : 4;
}

// The times of each part in one placement; part 0 is reading, and then there are three for each table.
static double times[1 + most_tables * parts][most_repeats];
static uint32_t counts[1 + most_tables * parts];
// The medians of each part in each placement.
static double medians[1 + most_tables * parts][most_placements];

static void note(uint32_t part, double time) { times[part][counts[part]++] = time; }

static double median(double *values, uint32_t count) {
  qsort(values, count, sizeof *values, ascending);
  return count ? (values[(count - 1) / 2] + values[count / 2]) / 2 : 0;
}

static void measure(const lacuna_kernels *kernels, uint32_t table) {
  const double start = now();
  products(kernels, table);
  const double product = now();
  elements(kernels);
  const double end = now();
  note(1 + table * parts, product - start);
  note(2 + table * parts, end - product);
  note(3 + table * parts, end - start);
}

static void print_time(const char *name, uint32_t part) {
  const double *sorted = medians[part];
  printf("%s %8.2f (%.2f to %.2f)", name, median(medians[part], options.placements), sorted[0],
         sorted[options.placements - 1]);
}

static int is_timed(const lacuna_kernels *k) {
  return !options.kernel || strcmp(options.kernel, k->name) == 0;
}

int main(int count, char **arguments) {
  parse(count, arguments);
  make_model();
  const uint32_t tables = lacuna_kernels_count();
  double ratios[most_tables][most_placements];
  for (uint32_t placement = 0; placement < options.placements; placement++) {
    place();
    memset(counts, 0, sizeof counts);
    for (uint32_t repeat = 0; repeat < options.repeats; repeat++)
      for (uint32_t i = 0; i < tables; i++) {
        const lacuna_kernels *k = lacuna_kernels_at(i);
        // The slow one less often, or all would wait for it.
        if (!is_timed(k) || (strcmp(k->name, "portable") == 0 && repeat % 64 && !options.kernel))
          continue;
        measure(k, i);
        // Once a repeat, after another kernel each time.
        if (repeat % tables != i && !options.kernel) continue;
        const double t = now();
        sink += lacuna_read(weights, weights_length);
        note(0, now() - t);
      }
    for (uint32_t i = 0; i < 1 + tables * parts; i++)
      medians[i][placement] = median(times[i], counts[i]);
    for (uint32_t i = 0; i < tables; i++)
      ratios[i][placement] = medians[3 + i * parts][placement] / medians[0][placement];
  }

  printf("%u layers of %u, %s %u/%u, %zu bytes, %u streams, %u%% zeros; microseconds, median of %u "
         "placements (least to most)\n",
         layers, options.hidden, options.encoding, options.k, options.group, 4 * matrix_length,
         options.streams, options.zeros, options.placements);
  print_time("read       ", 0);
  printf("\n");
  for (uint32_t i = 0; i < tables; i++) {
    if (!is_timed(lacuna_kernels_at(i))) continue;
    printf("%-11s", lacuna_kernels_at(i)->name);
    print_time(" products", 1 + i * parts);
    print_time(", elements", 2 + i * parts);
    print_time(", step", 3 + i * parts);
    printf(" = %.2f times reading, elements %.0f%%\n", median(ratios[i], options.placements),
           100 * medians[2 + i * parts][options.placements / 2] /
               medians[3 + i * parts][options.placements / 2]);
  }
  return 0;
}
