package org.electra4j.checkpoint.safetensors;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;

/** Reads one safetensors file. All of its header is checked when it is opened. */
public final class SafetensorsReader implements TensorSource {
  private final FileBytes file;
  private final SafetensorsHeader header;

  private SafetensorsReader(FileBytes file, SafetensorsHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it is missing or breaks a rule of the format
   */
  public static SafetensorsReader open(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return new SafetensorsReader(file, SafetensorsHeader.read(file));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    SortedMap<String, TensorInfo> tensors = new TreeMap<>();
    header.entries().forEach((name, entry) -> tensors.put(name, entry.info()));
    return tensors;
  }

  @Override
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public ByteBuffer read(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new BadInputException(file.file() + ": no tensor named " + name);
    }
    return file.read(header.dataStart() + entry.begin(), entry.end() - entry.begin());
  }

  @Override
  public void close() {
    file.close();
  }
}
