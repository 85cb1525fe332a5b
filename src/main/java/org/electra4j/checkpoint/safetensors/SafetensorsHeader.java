package org.electra4j.checkpoint.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;
import org.electra4j.io.Json;
import org.tensorflow.proto.DataType;

/**
 * The header of a safetensors file: 8 bytes with its length, little endian, then JSON that gives
 * each tensor's type, shape and place in the rest of the file. The tensors fill that rest without
 * gaps or overlaps.
 *
 * @param dataStart where in the file the rest begins
 */
record SafetensorsHeader(
    long dataStart, Map<String, String> metadata, SortedMap<String, Entry> entries) {
  static final String METADATA = "__metadata__";

  /** The limit of the format's own reader. */
  static final long MAX_BYTES = 100_000_000;

  /** A tensor, from {@code begin} to {@code end} behind the header. */
  record Entry(TensorInfo info, long begin, long end) {}

  /**
   * Reads a header and checks it against the file.
   *
   * @throws BadInputException for every breach of the rules above, duplicate names among them
   */
  static SafetensorsHeader read(FileBytes file) {
    if (file.size() < Long.BYTES) {
      throw bad(file, 0, file.size() + " bytes are too few for a safetensors file");
    }
    long length = file.read(0, Long.BYTES).getLong();
    if (length < 2 || length > MAX_BYTES || length > file.size() - Long.BYTES) {
      throw bad(
          file,
          0,
          "header of %s bytes in a file of %d, expected at most %d"
              .formatted(Long.toUnsignedString(length), file.size(), MAX_BYTES));
    }
    JsonNode json = json(file, file.read(Long.BYTES, length));
    Map<String, String> metadata = new TreeMap<>();
    SortedMap<String, Entry> entries = new TreeMap<>();
    json.properties()
        .forEach(
            field -> {
              if (field.getKey().equals(METADATA)) {
                readMetadata(file, field.getValue(), metadata);
              } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
              }
            });
    long dataStart = Long.BYTES + length;
    checkPlaces(file, entries, file.size() - dataStart);
    return new SafetensorsHeader(dataStart, metadata, entries);
  }

  private static JsonNode json(FileBytes file, ByteBuffer bytes) {
    if (bytes.get(0) != '{') {
      throw bad(file, Long.BYTES, "the header does not begin with '{'");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      JsonNode json = Json.parse(text, file.file() + ": header");
      if (!json.isObject()) {
        throw bad(file, Long.BYTES, "the header is not a JSON object");
      }
      return json;
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          message(file, Long.BYTES + bytes.position(), "the header is not UTF-8"), e);
    }
  }

  private static void readMetadata(FileBytes file, JsonNode value, Map<String, String> metadata) {
    if (!value.isObject()) {
      throw bad(file, Long.BYTES, METADATA + " is not an object");
    }
    value
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isTextual()) {
                throw bad(file, Long.BYTES, METADATA + " holds a value that is not a string");
              }
              metadata.put(field.getKey(), field.getValue().textValue());
            });
  }

  private static Entry entry(FileBytes file, String name, JsonNode value) {
    if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
      throw bad(file, Long.BYTES, "a tensor's name is empty or has control characters");
    }
    JsonNode offsets = value.path("data_offsets");
    JsonNode dimensions = value.path("shape");
    if (!isListOfSizes(offsets) || offsets.size() != 2 || !isListOfSizes(dimensions)) {
      throw bad(file, Long.BYTES, name + ": expected shape and two data_offsets, none negative");
    }
    DataType dtype =
        Dtypes.parse(value.path("dtype").asText())
            .orElseThrow(() -> bad(file, Long.BYTES, name + ": unknown dtype"));
    long[] shape = new long[dimensions.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions.get(i).longValue();
    }
    TensorInfo info = new TensorInfo(name, dtype, shape);
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    if (end < begin || end - begin != size(file, info)) {
      throw bad(file, Long.BYTES, "%s should not take bytes %d to %d".formatted(info, begin, end));
    }
    return new Entry(info, begin, end);
  }

  private static boolean isListOfSizes(JsonNode list) {
    boolean sizes = list.isArray();
    for (JsonNode value : list) {
      sizes &= value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
    }
    return sizes;
  }

  private static long size(FileBytes file, TensorInfo info) {
    try {
      return Math.multiplyExact(info.elements(), TensorElements.bytes(info.dtype()));
    } catch (ArithmeticException e) {
      throw new BadInputException(message(file, Long.BYTES, info + " is too large"), e);
    }
  }

  private static void checkPlaces(FileBytes file, SortedMap<String, Entry> entries, long space) {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : ordered) {
      if (entry.begin() != expected) {
        throw bad(
            file,
            Long.BYTES,
            "%s begins at data byte %d, expected %d: tensors have a gap or overlap"
                .formatted(entry.info(), entry.begin(), expected));
      }
      expected = entry.end();
    }
    if (expected != space) {
      throw bad(
          file,
          Long.BYTES,
          "the tensors take %d bytes, but the file has %d for them".formatted(expected, space));
    }
  }

  private static BadInputException bad(FileBytes file, long at, String reason) {
    return new BadInputException(message(file, at, reason));
  }

  private static String message(FileBytes file, long at, String reason) {
    return "%s: bad safetensors file at byte %d: %s".formatted(file.file(), at, reason);
  }
}
