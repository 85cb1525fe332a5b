package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.training.ProgressFormat;

/** All fields of configurations with their types, and the time format of the progress log. */
final class ConfigsReplay implements Replay {
  @Override
  public String folder() {
    return "configs";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    List<ParityCase> cases = new ArrayList<>();
    for (Path file : bundle.files(folder(), "{pretraining,finetuning}_*.json")) {
      String name = file.getFileName().toString().replace(".json", "");
      cases.add(
          new ParityCase(
              folder(),
              name,
              report -> fields(Json.read(file), name.startsWith("pretraining"), report)));
    }
    Path times = bundle.root().resolve(folder()).resolve("secs_to_str.json");
    if (Files.exists(times)) {
      cases.add(new ParityCase(folder(), "secs_to_str", report -> times(times, report)));
    }
    return cases;
  }

  private static void fields(JsonNode golden, boolean pretraining, CaseReport report) {
    JsonNode hparams = golden.get("kwargs");
    ObjectNode ours;
    TransformerConfig transformer;
    if (pretraining) {
      PretrainingConfig config = PretrainingConfig.of("MODEL", Path.of("DATA"), hparams);
      ours = config.toJson();
      transformer = undebugged(config.modelSize(), config.vocabSize(), ours);
    } else {
      FinetuningConfig config = FinetuningConfig.of("MODEL", Path.of("DATA"), hparams);
      ours = config.toJson();
      transformer = undebugged(config.modelSize(), config.vocabSize(), ours);
    }
    for (Map.Entry<String, JsonNode> field : golden.get("fields").properties()) {
      String name = field.getKey();
      JsonNode value = ours.path(name);
      // Values that are methods of a string there, str.format, are the patterns here.
      String theirs = field.getValue().toString().replace("\"format:", "\"");
      report.exact("fields", name, value.toString(), theirs);
      report.exact("types", name, pythonType(value), golden.get("types").get(name).asText());
    }
    report.exact(
        "bert_config",
        "all fields",
        transformer.toJson().toString(),
        golden.get("bert_config").toString());
  }

  private static TransformerConfig undebugged(String size, int vocabulary, ObjectNode config) {
    return TransformerConfig.forModelSize(size, vocabulary, config.get("model_hparam_overrides"));
  }

  private static String pythonType(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "bool";
      case NULL -> "NoneType";
      case STRING -> "str";
      case OBJECT -> "dict";
      case ARRAY -> "list";
      case NUMBER -> value.isIntegralNumber() ? "int" : "float";
      default -> "none";
    };
  }

  private static void times(Path file, CaseReport report) {
    for (Map.Entry<String, JsonNode> one : Json.read(file).properties()) {
      report.exact(
          "times",
          one.getKey() + " seconds",
          ProgressFormat.time(Double.parseDouble(one.getKey())),
          one.getValue().asText());
    }
  }
}
