package org.electra4j.checkpoint.pytorch;

import org.tensorflow.proto.DataType;

/**
 * A run of elements that tensors are views of, as a pickle names it.
 *
 * @param key its name in the file
 * @param elements how many there are
 */
record StorageRef(DataType dtype, String key, long elements) {}
