// The table of the functions that the including file defines under the fields' names.
const lacuna_kernels LACUNA_TABLE = {
    .name = LACUNA_NAME,
    .terms_input = terms_input,
    .terms_output = terms_output,
    .codes = codes,
    .int8 = int8,
    .terms_input_streams = terms_input_streams,
    .codes_streams = codes_streams,
    .int8_streams = int8_streams,
    .preactivation = preactivation,
    .linear = linear,
    .table = table,
    .clipped = clipped,
    .lstm_cell = lstm_cell,
    .gated_output = gated_output,
    .gru_candidate = gru_candidate,
    .gru_update = gru_update,
};
