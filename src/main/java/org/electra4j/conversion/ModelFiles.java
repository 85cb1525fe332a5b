package org.electra4j.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;

/** The files of weights of a Hugging Face directory: one, or several with an index. */
final class ModelFiles {
  private ModelFiles() {}

  /**
   * Writes them. What an earlier conversion left and a loader would prefer is removed.
   *
   * @param maxBytes largest file; a tensor that is larger has a file of its own
   */
  static void write(
      Path directory, Map<String, String> metadata, List<NamedTensor> tensors, long maxBytes) {
    Path single = directory.resolve(CheckpointFiles.SAFETENSORS);
    Path index = directory.resolve(CheckpointFiles.SAFETENSORS_INDEX);
    List<List<NamedTensor>> shards = shards(tensors, maxBytes);
    if (shards.size() == 1) {
      SafetensorsWriter.write(single, metadata, tensors);
      AtomicFiles.deleteQuietly(index);
      return;
    }
    ObjectNode json = Json.mapper().createObjectNode();
    json.putObject("metadata")
        .put("total_size", tensors.stream().mapToLong(ModelFiles::size).sum());
    ObjectNode map = json.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      SafetensorsWriter.write(directory.resolve(name), metadata, shards.get(i));
      shards.get(i).forEach(tensor -> map.put(tensor.info().name(), name));
    }
    Json.write(index, json);
    AtomicFiles.deleteQuietly(single);
  }

  private static List<List<NamedTensor>> shards(List<NamedTensor> tensors, long maxBytes) {
    List<List<NamedTensor>> shards = new ArrayList<>();
    shards.add(new ArrayList<>());
    long size = 0;
    for (NamedTensor tensor :
        tensors.stream().sorted(Comparator.comparing(t -> t.info().name())).toList()) {
      List<NamedTensor> last = shards.get(shards.size() - 1);
      if (!last.isEmpty() && size + size(tensor) > maxBytes) {
        last = new ArrayList<>();
        shards.add(last);
        size = 0;
      }
      last.add(tensor);
      size += size(tensor);
    }
    return shards;
  }

  private static long size(NamedTensor tensor) {
    return tensor.info().elements() * TensorElements.bytes(tensor.info().dtype());
  }
}
