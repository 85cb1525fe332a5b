package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.Hparams;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.model.PretrainingFlops;

/** Prints the compute of pretraining runs: the original's table, and any configuration. */
final class CountFlopsCommand implements Command {
  /** Options that set one hparam, with the hparam. */
  private static final Map<String, String> SIZES =
      Map.of(
          "length", "max_seq_length", "steps", "num_train_steps", "batch-size", "train_batch_size");

  @Override
  public String name() {
    return "count-flops";
  }

  @Override
  public String summary() {
    return "compute of pretraining: the original's table, and any configuration";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.value("preset", "NAME", "count this preset of configs/ (or .json file)"))
        .addOption(
            CommandOptions.value(
                "hparams", "JSON|FILE", "count this configuration; goes over the preset"))
        .addOption(CommandOptions.value("model-size", "SIZE", "small, base or large"))
        .addOption(CommandOptions.value("length", "N", "tokens of a sequence: max_seq_length"))
        .addOption(CommandOptions.value("steps", "N", "training steps: num_train_steps"))
        .addOption(CommandOptions.value("batch-size", "N", "sequences a step: train_batch_size"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra count-flops
        ./electra count-flops --model-size base --length 256 --steps 500000
        ./electra count-flops --preset electra-large --hparams '{"num_train_steps": 1750000}' --json
        """;
  }

  @Override
  public int run(CommandLine line) {
    Map<String, Double> rows = PretrainingFlops.published();
    boolean isAsked =
        Stream.concat(SIZES.keySet().stream(), Stream.of("preset", "hparams", "model-size"))
            .anyMatch(line::hasOption);
    if (isAsked) {
      rows.put(line.getOptionValue("preset", "configuration"), PretrainingFlops.of(config(line)));
    }
    if (line.hasOption("json")) {
      System.out.print(Json.write(json(rows)));
    } else {
      print(rows);
    }
    return 0;
  }

  private static PretrainingConfig config(CommandLine line) {
    ObjectNode hparams =
        Hparams.read(line.getOptionValue("hparams"), line.getOptionValue("preset"));
    SIZES.forEach(
        (option, hparam) ->
            NumberOptions.integer(line, option).ifPresent(value -> hparams.put(hparam, value)));
    if (line.hasOption("model-size")) {
      hparams.put("model_size", line.getOptionValue("model-size"));
    }
    return PretrainingConfig.of("configuration", Path.of(""), hparams);
  }

  private static ObjectNode json(Map<String, Double> rows) {
    ObjectNode json = Json.mapper().createObjectNode();
    ArrayNode models = json.putArray("models");
    rows.forEach(
        (name, flops) ->
            models
                .addObject()
                .put("name", name)
                .put("flops", flops)
                .put("pfs_days", PretrainingFlops.pfsDays(flops))
                .put("ratio_to_electra_small", flops / PretrainingFlops.electraSmall()));
    return json;
  }

  private static void print(Map<String, Double> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElseThrow();
    String head = "%-" + width + "s  %12s  %15s  %15s%n";
    String row = "%-" + width + "s  %12.4e  %,15.4f  %,15.2f%n";
    System.out.printf(head, "model", "FLOPs", "petaflop/s-days", "x ELECTRA-Small");
    rows.forEach(
        (name, flops) ->
            System.out.printf(
                Locale.ROOT,
                row,
                name,
                flops,
                PretrainingFlops.pfsDays(flops),
                flops / PretrainingFlops.electraSmall()));
  }
}
