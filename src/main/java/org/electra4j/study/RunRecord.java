package org.electra4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * The {@code record.json} of a part of a study: what it was made of, by what, where and how long it
 * took. It is written again and again while the part is worked on, so that a killed process leaves
 * the time that it used.
 *
 * <p>A session is the part of one process. Its seconds are those of the steps; the time that a
 * killed session spent on steps that had to be repeated counts for the record, but not for {@link
 * #usefulSeconds}.
 */
final class RunRecord {
  private static final double NANOS = 1e9;
  private static final String STATUS = "status";
  private static final String DONE = "done";
  private static final String SECONDS = "seconds";
  private static final String FROM = "from_step";
  private static final String TO = "to_step";
  private static final String SESSIONS = "sessions";

  private final Path file;
  private final ObjectNode json;
  private ObjectNode session;
  private double secondsBefore;
  private long startNanos;

  private RunRecord(Path file, ObjectNode json) {
    this.file = file;
    this.json = json;
  }

  /** The status in a directory's record: running, done, stopped or failed; empty without one. */
  static String status(Path directory) {
    Path file = directory.resolve(StudyLayout.RECORD);
    return Files.exists(file) ? Json.read(file).path(STATUS).asText() : "";
  }

  /** Whether a directory's record says that its part is done. */
  static boolean isDone(Path directory) {
    return status(directory).equals(DONE);
  }

  /**
   * The record of a directory, with the sessions of an earlier process.
   *
   * @param kind data, pretraining or finetuning
   * @param name of the part
   * @param configuration all hparams
   * @param data the files that it reads
   * @param seeds of its trainings
   * @throws BadInputException if a file has changed since an earlier process began the part
   */
  static RunRecord open(
      Path directory,
      String kind,
      String name,
      JsonNode configuration,
      List<DataFile> data,
      List<Long> seeds,
      Provenance provenance) {
    Path file = directory.resolve(StudyLayout.RECORD);
    ObjectNode json = Json.mapper().createObjectNode().put("kind", kind).put("name", name);
    json.put(STATUS, "running");
    json.set("configuration", configuration);
    json.set("data", Json.mapper().valueToTree(data));
    json.put("version", provenance.version());
    json.set("machine", Json.mapper().valueToTree(provenance.machine()));
    json.set("seeds", Json.mapper().valueToTree(seeds));
    json.put("started", Instant.now().toString());
    json.putNull("finished").put(SECONDS, 0.0).putArray(SESSIONS);
    if (Files.exists(file)) {
      JsonNode before = Json.read(file);
      requireSameData(name, before.path("data"), json.get("data"));
      for (String key : List.of("started", SECONDS, SESSIONS)) {
        json.set(key, before.get(key));
      }
    }
    return new RunRecord(file, json);
  }

  private static void requireSameData(String name, JsonNode before, JsonNode now) {
    // Paths may differ, as directories get moved.
    List<String> old = before.findValuesAsText("sha256");
    List<String> current = now.findValuesAsText("sha256");
    for (int i = 0; i < Math.max(old.size(), current.size()); i++) {
      if (i >= old.size() || i >= current.size() || !old.get(i).equals(current.get(i))) {
        JsonNode changed = i < current.size() ? now.get(i) : before.get(i);
        throw new BadInputException(
            "%s: %s is not the file with which it was begun; restore it, or use another --output-dir"
                .formatted(name, changed.path("file").asText()));
      }
    }
  }

  /** Begins to count time, at a step; the session goes on if this process has one already. */
  void start(long step) {
    if (session == null) {
      session = ((ArrayNode) json.get(SESSIONS)).addObject();
      session.put("started", Instant.now().toString()).put(SECONDS, 0.0);
      session.put(FROM, step).put(TO, step);
      write();
    }
    secondsBefore = session.get(SECONDS).doubleValue();
    startNanos = System.nanoTime();
  }

  /** Counts the time until now and writes it. */
  void reached(long step) {
    session.put(SECONDS, secondsBefore + (System.nanoTime() - startNanos) / NANOS).put(TO, step);
    write();
  }

  /** Seconds of the steps until now, without those that were lost with a killed process. */
  double usefulSeconds() {
    JsonNode sessions = json.get(SESSIONS);
    double useful = 0;
    for (int i = 0; i < sessions.size(); i++) {
      double seconds = sessions.get(i).get(SECONDS).doubleValue();
      long from = sessions.get(i).get(FROM).longValue();
      long to = sessions.get(i).get(TO).longValue();
      boolean hasNext = i + 1 < sessions.size();
      long kept = hasNext ? Math.min(to, sessions.get(i + 1).get(FROM).longValue()) : to;
      useful += to == from ? 0 : seconds * (kept - from) / (to - from);
    }
    return useful;
  }

  /** The part is done. */
  void done() {
    end(DONE);
  }

  /** The part was stopped and can go on. */
  void stopped() {
    end("stopped");
  }

  /** The part could not go on. */
  void failed(String reason) {
    json.put("error", reason);
    end("failed");
  }

  private void end(String status) {
    json.put(STATUS, status).put("finished", Instant.now().toString());
    write();
  }

  /** Puts a value into the record beside the usual ones. */
  void put(String key, Object value) {
    json.set(key, Json.mapper().valueToTree(value));
  }

  private void write() {
    double seconds = 0;
    for (JsonNode each : json.get(SESSIONS)) {
      seconds += each.get(SECONDS).doubleValue();
    }
    json.put(SECONDS, seconds);
    Json.write(file, json);
  }
}
