package org.electra4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.TrainedVocabulary;
import org.electra4j.tokenization.WordPieceTrainer;

/** {@code electra train-vocab}: a vocabulary from a directory of text files. */
final class TrainVocabCommand implements Command {
  private static final long MEGABYTE = 1_000_000;

  @Override
  public String name() {
    return "train-vocab";
  }

  @Override
  public String summary() {
    return "trains a vocabulary on a directory of text files";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(CommandOptions.required("corpus-dir", "DIR", "text files, UTF-8"));
    options.addOption(
        CommandOptions.required("output-file", "FILE", "the vocabulary, one token a line"));
    options.addOption(CommandOptions.value("type", "TYPE", "wordpiece (default)"));
    options.addOption(
        CommandOptions.value("vocab-size", "N", "tokens wanted, special ones included (30522)"));
    options.addOption(
        CommandOptions.value("min-frequency", "N", "how often a pair occurs to be merged (2)"));
    options.addOption(
        CommandOptions.value(
            "limit-alphabet",
            "N",
            "keep the N most frequent characters; words with others become [UNK] (0: keep all)"));
    CommandOptions.addSwitch(
        options, "lower-case", "lower-case the text (default)", "keep upper case and accents");
    CommandOptions.addSwitch(
        options, "strip-accents", "strip accents where lower-casing (default)", "keep accents");
    options.addOption(CommandOptions.flag("json", "print the summary as JSON"));
    return options;
  }

  @Override
  public String examples() {
    return "electra train-vocab --corpus-dir corpus --type wordpiece --vocab-size 30522"
        + " --output-file vocab.txt";
  }

  @Override
  public int run(CommandLine line) throws IOException {
    String type = line.getOptionValue("type", "wordpiece");
    if (!type.equals("wordpiece")) {
      throw new BadInputException("--type " + type + ": not a type of vocabulary, wordpiece is");
    }
    long start = System.nanoTime();
    TextNormalization normalization =
        TextNormalization.of(
            CommandOptions.isOn(line, "lower-case"), CommandOptions.isOn(line, "strip-accents"));
    WordPieceTrainer.Settings settings =
        new WordPieceTrainer.Settings(
            NumberOptions.integer(line, "vocab-size", 30522, 1),
            NumberOptions.integer(line, "min-frequency", 2, 1),
            NumberOptions.integer(line, "limit-alphabet", 0, 0));
    Path corpus = Path.of(line.getOptionValue("corpus-dir"));
    Path output = Path.of(line.getOptionValue("output-file"));
    List<Path> files = TextFiles.list(corpus);

    WordPieceTrainer trainer = new WordPieceTrainer(normalization, settings);
    long bytes = read(files, trainer);
    TrainedVocabulary trained = train(trainer, settings.vocabSize(), corpus);
    AtomicFiles.writeString(output, String.join("\n", trained.tokens()) + "\n");

    report(line, settings, trained, files.size(), bytes, output, start);
    return 0;
  }

  private static long read(List<Path> files, WordPieceTrainer trainer) throws IOException {
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    long done = 0;
    try (WorkProgress progress = new WorkProgress("Counting words", total, "MB", MEGABYTE)) {
      for (Path file : files) {
        try (Utf8LineReader reader = Utf8LineReader.open(file)) {
          for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            trainer.add(text);
            progress.stepTo(done + reader.bytesRead());
          }
          done += reader.bytesRead();
        }
      }
    }
    return done;
  }

  private static TrainedVocabulary train(WordPieceTrainer trainer, int size, Path corpus) {
    try (WorkProgress progress = new WorkProgress("Merging pairs", size, " tokens", 1)) {
      return trainer.train(progress::stepTo);
    } catch (BadInputException e) {
      throw new BadInputException(corpus + ": " + e.getMessage(), e);
    }
  }

  private static void report(
      CommandLine line,
      WordPieceTrainer.Settings settings,
      TrainedVocabulary trained,
      int files,
      long bytes,
      Path output,
      long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("output_file", output.toString());
    summary.put("vocab_size", trained.tokens().size());
    summary.put("characters", trained.characters());
    summary.put("corpus_files", files);
    summary.put("corpus_bytes", bytes);
    summary.put("words", trained.words());
    summary.put("distinct_words", trained.distinctWords());
    summary.put("unknown_words", trained.unknownWords());
    summary.put("seconds", seconds);
    if (line.hasOption("json")) {
      System.out.print(Json.write(summary));
      return;
    }
    System.out.printf(
        "%s: %,d tokens (%,d of them single characters) from %,d words (%,d distinct, %,d unknown)"
            + " in %.1f s%n",
        output,
        trained.tokens().size(),
        trained.characters(),
        trained.words(),
        trained.distinctWords(),
        trained.unknownWords(),
        seconds);
    if (trained.tokens().size() < settings.vocabSize()) {
      System.out.printf(
          "No further pair occurs %d times: pretrain with vocab_size %d.%n",
          settings.minFrequency(), trained.tokens().size());
    }
  }
}
