package org.electra4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetProgress;
import org.electra4j.data.OpenWebText;
import org.electra4j.data.TextCorpus;
import org.electra4j.data.TokenStoreBuilder;
import org.electra4j.data.TokenStoreOptions;
import org.electra4j.data.TokenStoreSummary;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.tokenization.Tokenizer;

/** Tokenises a corpus once, for pretraining with {@code "segments": "dynamic"}. */
final class BuildTokenStoreCommand implements Command {
  private static final String CORPUS = "corpus-dir";
  private static final String ARCHIVES = "openwebtext-dir";

  @Override
  public String name() {
    return "build-token-store";
  }

  @Override
  public String summary() {
    return "tokenises a corpus for random windows of its documents (\"segments\": \"dynamic\")";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        CommandOptions.value(CORPUS, "DIR", "text files, UTF-8, a blank line between documents"));
    options.addOption(
        CommandOptions.value(
            ARCHIVES, "DIR", "or OpenWebText's archives, each text file of which is a document"));
    options.addOption(DatasetCommand.vocabFile());
    options.addOption(CommandOptions.required("output-file", "FILE", "the token store to write"));
    options.addOption(BlankLines.option());
    options.addOption(
        CommandOptions.value(
            "num-processes",
            "N",
            "files that are worked on side by side on threads (default 1); the result does not"
                + " depend on it"));
    DatasetCommand.addNormalization(options);
    options.addOption(CommandOptions.flag("overwrite", "replace the output file if it is there"));
    options.addOption(CommandOptions.flag("json", "print the summary as JSON"));
    return options;
  }

  @Override
  public String examples() {
    return """
        ./electra build-token-store --corpus-dir corpus --vocab-file data/vocab.txt \\
          --output-file data/pretrain_tokens.bin --num-processes 4
        ./electra run-pretraining --data-dir data --model-name my-electra \\
          --hparams '{"segments": "dynamic"}'
        """;
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    if (line.hasOption(CORPUS) == line.hasOption(ARCHIVES)) {
      throw new BadInputException("expected either --" + CORPUS + " or --" + ARCHIVES);
    }
    boolean archives = line.hasOption(ARCHIVES);
    TokenStoreOptions options =
        new TokenStoreOptions(
            Path.of(line.getOptionValue("output-file")),
            NumberOptions.integer(line, "num-processes", 1),
            !archives && BlankLines.separateDocs(line),
            line.hasOption("overwrite"));
    Corpus corpus =
        archives
            ? OpenWebText.of(Path.of(line.getOptionValue(ARCHIVES)))
            : TextCorpus.of(Path.of(line.getOptionValue(CORPUS)));
    Tokenizer tokenizer =
        Tokenizer.read(
            Path.of(line.getOptionValue("vocab-file")), DatasetCommand.normalization(line));
    BuildProgress progress = new BuildProgress();
    TokenStoreSummary summary;
    try (DatasetProgress shown = new DatasetProgress(progress, corpus, "documents")) {
      summary = TokenStoreBuilder.build(corpus, tokenizer, options, progress);
    }
    print(summary, options.outputFile(), line.hasOption("json"));
    return 0;
  }

  private static void print(TokenStoreSummary summary, Path file, boolean json) {
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("documents", summary.documents());
      values.put("tokens", summary.tokens());
      values.put("files", summary.files());
      values.put("text_bytes", summary.textBytes());
      values.put("file_bytes", summary.fileBytes());
      values.put("seconds", summary.seconds());
      values.put("mb_per_s", summary.mbPerSecond());
      values.put("output_file", file.toString());
      System.out.print(Json.write(values));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%,d documents of %,d tokens from %,d files (%.1f MB of text) in %.1f s, %.2f MB/s;"
            + " %.1f MB in %s%n",
        summary.documents(),
        summary.tokens(),
        summary.files(),
        summary.textBytes() / 1e6,
        summary.seconds(),
        summary.mbPerSecond(),
        summary.fileBytes() / 1e6,
        file);
  }
}
