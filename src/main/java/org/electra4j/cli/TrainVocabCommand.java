package org.electra4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.data.CorpusLines;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.WorkProgress;
import org.electra4j.tokenization.ByteLevelBpeTrainer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.TrainedVocabulary;
import org.electra4j.tokenization.WordPieceTrainer;

/** {@code electra train-vocab}: a vocabulary from a directory of text files. */
final class TrainVocabCommand implements Command {
  private static final String WORDPIECE = "wordpiece";
  private static final String BPE = "bpe";
  private static final String SENTENCEPIECE = "sentencepiece";
  private static final List<String> WORDPIECE_ONLY =
      List.of("limit-alphabet", "lower-case", "no-lower-case", "strip-accents", "no-strip-accents");

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
        CommandOptions.required(
            "output-file", "FILE", "the vocabulary, one token a line; of bpe a tokenizer.json"));
    options.addOption(
        CommandOptions.value(
            "type",
            "TYPE",
            "wordpiece (default), or bpe: the study's byte-level BPE, on the text as it is"));
    options.addOption(
        CommandOptions.value("vocab-size", "N", "tokens wanted, special ones included (30522)"));
    options.addOption(
        CommandOptions.value("min-frequency", "N", "how often a pair occurs to be merged (2)"));
    options.addOption(
        CommandOptions.value(
            "limit-alphabet",
            "N",
            "wordpiece: keep the N most frequent characters; words with others become [UNK] (0: keep"
                + " all)"));
    CommandOptions.addSwitch(
        options,
        "lower-case",
        "wordpiece: lower-case the text (default)",
        "keep upper case and accents");
    CommandOptions.addSwitch(
        options,
        "strip-accents",
        "wordpiece: strip accents where lower-casing (default)",
        "keep accents");
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
    String type = line.getOptionValue("type", WORDPIECE);
    if (type.equals(SENTENCEPIECE)) {
      throw new BadInputException(
          "--type sentencepiece: not trained here; train it with SentencePiece's own spm_train and"
              + " give the .model as vocabulary");
    }
    if (!type.equals(WORDPIECE) && !type.equals(BPE)) {
      throw new BadInputException(
          "--type " + type + ": not a type of vocabulary, wordpiece and bpe are");
    }
    long start = System.nanoTime();
    int size = NumberOptions.integer(line, "vocab-size", 30522, 1);
    int minFrequency = NumberOptions.integer(line, "min-frequency", 2, 1);
    Path corpus = Path.of(line.getOptionValue("corpus-dir"));
    Path output = Path.of(line.getOptionValue("output-file"));
    Summary summary =
        type.equals(BPE)
            ? trainBpe(line, new ByteLevelBpeTrainer(size, minFrequency), size, corpus, output)
            : trainWordPiece(line, size, minFrequency, corpus, output);
    report(line, summary, size, minFrequency, output, (System.nanoTime() - start) / 1e9);
    return 0;
  }

  /** What was read and made; a byte-level vocabulary knows no unknown words. */
  private record Summary(
      int vocabSize,
      int characters,
      CorpusLines read,
      long words,
      long distinctWords,
      long unknownWords) {}

  private static Summary trainWordPiece(
      CommandLine line, int size, int minFrequency, Path corpus, Path output) throws IOException {
    TextNormalization normalization =
        TextNormalization.of(
            CommandOptions.isOn(line, "lower-case"), CommandOptions.isOn(line, "strip-accents"));
    WordPieceTrainer trainer =
        new WordPieceTrainer(
            normalization,
            new WordPieceTrainer.Settings(
                size, minFrequency, NumberOptions.integer(line, "limit-alphabet", 0, 0)));
    CorpusLines read = CorpusLines.read(corpus, (text, ended) -> trainer.add(text));
    TrainedVocabulary trained = train(trainer::train, size, corpus);
    AtomicFiles.writeString(output, String.join("\n", trained.tokens()) + "\n");
    return new Summary(
        trained.tokens().size(),
        trained.characters(),
        read,
        trained.words(),
        trained.distinctWords(),
        trained.unknownWords());
  }

  private static Summary trainBpe(
      CommandLine line, ByteLevelBpeTrainer trainer, int size, Path corpus, Path output)
      throws IOException {
    for (String option : WORDPIECE_ONLY) {
      if (line.hasOption(option)) {
        throw new BadInputException("--" + option + " is an option of --type wordpiece only");
      }
    }
    if (!output.toString().endsWith(".json")) {
      throw new BadInputException(
          "--output-file " + output + ": expected a name that ends in .json with --type bpe");
    }
    CorpusLines read =
        CorpusLines.read(corpus, (text, ended) -> trainer.add(ended ? text + "\n" : text));
    ByteLevelBpeTrainer.Trained trained = train(trainer::train, size, corpus);
    Json.write(output, trained.tokenizerJson());
    return new Summary(
        trained.tokens().size(), 256, read, trained.words(), trained.distinctWords(), 0);
  }

  private static <T> T train(Function<IntConsumer, T> training, int size, Path corpus) {
    try (WorkProgress progress = new WorkProgress("Merging pairs", size, " tokens", 1)) {
      return training.apply(progress::stepTo);
    } catch (BadInputException e) {
      throw new BadInputException(corpus + ": " + e.getMessage(), e);
    }
  }

  private static void report(
      CommandLine line,
      Summary summary,
      int wantedSize,
      int minFrequency,
      Path output,
      double seconds) {
    if (line.hasOption("json")) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("output_file", output.toString());
      values.put("vocab_size", summary.vocabSize);
      values.put("characters", summary.characters);
      values.put("corpus_files", summary.read.files());
      values.put("corpus_bytes", summary.read.bytes());
      values.put("words", summary.words);
      values.put("distinct_words", summary.distinctWords);
      values.put("unknown_words", summary.unknownWords);
      values.put("seconds", seconds);
      System.out.print(Json.write(values));
      return;
    }
    System.out.printf(
        "%s: %,d tokens (%,d of them single characters) from %,d words (%,d distinct, %,d unknown)"
            + " in %.1f s%n",
        output,
        summary.vocabSize,
        summary.characters,
        summary.words,
        summary.distinctWords,
        summary.unknownWords,
        seconds);
    if (summary.vocabSize < wantedSize) {
      System.out.printf(
          "No further pair occurs %d times: pretrain with vocab_size %d.%n",
          minFrequency, summary.vocabSize);
    }
  }
}
