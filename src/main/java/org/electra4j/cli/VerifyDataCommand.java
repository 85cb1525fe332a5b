package org.electra4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.electra4j.data.RecordFiles;
import org.electra4j.data.RecordVerifier;
import org.electra4j.data.TokenStore;
import org.electra4j.data.TokenStoreVerifier;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.WorkProgress;
import org.electra4j.tokenization.Vocabulary;

/** Checks pretraining records. */
final class VerifyDataCommand implements Command {
  /** Bad records are bad input, as they would be to any other command. */
  private static final int PROBLEMS_FOUND = 2;

  private static final long MEGABYTE = 1_000_000;

  @Override
  public String name() {
    return "verify-data";
  }

  @Override
  public String summary() {
    return "checks every record of TFRecord shards, or token stores; exits 2 if any is bad";
  }

  @Override
  public String arguments() {
    return "FILE_OR_DIR...";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        Option.builder()
            .longOpt("max-seq-length")
            .hasArg()
            .argName("N")
            .desc("length that every record must have (default: that of the first)")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("vocab-file")
            .hasArg()
            .argName("FILE")
            .desc("vocabulary in which every token id must be")
            .get());
    options.addOption(Option.builder().longOpt("json").desc("print the result as JSON").get());
    return options;
  }

  @Override
  public String examples() {
    return "./electra verify-data data/pretrain_tfrecords --max-seq-length 128"
        + " --vocab-file data/vocab.txt\n"
        + "./electra verify-data data/pretrain_tokens.bin --vocab-file data/vocab.txt";
  }

  @Override
  public int run(CommandLine line) {
    Optional<Vocabulary> vocabulary =
        Optional.ofNullable(line.getOptionValue("vocab-file"))
            .map(file -> Vocabulary.read(Path.of(file)));
    List<String> arguments = line.getArgList();
    if (arguments.size() == 1 && TokenStore.isOne(Path.of(arguments.get(0)))) {
      return verify(Path.of(arguments.get(0)), vocabulary, line.hasOption("json"));
    }
    OptionalInt maxSeqLength = NumberOptions.integer(line, "max-seq-length");
    List<Path> files = files(arguments);
    RecordVerifier.Result result;
    try (WorkProgress progress = new WorkProgress("Verifying", totalSize(files), "MB", MEGABYTE)) {
      OptionalInt vocabSize =
          vocabulary.map(v -> OptionalInt.of(v.size())).orElse(OptionalInt.empty());
      result = RecordVerifier.verify(files, maxSeqLength, vocabSize, progress::stepTo);
    }
    if (line.hasOption("json")) {
      System.out.print(Json.write(result));
    } else {
      result.problems().forEach(System.out::println);
      System.out.printf(
          Locale.ROOT,
          "%,d records in %,d files, length %d, %,d tokens: %s%n",
          result.records(),
          result.files(),
          result.maxSeqLength(),
          result.tokens(),
          result.badRecords() == 0 ? "all good" : result.badRecords() + " with problems");
    }
    return result.badRecords() == 0 ? 0 : PROBLEMS_FOUND;
  }

  private static int verify(Path store, Optional<Vocabulary> vocabulary, boolean json) {
    TokenStoreVerifier.Result result;
    try (WorkProgress progress =
        new WorkProgress("Verifying", store.toFile().length(), "MB", MEGABYTE)) {
      result = TokenStoreVerifier.verify(store, vocabulary, progress::stepTo);
    }
    if (json) {
      System.out.print(Json.write(result));
    } else {
      result.problems().forEach(System.out::println);
      System.out.printf(
          Locale.ROOT,
          "%,d documents of %,d tokens, vocabulary of %,d: %s%n",
          result.documents(),
          result.tokens(),
          result.vocabSize(),
          result.badBlocks() == 0 ? "all good" : result.badBlocks() + " bad blocks");
    }
    return result.badBlocks() == 0 ? 0 : PROBLEMS_FOUND;
  }

  private static long totalSize(List<Path> files) {
    // A file that cannot be read counts nothing here; the verifier names it.
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }

  private static List<Path> files(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new BadInputException("no files given, expected record files or directories of them");
    }
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      Path path = Path.of(argument);
      files.addAll(Files.isDirectory(path) ? RecordFiles.in(path) : RecordFiles.matching(argument));
    }
    return files;
  }
}
