package org.electra4j.cli;

import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.data.TextCorpus;

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
    options.addOption(
        CommandOptions.required("corpus-dir", "DIR", "text files, UTF-8, one sentence a line"));
    options.addOption(DatasetCommand.vocabFile());
    options.addOption(CommandOptions.required("output-dir", "DIR", "where the record files go"));
    options.addOption(BlankLines.option());
    return DatasetCommand.addOptions(options);
  }

  @Override
  public String examples() {
    return "./electra build-pretraining-dataset --corpus-dir corpus --vocab-file data/vocab.txt"
        + " --output-dir data/pretrain_tfrecords --num-processes 4 --seed 1";
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    return DatasetCommand.build(
        line,
        Path.of(line.getOptionValue("vocab-file")),
        Path.of(line.getOptionValue("output-dir")),
        BlankLines.separateDocs(line),
        TextCorpus.of(Path.of(line.getOptionValue("corpus-dir"))));
  }
}
