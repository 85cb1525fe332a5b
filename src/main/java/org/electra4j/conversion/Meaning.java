package org.electra4j.conversion;

/**
 * What a tensor of a file is in the original's model.
 *
 * @param original the original's name, such as {@code electra/encoder/layer_0/output/dense/kernel}
 * @param transposed whether the file holds the matrix the other way round, [out, in]
 */
record Meaning(String original, boolean transposed) {}
