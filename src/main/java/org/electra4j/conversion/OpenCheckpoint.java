package org.electra4j.conversion;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.checkpoint.TensorBundleReader;
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

  private final CheckpointFormat format;
  private final Path path;
  private final TensorSource source;
  private final SortedMap<String, Known> known = new TreeMap<>();

  private OpenCheckpoint(CheckpointFormat format, Path path, TensorSource source) {
    this.format = format;
    this.path = path;
    this.source = source;
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
    Path prefix = CheckpointPaths.resolve(given);
    return new OpenCheckpoint(CheckpointFormat.TENSORFLOW, prefix, TensorBundleReader.open(prefix));
  }

  CheckpointFormat format() {
    return format;
  }

  /** The prefix or file. */
  Path path() {
    return path;
  }

  TensorSource source() {
    return source;
  }

  /** The tensors of known meaning by the original's names. */
  SortedMap<String, Known> known() {
    return Collections.unmodifiableSortedMap(known);
  }

  /** What a tensor of the file is in the original's model, if it is known. */
  Optional<Meaning> meaning(TensorInfo info) {
    return Optional.of(new Meaning(info.name(), false));
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
    return InferredModel.of(scope, shapes, SidecarConfig.read(path, scope));
  }

  /** A tensor's elements in the original's order, in the type of the file. */
  ByteBuffer read(Known tensor) {
    return source.read(tensor.info().name());
  }

  @Override
  public void close() {
    source.close();
  }

  private void add(Known tensor) {
    if (known.put(tensor.meaning().original(), tensor) != null) {
      throw new BadInputException(
          path + ": holds " + tensor.meaning().original() + " twice, once as " + tensor.info());
    }
  }
}
