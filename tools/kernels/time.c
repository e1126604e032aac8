// Times one step of a two-layer LSTM, part by part, against merely reading the same bytes.
//
// `time [--hidden H] [--group G] [--terms K] [--encoding terms|output|codes|int8] [--streams B]
// [--zeros PERCENT] [--repeats N] [--kernel NAME]`. One core. Whatever else runs on the machine
// makes single times longer, so the parts alternate, and the best of many counts; the median stands
// beside it.
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CLacunaKernels.h"
#include "random.h"

enum { layers = 2, most_tables = 8, parts = 3, most_repeats = 20000 };

static struct {
  uint32_t hidden, group, log2_group, k, streams, zeros, repeats;
  const char *encoding, *kernel;
} options = {650, 16, 4, 2, 1, 0, 600, "terms", 0};

// One layer: its input and its recurrent matrix, each [4·hidden, hidden], and its state.
typedef struct {
  uint8_t *weights[2];
  int8_t *exponents[2], *x, *h;
  int16_t *bias, *gates, *cell, *doubled;
  int32_t *sums[2];
} layer;

static layer model[layers];
static size_t matrix_length, x_stride, sums_stride;
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

static void make_model(void) {
  const uint32_t rows = 4 * options.hidden;
  random_state = 20180419;
  matrix_length = length();
  x_stride = up(options.hidden, 64) * 64 + 128;
  sums_stride = up(rows, 64) * 64;
  // As the converter has them: the top bit of a code is the sign.
  const int half = strcmp(options.encoding, "codes") == 0 ? 8 : 128 >> options.log2_group;
  for (int i = 1; i < half; i++) codebook[i] = (int8_t)(1 << (i - 1) % 7);
  for (int i = 1; i < half; i++) codebook[half + i] = (int8_t)-codebook[i];
  for (int i = 0; i < 257; i++) points[i] = (int16_t)(i * 255 - 32640);
  uint8_t *all = zeroed(4 * (matrix_length + 63) / 64 * 64 + 256);
  for (int l = 0; l < layers; l++) {
    layer *m = model + l;
    for (int i = 0; i < 2; i++) {
      m->weights[i] = all + (2 * l + i) * up(matrix_length, 64) * 64;
      for (size_t j = 0; j < matrix_length; j++) m->weights[i][j] = (uint8_t)random32();
      m->exponents[i] = zeroed(rows + 16);
      for (uint32_t r = 0; r < rows; r++) m->exponents[i][r] = (int8_t)random_in(-11, -8);
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

static void product(const lacuna_kernels *k, const uint8_t *w, const int8_t *x, int32_t *sums) {
  const uint32_t rows = 4 * options.hidden, columns = options.hidden, streams = options.streams;
  if (strcmp(options.encoding, "terms") == 0) {
    if (streams == 1)
      k->terms_input(w, rows, columns, options.log2_group, options.k, codebook, x, sums);
    else
      k->terms_input_streams(w, rows, columns, options.log2_group, options.k, codebook, x, x_stride,
                             sums, sums_stride, streams);
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

static void products(const lacuna_kernels *k) {
  for (int l = 0; l < layers; l++) {
    product(k, model[l].weights[0], model[l].x, model[l].sums[0]);
    product(k, model[l].weights[1], model[l].h, model[l].sums[1]);
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

static void read_all(void) {
  sink += lacuna_read(model[0].weights[0],
                      (size_t)(model[1].weights[1] - model[0].weights[0]) + matrix_length);
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
    if (strcmp(name, "--kernel") == 0) options.kernel = value;
  }
  if (options.repeats > most_repeats) options.repeats = most_repeats;
  options.log2_group = options.group == 8 ? 3 : options.group == 32 ? 5 : 4;
}

int main(int count, char **arguments) {
  parse(count, arguments);
  make_model();
  static double times[1 + most_tables * parts][most_repeats];
  const lacuna_kernels *tables[most_tables];
  uint32_t used = 0;
  for (uint32_t i = 0; i < lacuna_kernels_count(); i++) {
    const lacuna_kernels *k = lacuna_kernels_at(i);
    if (!options.kernel || strcmp(options.kernel, k->name) == 0) tables[used++] = k;
  }

  for (uint32_t repeat = 0; repeat < options.repeats; repeat++) {
    double t = now();
    read_all();
    times[0][repeat] = now() - t;
    for (uint32_t i = 0; i < used; i++) {
      if (strcmp(tables[i]->name, "portable") == 0 && repeat % 16) {
        for (int part = 0; part < parts; part++)
          times[1 + i * parts + part][repeat] = times[1 + i * parts + part][repeat / 16 * 16];
        continue;
      }
      t = now();
      products(tables[i]);
      times[1 + i * parts][repeat] = now() - t;
      t = now();
      elements(tables[i]);
      times[2 + i * parts][repeat] = now() - t;
      t = now();
      products(tables[i]);
      elements(tables[i]);
      times[3 + i * parts][repeat] = now() - t;
    }
  }

  for (uint32_t i = 0; i < 1 + used * parts; i++)
    qsort(times[i], options.repeats, sizeof times[i][0], ascending);
  const uint32_t middle = options.repeats / 2;
  const double best = times[0][0], median = times[0][middle];
  printf(
      "%u layers of %u, %s %u/%u, %zu bytes, %u streams, %u%% zeros; microseconds, best (median)\n",
      layers, options.hidden, options.encoding, options.k, options.group, 4 * matrix_length,
      options.streams, options.zeros);
  printf("%-11s%8.2f (%8.2f)\n", "read", best, median);
  for (uint32_t i = 0; i < used; i++) {
    const double *p = times[1 + i * parts], *e = times[2 + i * parts], *s = times[3 + i * parts];
    printf(
        "%-11s products %8.2f (%8.2f) = %5.2fx read (%5.2fx), elements %6.2f (%6.2f), "
        "step %8.2f (%8.2f) = %5.2fx read (%5.2fx)\n",
        tables[i]->name, p[0], p[middle], p[0] / best, p[middle] / median, e[0], e[middle], s[0],
        s[middle], s[0] / best, s[middle] / median);
  }
  return 0;
}
