package org.electra4j.checkpoint.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * Reads a model of several safetensors files, whose index {@code model.safetensors.index.json} has
 * a {@code weight_map} from tensors to files beside it.
 */
public final class ShardedSafetensorsReader implements TensorSource {
  private final Path index;
  private final SortedMap<String, SafetensorsReader> files = new TreeMap<>();
  private final SortedMap<String, SafetensorsReader> byTensor = new TreeMap<>();

  private ShardedSafetensorsReader(Path index) {
    this.index = index;
  }

  /**
   * Opens all files.
   *
   * @throws BadInputException if the index or a file is missing or bad, or they do not agree on
   *     which tensors there are
   */
  public static ShardedSafetensorsReader open(Path index) {
    ShardedSafetensorsReader reader = new ShardedSafetensorsReader(index);
    try {
      reader.openAll();
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    SortedMap<String, TensorInfo> tensors = new TreeMap<>();
    files.values().forEach(file -> tensors.putAll(file.tensors()));
    return tensors;
  }

  @Override
  public ByteBuffer read(String name) {
    SafetensorsReader file = byTensor.get(name);
    if (file == null) {
      throw new BadInputException(index + ": no tensor named " + name);
    }
    return file.read(name);
  }

  @Override
  public Map<String, String> metadata() {
    return files.isEmpty() ? Map.of() : files.get(files.firstKey()).metadata();
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsReader::close);
  }

  private void openAll() {
    JsonNode map = Json.read(index).path("weight_map");
    if (!map.isObject()) {
      throw new BadInputException(index + ": no weight_map object");
    }
    map.properties().forEach(field -> byTensor.put(field.getKey(), file(field.getValue())));
    int tensors = 0;
    for (SafetensorsReader file : files.values()) {
      tensors += file.tensors().size();
    }
    for (var entry : byTensor.entrySet()) {
      if (!entry.getValue().tensors().containsKey(entry.getKey())) {
        throw new BadInputException(
            index + ": " + TextNode.valueOf(entry.getKey()) + " is not in the file that it names");
      }
    }
    if (tensors != byTensor.size()) {
      throw new BadInputException(
          "%s: names %d tensors, its files hold %d".formatted(index, byTensor.size(), tensors));
    }
  }

  private SafetensorsReader file(JsonNode value) {
    String name = value.asText();
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")) {
      throw new BadInputException(
          index + ": " + value + " is not the plain name of a file beside it");
    }
    SafetensorsReader open = files.get(name);
    if (open == null) {
      open = SafetensorsReader.open(index.resolveSibling(name));
      files.put(name, open);
    }
    return open;
  }
}
