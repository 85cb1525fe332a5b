package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.tensorflow.proto.DataType;

/**
 * What is in a checkpoint.
 *
 * @param parameters number of weights by the label of the part
 * @param configuration sizes by encoder, {@code electra} and {@code generator}, under the
 *     original's keys and {@code embedding_size}
 * @param globalStep empty if the checkpoint has none
 * @param notes what a reader may not expect, a sentence each
 * @param problems damage, a line each
 */
public record CheckpointInspection(
    String path,
    String format,
    List<Row> tensors,
    Map<String, Long> parameters,
    Map<String, JsonNode> configuration,
    OptionalLong globalStep,
    List<String> notes,
    List<String> problems) {

  /**
   * One tensor.
   *
   * @param name in the file
   * @param original the original's name for it; null if its meaning is not known
   * @param statistics null if they were not asked for, or it has no numbers
   * @param checksum ok, damaged, or none where the format has none or it was not looked at
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Row(
      String name,
      String dtype,
      long[] shape,
      long bytes,
      String part,
      String original,
      TensorStatistics statistics,
      String checksum) {
    private ObjectNode toJson() {
      ObjectNode json = Json.mapper().createObjectNode();
      json.put("name", name).put("dtype", dtype);
      json.set("shape", Json.mapper().valueToTree(shape));
      json.put("bytes", bytes).put("part", part).put("original", original);
      if (statistics != null) {
        json.put("min", statistics.min()).put("max", statistics.max());
        json.put("mean", statistics.mean());
      }
      return json.put("checksum", checksum);
    }
  }

  /**
   * Looks at every tensor.
   *
   * @param values whether to read the elements, for statistics and checksums
   */
  public static CheckpointInspection of(OpenCheckpoint checkpoint, boolean values) {
    List<Row> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (TensorInfo info : checkpoint.source().tensors().values()) {
      rows.add(row(checkpoint, info, values, problems));
    }
    List<String> notes = new ArrayList<>();
    return new CheckpointInspection(
        checkpoint.files().path().toString(),
        format(checkpoint),
        rows,
        parameters(rows),
        configuration(checkpoint, notes),
        globalStep(checkpoint, problems.isEmpty()),
        notes,
        problems);
  }

  /** As JSON under snake-case keys. */
  public ObjectNode toJson() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("path", path).put("format", format);
    globalStep.ifPresent(step -> json.put("global_step", step));
    json.set("parameters", Json.mapper().valueToTree(parameters));
    json.set("configuration", Json.mapper().valueToTree(configuration));
    ArrayNode list = json.putArray("tensors");
    tensors.forEach(row -> list.add(row.toJson()));
    json.set("notes", Json.mapper().valueToTree(notes));
    json.set("problems", Json.mapper().valueToTree(problems));
    return json;
  }

  private static String format(OpenCheckpoint checkpoint) {
    String format = checkpoint.files().format().label();
    return checkpoint.architecture().map(a -> format + ", " + a.className()).orElse(format);
  }

  private static Row row(
      OpenCheckpoint checkpoint, TensorInfo info, boolean values, List<String> problems) {
    String original = checkpoint.meaning(info).map(Meaning::original).orElse(null);
    TensorStatistics statistics = null;
    String checksum = "none";
    if (values && TensorElements.bytes(info.dtype()) > 0) {
      try {
        ByteBuffer bytes = checkpoint.source().read(info.name());
        statistics = TensorStatistics.of(info.dtype(), bytes).orElse(null);
        checksum = checkpoint.files().format() == CheckpointFormat.TENSORFLOW ? "ok" : "none";
      } catch (BadInputException e) {
        checksum = "damaged";
        problems.add(e.getMessage());
      }
    }
    return new Row(
        info.name(),
        TensorElements.name(info.dtype()),
        info.shape(),
        bytes(checkpoint, info),
        (original == null ? ModelPart.OTHER : ModelPart.of(original)).label(),
        original,
        statistics,
        checksum);
  }

  /** Of a tensor in slices no reader has checked that its shape is possible. */
  private static long bytes(OpenCheckpoint checkpoint, TensorInfo info) {
    try {
      return Math.multiplyExact(info.elements(), TensorElements.bytes(info.dtype()));
    } catch (ArithmeticException e) {
      throw new BadInputException(
          checkpoint.files().path() + ": " + info + " is too large to be true", e);
    }
  }

  private static Map<String, Long> parameters(List<Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows) {
      ModelPart part = row.original() == null ? ModelPart.OTHER : ModelPart.of(row.original());
      if (part.isWeights()) {
        long elements = 1;
        for (long dimension : row.shape()) {
          elements *= dimension;
        }
        counts.merge(part.label(), elements, Long::sum);
      }
    }
    return counts;
  }

  private static Map<String, JsonNode> configuration(
      OpenCheckpoint checkpoint, List<String> notes) {
    Map<String, JsonNode> configuration = new LinkedHashMap<>();
    for (String scope : List.of("electra", "generator")) {
      checkpoint
          .model(scope)
          .ifPresent(
              model -> {
                configuration.put(scope, model.toJson());
                if (model.headsAssumed()) {
                  notes.add(
                      scope
                          + ": no tensor shows the number of attention heads;"
                          + " one for each 64 of the hidden size is assumed");
                }
              });
    }
    return configuration;
  }

  private static OptionalLong globalStep(OpenCheckpoint checkpoint, boolean whole) {
    OpenCheckpoint.Known step = checkpoint.known().get(OriginalNames.GLOBAL_STEP);
    return whole && step != null && step.info().dtype() == DataType.DT_INT64
        ? OptionalLong.of(checkpoint.read(step).getLong())
        : OptionalLong.empty();
  }
}
