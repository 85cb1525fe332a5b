package org.electra4j.checkpoint.pytorch;

/**
 * A tensor as a pickle describes it.
 *
 * @param offset of its first element in the storage, in elements
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TensorRef(StorageRef storage, long offset, long[] size, long[] stride) {}
