static void terms_output(const uint8_t *weights, uint32_t rows, uint32_t columns,
                         uint32_t log2_group, uint32_t terms_per_group, const int8_t *codebook,
                         const int8_t *x, int32_t *sums) {
  lacuna_kernels_portable.terms_output(weights, rows, columns, log2_group, terms_per_group,
                                       codebook, x, sums);
}
