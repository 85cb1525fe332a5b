package org.electra4j.conversion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.Json;

/**
 * Two checkpoints, of any formats, tensor by tensor. Tensors are matched by what they mean; the
 * generator of a Hugging Face directory, which has its own embeddings, matches the shared ones of a
 * pretraining checkpoint.
 *
 * @param tensors that both have
 * @param onlyInA names that the other lacks
 * @param missing those names of {@code onlyInA} and {@code onlyInB} that belong to a part of the
 *     model of which the other has something; a whole part (the generator, optimizer slots) may be
 *     on one side only
 */
public record CheckpointComparison(
    List<Row> tensors, List<String> onlyInA, List<String> onlyInB, List<String> missing) {

  /**
   * A tensor of both.
   *
   * @param problem why the elements were not compared; null if they were
   * @param maxAbsolute largest difference of two elements; infinite where only one is NaN
   * @param maxRelative largest difference as a fraction of the larger magnitude
   */
  public record Row(String name, String problem, double maxAbsolute, double maxRelative) {}

  /** Reads and compares. */
  public static CheckpointComparison of(OpenCheckpoint a, OpenCheckpoint b) {
    SortedMap<String, OpenCheckpoint.Known> inA = all(a);
    SortedMap<String, OpenCheckpoint.Known> inB = all(b);
    Map<String, String> pairs = pairs(inA.keySet(), inB.keySet());
    List<Row> rows = new ArrayList<>();
    pairs.forEach((nameA, nameB) -> rows.add(row(nameA, a, inA.get(nameA), b, inB.get(nameB))));
    Set<String> onlyInA = new TreeSet<>(inA.keySet());
    onlyInA.removeAll(pairs.keySet());
    Set<String> onlyInB = new TreeSet<>(inB.keySet());
    onlyInB.removeAll(pairs.values());
    List<String> missing = new ArrayList<>(ofSharedParts(onlyInA, inB.keySet()));
    missing.addAll(ofSharedParts(onlyInB, inA.keySet()));
    return new CheckpointComparison(rows, List.copyOf(onlyInA), List.copyOf(onlyInB), missing);
  }

  /** Whether nothing is missing and every difference is at most {@code tolerance}. */
  public boolean agrees(double tolerance) {
    return missing.isEmpty()
        && tensors.stream().allMatch(r -> r.problem() == null && r.maxAbsolute() <= tolerance);
  }

  /** As JSON under snake-case keys; infinite differences are null. */
  public ObjectNode toJson(double tolerance) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("agrees", agrees(tolerance)).put("tolerance", tolerance);
    ArrayNode rows = json.putArray("tensors");
    for (Row row : tensors) {
      ObjectNode node = rows.addObject().put("name", row.name());
      if (row.problem() != null) {
        node.put("problem", row.problem());
      } else {
        node.put("max_absolute_difference", finite(row.maxAbsolute()));
        node.put("max_relative_difference", finite(row.maxRelative()));
      }
    }
    json.set("only_in_a", Json.mapper().valueToTree(onlyInA));
    json.set("only_in_b", Json.mapper().valueToTree(onlyInB));
    json.set("missing", Json.mapper().valueToTree(missing));
    return json;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Tensors without a known meaning stand for themselves. */
  private static SortedMap<String, OpenCheckpoint.Known> all(OpenCheckpoint checkpoint) {
    SortedMap<String, OpenCheckpoint.Known> all = new TreeMap<>(checkpoint.known());
    for (TensorInfo info : checkpoint.source().tensors().values()) {
      boolean dropped = checkpoint.architecture().map(a -> a.isDropped(info.name())).orElse(false);
      if (!dropped && checkpoint.meaning(info).isEmpty()) {
        all.put(info.name(), new OpenCheckpoint.Known(info, new Meaning(info.name(), false)));
      }
    }
    return all;
  }

  private static Map<String, String> pairs(Set<String> inA, Set<String> inB) {
    Map<String, String> pairs = new TreeMap<>();
    Set<String> used = new TreeSet<>();
    for (String name : inA) {
      String other = counterpart(name, inA, inB);
      if (inB.contains(other)) {
        pairs.put(name, other);
        used.add(other);
      }
    }
    for (String name : inB) {
      String other = counterpart(name, inB, inA);
      if (!used.contains(name) && inA.contains(other) && !pairs.containsKey(other)) {
        pairs.put(other, name);
      }
    }
    return pairs;
  }

  /** Only a generator that stands alone can be made of what is shared in the other checkpoint. */
  private static String counterpart(String name, Set<String> mine, Set<String> other) {
    boolean alone = mine.stream().noneMatch(n -> n.startsWith("electra/"));
    return alone ? OriginalNames.stored(name, other) : name;
  }

  private static List<String> ofSharedParts(Set<String> names, Set<String> other) {
    Set<ModelPart> parts = other.stream().map(ModelPart::of).collect(Collectors.toSet());
    return names.stream()
        .filter(name -> ModelPart.of(name) == ModelPart.OTHER || parts.contains(ModelPart.of(name)))
        .toList();
  }

  private static Row row(
      String name,
      OpenCheckpoint a,
      OpenCheckpoint.Known inA,
      OpenCheckpoint b,
      OpenCheckpoint.Known inB) {
    if (!Arrays.equals(inA.shape(), inB.shape())) {
      return new Row(
          name,
          "shape " + Arrays.toString(inA.shape()) + " against " + Arrays.toString(inB.shape()),
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }
    if (TensorElements.bytes(inA.info().dtype()) == 0
        || TensorElements.bytes(inB.info().dtype()) == 0) {
      return new Row(name, "not numbers", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    ByteBuffer bytesA = a.read(inA);
    int n = bytesA.remaining() / TensorElements.bytes(inA.info().dtype());
    Optional<IntToDoubleFunction> valuesA = TensorElements.values(inA.info().dtype(), bytesA);
    Optional<IntToDoubleFunction> valuesB = TensorElements.values(inB.info().dtype(), b.read(inB));
    return valuesA.isPresent() && valuesB.isPresent()
        ? compare(name, valuesA.get(), valuesB.get(), n)
        : new Row(name, "not numbers", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  private static Row compare(String name, IntToDoubleFunction a, IntToDoubleFunction b, int n) {
    double maxAbsolute = 0;
    double maxRelative = 0;
    for (int i = 0; i < n; i++) {
      double x = a.applyAsDouble(i);
      double y = b.applyAsDouble(i);
      if (x != y && !(Double.isNaN(x) && Double.isNaN(y))) {
        double difference = Math.abs(x - y);
        double relative = difference / Math.max(Math.abs(x), Math.abs(y));
        maxAbsolute = larger(maxAbsolute, difference);
        maxRelative = larger(maxRelative, relative);
      }
    }
    return new Row(name, null, maxAbsolute, maxRelative);
  }

  private static double larger(double largest, double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : Math.max(largest, value);
  }
}
