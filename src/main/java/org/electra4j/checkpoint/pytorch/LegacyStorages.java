package org.electra4j.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;

/**
 * The format before PyTorch 1.6: pickles of a magic number, a version, the writer's system, the
 * tensors and a list of storages; then for each of those the number of elements (int64) and the
 * elements.
 */
final class LegacyStorages implements Storages {
  /** The low 8 bytes of the magic number 0x1950a86a20f9469cfc6c. */
  private static final long MAGIC = 0xa86a20f9469cfc6cL;

  private static final long VERSION = 1001;

  private final FileBytes file;
  private final Map<String, Long> places = new HashMap<>();
  private Object value;

  private LegacyStorages(FileBytes file) {
    this.file = file;
  }

  /**
   * Opens a file and reads its pickles.
   *
   * @throws BadInputException if they are not those
   */
  static LegacyStorages open(Path path, long maxPickle) {
    LegacyStorages storages = new LegacyStorages(FileBytes.open(path));
    try {
      storages.readPickles(maxPickle);
      return storages;
    } catch (BadInputException | ArithmeticException e) {
      storages.close();
      throw e;
    }
  }

  private void readPickles(long maxPickle) {
    ByteBuffer head = file.read(0, Math.min(file.size(), maxPickle));
    RestrictedUnpickler unpickler = new RestrictedUnpickler(file.file().toString(), head);
    if (!Long.valueOf(MAGIC).equals(unpickler.load())
        || !Long.valueOf(VERSION).equals(unpickler.load())
        || !(unpickler.load() instanceof Map<?, ?> system)) {
      throw bad("not a file of PyTorch tensors");
    }
    if (Boolean.FALSE.equals(system.get("little_endian"))) {
      throw bad("its numbers are not little endian");
    }
    value = unpickler.load();
    if (!(unpickler.load() instanceof List<?> keys)) {
      throw bad("no list of storages");
    }
    Map<String, StorageRef> known = new HashMap<>();
    PyTorchReader.flatten(value, file.file().toString())
        .values()
        .forEach(tensor -> known.put(tensor.storage().key(), tensor.storage()));
    place(keys, known, head.position());
  }

  /** What the pickle of the tensors holds. */
  Object value() {
    return value;
  }

  @Override
  public void check(StorageRef storage) {
    if (!places.containsKey(storage.key())) {
      throw bad("a tensor's storage is not in the list of storages");
    }
  }

  @Override
  public ByteBuffer read(StorageRef storage, long offset, long length) {
    return file.read(places.get(storage.key()) + offset, length);
  }

  @Override
  public void close() {
    file.close();
  }

  private void place(List<?> keys, Map<String, StorageRef> known, long start) {
    long at = start;
    for (Object key : keys) {
      StorageRef storage = key instanceof String name ? known.get(name) : null;
      if (storage == null || places.containsKey(storage.key())) {
        throw bad("a storage is of no tensor, or listed twice");
      }
      if (file.read(at, Long.BYTES).getLong() != storage.elements()) {
        throw bad("at byte " + at + ": expected a storage of " + storage.elements() + " elements");
      }
      at += Long.BYTES;
      places.put(storage.key(), at);
      long size = Math.multiplyExact(storage.elements(), TensorElements.bytes(storage.dtype()));
      if (size > file.size() - at) {
        throw bad("ends within a storage of " + size + " bytes at byte " + at);
      }
      at += size;
    }
    if (at != file.size()) {
      throw bad((file.size() - at) + " bytes behind the last storage");
    }
  }

  private BadInputException bad(String reason) {
    return new BadInputException(file.file() + ": bad PyTorch file: " + reason);
  }
}
