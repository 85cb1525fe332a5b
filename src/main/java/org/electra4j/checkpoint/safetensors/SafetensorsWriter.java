package org.electra4j.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;

/** Writes safetensors files: the same bytes for the same tensors. */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes a file, one tensor in memory at a time.
   *
   * @param metadata free-form text for the header
   * @param tensors in any order, names differ; written as the format's own writer does, wide
   *     elements first, then by name
   * @throws org.electra4j.io.BadInputException if the file cannot be written
   * @throws IllegalArgumentException for a tensor of a type that the format does not have, or with
   *     other bytes than its type and shape ask for
   */
  public static void write(
      Path file, Map<String, String> metadata, Collection<NamedTensor> tensors) {
    List<NamedTensor> ordered =
        tensors.stream()
            .sorted(
                Comparator.comparing((NamedTensor t) -> -TensorElements.bytes(t.info().dtype()))
                    .thenComparing(t -> t.info().name()))
            .toList();
    byte[] header = header(metadata, ordered);
    AtomicFiles.write(file, out -> write(out, header, ordered));
  }

  private static byte[] header(Map<String, String> metadata, List<NamedTensor> tensors) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.set(SafetensorsHeader.METADATA, Json.mapper().valueToTree(new TreeMap<>(metadata)));
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      TensorInfo info = tensor.info();
      ObjectNode entry = json.putObject(info.name()).put("dtype", Dtypes.name(info.dtype()));
      ArrayNode shape = entry.putArray("shape");
      Arrays.stream(info.shape()).forEach(shape::add);
      long end = offset + info.elements() * TensorElements.bytes(info.dtype());
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    try {
      byte[] text =
          Json.mapper()
              .writer()
              .without(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(json)
              .getBytes(StandardCharsets.UTF_8);
      int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      byte[] header = Arrays.copyOf(text, padded);
      Arrays.fill(header, text.length, padded, (byte) ' ');
      return header;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON of " + metadata, e);
    }
  }

  private static void write(OutputStream out, byte[] header, List<NamedTensor> tensors)
      throws IOException {
    WritableByteChannel channel = Channels.newChannel(out);
    channel.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .flip());
    channel.write(ByteBuffer.wrap(header));
    for (NamedTensor tensor : tensors) {
      TensorInfo info = tensor.info();
      ByteBuffer bytes = tensor.bytes().get();
      if (bytes.remaining() != info.elements() * TensorElements.bytes(info.dtype())) {
        throw new IllegalArgumentException(info + " with " + bytes.remaining() + " bytes");
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
