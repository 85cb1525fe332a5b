package org.electra4j.conversion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.checkpoint.pytorch.PyTorchReader;
import org.electra4j.checkpoint.safetensors.SafetensorsReader;
import org.electra4j.checkpoint.safetensors.ShardedSafetensorsReader;

/**
 * Where a checkpoint that a user names lies.
 *
 * @param path prefix of a TensorFlow checkpoint, or the file with the tensors or their index
 */
record CheckpointFiles(CheckpointFormat format, Path path) {
  static final String SAFETENSORS = "model.safetensors";
  static final String SAFETENSORS_INDEX = SAFETENSORS + ".index.json";
  static final String PYTORCH = "pytorch_model.bin";
  static final String CONFIG = "config.json";

  /**
   * Finds it.
   *
   * @param given a prefix, a file or a directory
   * @throws org.electra4j.io.BadInputException if there is none
   */
  static CheckpointFiles find(Path given) {
    if (Files.isDirectory(given)) {
      for (String name : List.of(SAFETENSORS, SAFETENSORS_INDEX, PYTORCH)) {
        if (Files.exists(given.resolve(name))) {
          return find(given.resolve(name));
        }
      }
    }
    String name = String.valueOf(given.getFileName());
    if (name.endsWith(".safetensors") || name.endsWith(".safetensors.index.json")) {
      return new CheckpointFiles(CheckpointFormat.SAFETENSORS, given);
    }
    if (Files.isRegularFile(given) && name.matches(".*\\.(bin|pt|pth)")) {
      return new CheckpointFiles(CheckpointFormat.PYTORCH, given);
    }
    return new CheckpointFiles(CheckpointFormat.TENSORFLOW, CheckpointPaths.resolve(given));
  }

  /** Opens the tensors. */
  TensorSource open() {
    return switch (format) {
      case TENSORFLOW -> TensorBundleReader.open(path);
      case PYTORCH -> PyTorchReader.open(path);
      case SAFETENSORS ->
          path.toString().endsWith(".json")
              ? ShardedSafetensorsReader.open(path)
              : SafetensorsReader.open(path);
    };
  }
}
