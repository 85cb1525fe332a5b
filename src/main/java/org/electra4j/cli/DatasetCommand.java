package org.electra4j.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.DatasetProgress;
import org.electra4j.data.DatasetSummary;
import org.electra4j.io.Json;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;

/** What the two commands that build a dataset have in common. */
final class DatasetCommand {
  private static final int DEFAULT_MAX_SEQ_LENGTH = 128;

  private DatasetCommand() {}

  /** Adds the options of both commands. */
  static Options addOptions(Options options) {
    options.addOption(
        CommandOptions.value(
            "max-seq-length",
            "N",
            "tokens of an example (default " + DEFAULT_MAX_SEQ_LENGTH + ")"));
    options.addOption(
        CommandOptions.value(
            "num-processes",
            "N",
            "parts that are built side by side on threads (default 1); with the seed it decides"
                + " what is written, the number of cores does not"));
    options.addOption(
        CommandOptions.value(
            "num-out-files",
            "N",
            "shards to write (default " + DatasetOptions.DEFAULT_OUT_FILES + ")"));
    options.addOption(
        CommandOptions.value(
            "seed", "N", "part j draws from Python's random.Random(seed + j) (default: drawn)"));
    addNormalization(options);
    options.addOption(
        CommandOptions.flag("overwrite", "replace the shards that are in the output directory"));
    options.addOption(CommandOptions.flag("json", "print the summary as JSON"));
    return options;
  }

  /** The vocabulary of what is built. */
  static Option vocabFile() {
    return CommandOptions.required(
        "vocab-file",
        "FILE",
        "vocab.txt, a tokenizer.json of byte-level BPE, or a .model of SentencePiece");
  }

  /** Adds the switches that {@link #normalization} reads. */
  static void addNormalization(Options options) {
    CommandOptions.addSwitch(
        options, "lower-case", "lower-case the text (default)", "keep upper case");
    CommandOptions.addSwitch(
        options, "strip-accents", "strip accents (default where lower-casing)", "keep accents");
  }

  /** What WordPiece does to the text first. */
  static TextNormalization normalization(CommandLine line) {
    return TextNormalization.of(
        CommandOptions.isOn(line, "lower-case"), CommandOptions.isOn(line, "strip-accents"));
  }

  /**
   * Builds the dataset and prints what was done.
   *
   * @return the exit status
   */
  static int build(
      CommandLine line, Path vocabFile, Path outputDir, boolean blanksSeparateDocs, Corpus corpus)
      throws InterruptedException {
    Tokenizer tokenizer = Tokenizer.read(vocabFile, normalization(line));
    DatasetOptions options = options(line, blanksSeparateDocs);
    BuildProgress progress = new BuildProgress();
    DatasetSummary summary;
    try (DatasetProgress shown = new DatasetProgress(progress, corpus, "examples")) {
      DatasetOutput output = new DatasetOutput(outputDir, line.hasOption("overwrite"));
      summary = DatasetBuilder.build(corpus, tokenizer, options, output, progress);
    }
    print(summary, options, outputDir.toString(), line.hasOption("json"));
    return 0;
  }

  /** What the options say; a seed that is drawn is told. */
  static DatasetOptions options(CommandLine line, boolean blanksSeparateDocs) {
    long seed =
        NumberOptions.wide(line, "seed")
            .orElseGet(() -> new SecureRandom().nextInt(Integer.MAX_VALUE));
    DatasetOptions options =
        new DatasetOptions(
            NumberOptions.integer(line, "max-seq-length", DEFAULT_MAX_SEQ_LENGTH),
            NumberOptions.integer(line, "num-processes", 1),
            NumberOptions.integer(line, "num-out-files", DatasetOptions.DEFAULT_OUT_FILES),
            blanksSeparateDocs,
            seed);
    if (!line.hasOption("seed")) {
      System.err.println("seed " + seed + " (--seed " + seed + " builds the same again)");
    }
    return options;
  }

  /** Prints what was done. */
  static void print(
      DatasetSummary summary, DatasetOptions options, String outputDir, boolean json) {
    if (json) {
      Map<String, Object> values = new TreeMap<>();
      values.put("examples", summary.examples());
      values.put("files", summary.files());
      values.put("text_bytes", summary.textBytes());
      values.put("shards", options.outFiles());
      values.put("jobs", options.jobs());
      values.put("max_seq_length", options.maxSeqLength());
      values.put("seed", options.seed());
      values.put("seconds", summary.seconds());
      values.put("mb_per_s", summary.mbPerSecond());
      values.put("output_dir", outputDir);
      System.out.print(Json.write(values));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%,d examples of %d tokens from %,d files (%.1f MB of text) in %.1f s, %.2f MB/s;"
            + " seed %d; %d shards in %s%n",
        summary.examples(),
        options.maxSeqLength(),
        summary.files(),
        summary.textBytes() / 1e6,
        summary.seconds(),
        summary.mbPerSecond(),
        options.seed(),
        options.outFiles(),
        outputDir);
  }
}
