package org.electra4j.conversion;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.io.BadInputException;

/** A checkpoint of any format, its tensors known under the original's names. */
public final class OpenCheckpoint implements AutoCloseable {
  /**
   * A tensor of a known meaning.
   *
   * @param info as it is in the file
   */
  record Known(TensorInfo info, Meaning meaning) {
    /** The shape that the original gives it. */
    long[] shape() {
      long[] shape = info.shape();
      return meaning.transposed() ? new long[] {shape[1], shape[0]} : shape;
    }
  }

  private final CheckpointFiles files;
  private final TensorSource source;
  private final Architecture architecture;
  private final SortedMap<String, Known> known = new TreeMap<>();

  private OpenCheckpoint(CheckpointFiles files, TensorSource source) {
    this.files = files;
    this.source = source;
    this.architecture =
        files.format() == CheckpointFormat.TENSORFLOW
            ? null
            : Architecture.of(source.tensors().keySet()).orElse(null);
    for (TensorInfo info : source.tensors().values()) {
      meaning(info).ifPresent(meaning -> add(new Known(info, meaning)));
    }
  }

  /**
   * Opens a checkpoint.
   *
   * @param given a prefix, a file or a directory
   * @throws BadInputException if there is none, or it is damaged
   */
  public static OpenCheckpoint open(Path given) {
    CheckpointFiles files = CheckpointFiles.find(given);
    TensorSource source = files.open();
    try {
      return new OpenCheckpoint(files, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  CheckpointFiles files() {
    return files;
  }

  TensorSource source() {
    return source;
  }

  /** The Hugging Face class; empty for TensorFlow checkpoints and models of another kind. */
  Optional<Architecture> architecture() {
    return Optional.ofNullable(architecture);
  }

  /** The tensors of known meaning by the original's names. */
  SortedMap<String, Known> known() {
    return Collections.unmodifiableSortedMap(known);
  }

  /** What a tensor of the file is in the original's model, if it is known. */
  Optional<Meaning> meaning(TensorInfo info) {
    if (files.format() == CheckpointFormat.TENSORFLOW) {
      return Optional.of(new Meaning(info.name(), false));
    }
    return architecture().flatMap(a -> a.meaning(info.name()));
  }

  /**
   * The sizes of an encoder.
   *
   * @param scope {@code electra} or {@code generator}
   * @return empty if the checkpoint does not hold it, or not whole
   */
  Optional<InferredModel> model(String scope) {
    if (known.keySet().stream().noneMatch(name -> name.startsWith(scope + "/encoder/"))) {
      return Optional.empty();
    }
    Map<String, long[]> shapes = new HashMap<>();
    known.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return InferredModel.of(scope, shapes, SidecarConfig.read(files, scope));
  }

  /** A tensor's elements in the original's order, in the type of the file. */
  ByteBuffer read(Known tensor) {
    ByteBuffer bytes = source.read(tensor.info().name());
    if (!tensor.meaning().transposed()) {
      return bytes;
    }
    long[] shape = tensor.info().shape();
    return TensorElements.transpose(bytes, (int) shape[0], (int) shape[1], tensor.info().dtype());
  }

  @Override
  public void close() {
    source.close();
  }

  private void add(Known tensor) {
    if (tensor.meaning().transposed() && tensor.info().shape().length != 2) {
      throw new BadInputException(files.path() + ": " + tensor.info() + ", expected a matrix");
    }
    if (known.put(tensor.meaning().original(), tensor) != null) {
      throw new BadInputException(
          files.path() + ": holds " + tensor.meaning().original() + " twice");
    }
  }
}
