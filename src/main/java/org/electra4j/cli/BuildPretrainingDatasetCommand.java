package org.electra4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.electra4j.data.TextCorpus;
import org.electra4j.io.BadInputException;

/** The original's {@code build_pretraining_dataset.py}. */
final class BuildPretrainingDatasetCommand implements Command {
  @Override
  public String name() {
    return "build-pretraining-dataset";
  }

  @Override
  public String summary() {
    return "makes pretraining records of a directory of text files";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(required("corpus-dir", "DIR", "text files, UTF-8, one sentence a line"));
    options.addOption(
        required("vocab-file", "FILE", "vocab.txt, or a tokenizer.json of byte-level BPE"));
    options.addOption(required("output-dir", "DIR", "where the record files go"));
    options.addOption(
        Option.builder()
            .longOpt("blanks-separate-docs")
            .hasArg()
            .argName("BOOL")
            .desc("whether blank lines end a document (default True)")
            .get());
    return DatasetCommand.addOptions(options);
  }

  @Override
  public String examples() {
    return "./electra build-pretraining-dataset --corpus-dir corpus --vocab-file data/vocab.txt"
        + " --output-dir data/pretrain_tfrecords --num-processes 4 --seed 1";
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    boolean blanks = blanksSeparateDocs(line.getOptionValue("blanks-separate-docs", "True"));
    return DatasetCommand.build(
        line,
        Path.of(line.getOptionValue("vocab-file")),
        Path.of(line.getOptionValue("output-dir")),
        blanks,
        TextCorpus.of(Path.of(line.getOptionValue("corpus-dir"))));
  }

  /** Takes false for what it says; the original takes any text for true (quirk 17). */
  private static boolean blanksSeparateDocs(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> {
        return true;
      }
      case "false", "0" -> {
        System.err.println(
            "note: --blanks-separate-docs "
                + text
                + " means no here; the original took every value, this one too, for yes");
        return false;
      }
      default ->
          throw new BadInputException(
              "--blanks-separate-docs is '" + text + "', expected True or False");
    }
  }

  private static Option required(String name, String argument, String description) {
    return Option.builder()
        .longOpt(name)
        .required()
        .hasArg()
        .argName(argument)
        .desc(description)
        .get();
  }
}
