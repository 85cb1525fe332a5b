package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.HparamBinder;
import org.electra4j.config.Hparams;
import org.electra4j.config.MayBeNull;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** Reads a plan as people write it: presets and defaults become values (docs/study.md). */
public final class PlanReader {
  private static final String LENGTH = "max_seq_length";
  private static final String VOCABULARY = "vocab_size";
  private static final String HPARAMS = "hparams";
  private static final String CHECKPOINTS = "checkpoints";

  /** The keys of a plan's file. */
  private record File(
      String name,
      ObjectNode data,
      ObjectNode pretraining,
      ObjectNode runs,
      List<Double> checkpoints,
      ObjectNode finetuning,
      String parallel,
      ObjectNode device) {}

  private record Pretraining(@MayBeNull String preset, ObjectNode hparams) {}

  private final String where;
  private final JsonNode defaults = defaults();

  private PlanReader(String where) {
    this.where = where;
  }

  /**
   * The plan of a JSON object.
   *
   * @param where the object stands, for messages
   * @throws BadInputException for an unknown key, naming the nearest known one, and for a value of
   *     the wrong type or out of range
   */
  public static StudyPlan read(ObjectNode json, String where) {
    StudyPlan plan = new PlanReader(where).plan(json);
    PlanChecks.check(plan, where);
    return plan;
  }

  private StudyPlan plan(ObjectNode json) {
    HparamBinder.requireKnown(File.class, json, "key of the plan " + where + ":");
    Pretraining pretraining = section(Pretraining.class, "pretraining", json.get("pretraining"));
    ObjectNode hparams = Hparams.read(pretraining.hparams().toString(), pretraining.preset());
    JsonNode runs = json.path("runs");
    if (!runs.isArray() || runs.isEmpty()) {
      throw new BadInputException(where + ": runs is " + runs + ", expected a list of runs");
    }
    DataPlan data = data(json.get("data"), hparams, runs.get(0));
    List<PretrainingPlan> plans = new ArrayList<>();
    JsonNode checkpoints =
        json.has(CHECKPOINTS) ? json.get(CHECKPOINTS) : defaults.get(CHECKPOINTS);
    runs.forEach(run -> plans.add(run(run, data, hparams, checkpoints)));
    return new StudyPlan(
        text(json, "name"),
        data,
        plans,
        finetuning(json.get("finetuning"), data),
        text(json, "parallel"),
        section(DevicePlan.class, "device", json.get("device")));
  }

  /** Length and size of the vocabulary may stand with the hparams of the pretraining, too. */
  private DataPlan data(JsonNode given, ObjectNode hparams, JsonNode firstRun) {
    ObjectNode named = object(given == null ? Json.mapper().createObjectNode() : given, "data");
    ObjectNode values = named.deepCopy();
    for (String key : List.of(LENGTH, VOCABULARY)) {
      JsonNode inRun = firstRun.path(HPARAMS).path(key);
      JsonNode value = inRun.isMissingNode() ? hparams.path(key) : inRun;
      if (!named.has(key) && !value.isMissingNode()) {
        values.set(key, value);
      }
    }
    return section(DataPlan.class, "data", values);
  }

  private PretrainingPlan run(
      JsonNode given, DataPlan data, ObjectNode hparams, JsonNode checkpoints) {
    ObjectNode values = ((ObjectNode) defaults.get("run")).deepCopy();
    values.put("tokenizer", data.tokenizer());
    values.put("name", "");
    values.setAll(object(given, "runs"));
    String key = "runs." + values.get("name").asText();
    ObjectNode all = Hparams.merge(hparams, object(values.get(HPARAMS), key + ".hparams"));
    values.set(HPARAMS, withData(all, data, key));
    if (values.get(CHECKPOINTS).isNull()) {
      values.set(CHECKPOINTS, upTo(values.get("stop_at").asDouble(), checkpoints));
    }
    return bind(PretrainingPlan.class, values, key);
  }

  private ObjectNode withData(ObjectNode hparams, DataPlan data, String key) {
    requireSame(hparams, LENGTH, data.maxSeqLength(), key);
    requireSame(hparams, VOCABULARY, data.vocabSize(), key);
    return hparams.put(LENGTH, data.maxSeqLength()).put(VOCABULARY, data.vocabSize());
  }

  private void requireSame(ObjectNode hparams, String key, int inData, String run) {
    if (hparams.has(key) && hparams.get(key).asInt() != inData) {
      throw new BadInputException(
          "%s: %s.hparams.%s is %s and data.%s is %d, expected the same"
              .formatted(where, run, key, hparams.get(key), key, inData));
    }
  }

  /** Of the shares for all runs those that a run reaches, and its end. */
  private static JsonNode upTo(double end, JsonNode shares) {
    List<Double> reached = new ArrayList<>();
    shares.forEach(share -> reached.add(share.asDouble()));
    reached.removeIf(share -> share >= end);
    reached.add(end);
    return Json.mapper().valueToTree(reached);
  }

  private FinetuningPlan finetuning(JsonNode given, DataPlan data) {
    ObjectNode values = ((ObjectNode) defaults.get("finetuning")).deepCopy();
    values.setAll(object(given == null ? Json.mapper().createObjectNode() : given, "finetuning"));
    JsonNode preset = values.remove("preset");
    String hparams = object(values.get(HPARAMS), "finetuning.hparams").toString();
    ObjectNode all = Hparams.read(hparams, preset.isNull() ? null : preset.asText());
    if (!all.has(LENGTH)) {
      all.put(LENGTH, data.maxSeqLength());
    }
    values.set(HPARAMS, all);
    return bind(FinetuningPlan.class, values, "finetuning");
  }

  private <R extends Record> R section(Class<R> type, String key, JsonNode given) {
    ObjectNode values = ((ObjectNode) defaults.get(key)).deepCopy();
    if (given != null) {
      values.setAll(object(given, key));
    }
    return bind(type, values, key);
  }

  private <R extends Record> R bind(Class<R> type, ObjectNode values, String key) {
    HparamBinder.requireKnown(type, values, "key of " + key + " in " + where + ":");
    return HparamBinder.bind(type, values, where + ": " + key + ".");
  }

  private String text(ObjectNode json, String key) {
    JsonNode value = json.has(key) ? json.get(key) : defaults.get(key);
    if (!value.isTextual() && !value.isInt()) {
      throw new BadInputException(where + ": " + key + " is " + value + ", expected a string");
    }
    return value.asText();
  }

  private ObjectNode object(JsonNode value, String key) {
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new BadInputException(where + ": " + key + " has " + value + ", expected a JSON object");
  }

  private static JsonNode defaults() {
    try (InputStream in = PlanReader.class.getResourceAsStream("plan-defaults.json")) {
      return Json.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), "the defaults of a plan");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
