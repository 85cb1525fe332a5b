package org.electra4j.checkpoint.pytorch;

import java.nio.ByteBuffer;

/** Where the elements of storages are. */
interface Storages extends AutoCloseable {
  /** Checks that the file has all of a storage. */
  void check(StorageRef storage);

  /** Bytes of a storage that was checked. */
  ByteBuffer read(StorageRef storage, long offset, long length);

  @Override
  void close();
}
