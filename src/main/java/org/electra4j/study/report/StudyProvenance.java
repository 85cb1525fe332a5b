package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.electra4j.io.TextTable;

/**
 * How a study was made, from the records of its parts.
 *
 * @param parts each with its state, time, version, machine and seeds; fine-tunings that share them
 *     stand together
 * @param data every file that was read: name, bytes and SHA-256
 */
record StudyProvenance(TextTable parts, TextTable data) {
  private static final String FINETUNING = "finetuning";

  static StudyProvenance of(StudyResults study) {
    Map<Part, List<JsonNode>> parts = new LinkedHashMap<>();
    Map<String, List<String>> data = new TreeMap<>();
    for (JsonNode record : study.records()) {
      parts.computeIfAbsent(Part.of(record), part -> new ArrayList<>()).add(record);
      for (JsonNode file : record.path("data")) {
        String name = file.path("file").asText();
        String hash = file.path("sha256").asText();
        data.put(name + hash, List.of(name, Numbers.grouped(file.path("bytes").asLong()), hash));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    parts.forEach((part, records) -> rows.add(row(part, records)));
    return new StudyProvenance(
        new TextTable(List.of("part", "state", "seconds", "seeds", "version", "machine"), rows),
        new TextTable(List.of("file", "bytes", "SHA-256"), List.copyOf(data.values())));
  }

  /** What records of a row have in common. */
  private record Part(String name, String state, String version, String machine) {
    static Part of(JsonNode record) {
      String kind = record.path("kind").asText();
      return new Part(
          kind.equals(FINETUNING) ? kind : kind + " " + record.path("name").asText(),
          record.path("status").asText(),
          record.path("version").asText(),
          record.path("machine").properties().stream()
              .map(e -> e.getKey() + " " + e.getValue().asText())
              .collect(Collectors.joining(", ")));
    }
  }

  private static List<String> row(Part part, List<JsonNode> records) {
    SortedSet<Long> seeds = new TreeSet<>();
    records.forEach(record -> record.path("seeds").forEach(seed -> seeds.add(seed.asLong())));
    double seconds = records.stream().mapToDouble(r -> r.path("seconds").asDouble()).sum();
    return List.of(
        records.size() == 1 ? part.name() : part.name() + ", " + records.size() + " parts",
        part.state(),
        Numbers.grouped(Math.round(seconds)),
        seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
        part.version(),
        part.machine());
  }
}
