package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.Hparams;
import org.electra4j.demo.DemoOptions;
import org.electra4j.demo.DemoResult;
import org.electra4j.demo.DemoRun;
import org.electra4j.io.Json;

/** {@code electra demo}: the whole path in small. */
final class DemoCommand implements Command {
  private static final long SEED = 1;

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "the whole path in about a minute: text, vocabulary, records, training, evaluation, page";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            CommandOptions.value(
                "output-dir", "DIR", "where everything goes (default demo-output)"))
        .addOption(
            CommandOptions.value(
                "corpus-dir", "DIR", "learn from these text files, not from our own text"))
        .addOption(
            CommandOptions.value(
                "steps", "N", "training steps (default: those of configs/demo.json)"))
        .addOption(
            CommandOptions.value(
                "seed", "N", "of text, weights, order and masks (default " + SEED + ")"))
        .addOption(CommandOptions.flag("json", "print results.json at the end"));
  }

  @Override
  public String examples() {
    return """
        electra demo
        electra demo --output-dir /tmp/demo --corpus-dir my-texts --steps 1000

        Writes DIR/report.html, DIR/results.json, and a data directory as run-pretraining knows it,
        with the checkpoint in DIR/models/demo.
        """;
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    ObjectNode hparams = Hparams.read(null, "demo");
    int steps = NumberOptions.integer(line, "steps", hparams.get("num_train_steps").intValue(), 1);
    hparams.put("num_train_steps", steps);
    DemoOptions options =
        new DemoOptions(
            Path.of(line.getOptionValue("output-dir", "demo-output")),
            Optional.ofNullable(line.getOptionValue("corpus-dir")).map(Path::of),
            NumberOptions.wide(line, "seed").orElse(SEED),
            Main.version(),
            hparams);
    boolean json = line.hasOption("json");
    DemoResult result =
        new DemoRun(options, json ? System.err::println : System.out::println).run();
    if (json) {
      System.out.print(Json.write(result));
    } else {
      System.out.printf(
          "%nLook at %s (and results.json beside it).%n",
          options.outputDir().resolve("report.html").toAbsolutePath());
    }
    return 0;
  }
}
