package org.electra4j.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;

/**
 * Reads the tensors of a PyTorch file, {@code pytorch_model.bin} or a training checkpoint, without
 * executing any of it. Tensors in nested dictionaries have the keys joined by dots as their names;
 * what is not a tensor is passed over.
 */
public final class PyTorchReader implements TensorSource {
  /**
   * A model takes about 200 bytes a tensor here; a pickle's values take up to 60 times its size.
   */
  private static final long MAX_PICKLE = 4 << 20;

  private static final int MAX_DEPTH = 4;

  private final Path path;
  private final Storages storages;
  private final SortedMap<String, TensorRef> refs;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();

  private PyTorchReader(Path path, Storages storages, SortedMap<String, TensorRef> refs) {
    this.path = path;
    this.storages = storages;
    this.refs = refs;
    refs.forEach((name, ref) -> tensors.put(name, check(name, ref)));
  }

  /**
   * Opens a file, of the present format or the one before PyTorch 1.6.
   *
   * @throws BadInputException if it is neither, is damaged, or its pickle asks for anything that
   *     tensors do not need
   */
  public static PyTorchReader open(Path path) {
    Storages storages = null;
    try {
      if (isZip(path)) {
        ZipStorages zip = ZipStorages.open(path);
        storages = zip;
        ByteBuffer pickle = zip.pickle(MAX_PICKLE);
        return of(path, zip, new RestrictedUnpickler(path + ", data.pkl", pickle).load());
      }
      LegacyStorages legacy = LegacyStorages.open(path, MAX_PICKLE);
      storages = legacy;
      return of(path, legacy, legacy.value());
    } catch (BadInputException e) {
      close(storages);
      throw e;
    } catch (ArithmeticException e) {
      close(storages);
      throw new BadInputException(path + ": bad PyTorch file: a size is beyond 64 bits", e);
    }
  }

  private static PyTorchReader of(Path path, Storages storages, Object value) {
    return new PyTorchReader(path, storages, flatten(value, path.toString()));
  }

  private static boolean isZip(Path path) {
    try (FileBytes file = FileBytes.open(path)) {
      ByteBuffer start = file.read(0, Math.min(2, file.size()));
      return start.remaining() == 2 && start.get(0) == 'P' && start.get(1) == 'K';
    }
  }

  private static void close(Storages storages) {
    if (storages != null) {
      storages.close();
    }
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return new TreeMap<>(tensors);
  }

  @Override
  public ByteBuffer read(String name) {
    TensorRef ref = refs.get(name);
    if (ref == null) {
      throw new BadInputException(path + ": no tensor named " + name);
    }
    long bytes = TensorElements.bytes(ref.storage().dtype());
    return storages.read(ref.storage(), ref.offset() * bytes, tensors.get(name).elements() * bytes);
  }

  @Override
  public void close() {
    storages.close();
  }

  /**
   * The tensors of nested dictionaries.
   *
   * @throws BadInputException if the value is no dictionary, or holds no tensors
   */
  static SortedMap<String, TensorRef> flatten(Object value, String where) {
    SortedMap<String, TensorRef> tensors = new TreeMap<>();
    if (!(value instanceof Map<?, ?> map)) {
      throw new BadInputException(where + ": bad PyTorch file: holds no dictionary of tensors");
    }
    flatten("", map, 1, tensors, where);
    return tensors;
  }

  private static void flatten(
      String prefix, Map<?, ?> map, int depth, SortedMap<String, TensorRef> tensors, String where) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = prefix + entry.getKey();
      if (entry.getValue() instanceof TensorRef tensor) {
        if (name.chars().anyMatch(Character::isISOControl) || tensors.containsKey(name)) {
          throw new BadInputException(
              where
                  + ": bad PyTorch file: a tensor's name is there twice or has control characters");
        }
        tensors.put(name, tensor);
      } else if (entry.getValue() instanceof Map<?, ?> inner && depth < MAX_DEPTH) {
        flatten(name + ".", inner, depth + 1, tensors, where);
      }
    }
  }

  private TensorInfo check(String name, TensorRef ref) {
    storages.check(ref.storage());
    TensorInfo info = new TensorInfo(name, ref.storage().dtype(), ref.size());
    long step = 1;
    for (int i = ref.size().length - 1; i >= 0; i--) {
      if (ref.size()[i] > 1 && ref.stride()[i] != step) {
        throw new BadInputException(
            path + ": " + info + " is not stored row by row, which is not supported");
      }
      step = Math.multiplyExact(step, ref.size()[i]);
    }
    if (ref.offset() < 0
        || ref.offset() > ref.storage().elements()
        || step > ref.storage().elements() - ref.offset()) {
      throw new BadInputException(path + ": bad PyTorch file: " + info + " exceeds its storage");
    }
    return info;
  }
}
