package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.Hparams;

/** What run-pretraining and run-finetuning are told: the original's options, and a preset. */
record RunOptions(Path dataDir, String modelName, ObjectNode hparams) {
  /**
   * @param dataDirText what the data directory holds
   */
  static Options options(String dataDirText) {
    return new Options()
        .addOption(CommandOptions.required("data-dir", "DIR", dataDirText))
        .addOption(
            CommandOptions.required("model-name", "NAME", "the model's directory under DIR/models"))
        .addOption(
            CommandOptions.value(
                "hparams",
                "JSON|FILE",
                "hyperparameters: a JSON object, or a file whose name ends in .json"))
        .addOption(
            CommandOptions.value(
                "preset", "NAME", "a file of configs/ without .json; --hparams goes over it"));
  }

  static RunOptions of(CommandLine line) {
    return new RunOptions(
        Path.of(line.getOptionValue("data-dir")),
        line.getOptionValue("model-name"),
        Hparams.read(line.getOptionValue("hparams"), line.getOptionValue("preset")));
  }
}
