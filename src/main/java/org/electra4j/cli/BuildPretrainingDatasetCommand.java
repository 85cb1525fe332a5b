package org.electra4j.cli;

import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
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
    options.addOption(
        CommandOptions.required(
            "corpus-dir",
            "DIR",
            "text files, UTF-8, one sentence a line; on Spark any Hadoop path, or Parquet files"));
    options.addOption(DatasetCommand.vocabFile());
    options.addOption(CommandOptions.required("output-dir", "DIR", "where the record files go"));
    options.addOption(BlankLines.option());
    SparkArguments.addOptions(options);
    options.addOption(
        CommandOptions.value(
            "text-column",
            "NAME",
            "on Spark: the column of Parquet files that holds a document a row (default "
                + SparkDatasetCommand.DEFAULT_TEXT_COLUMN
                + ")"));
    return DatasetCommand.addOptions(options);
  }

  @Override
  public String examples() {
    return """
        electra build-pretraining-dataset --corpus-dir corpus --vocab-file data/vocab.txt \\
          --output-dir data/pretrain_tfrecords --num-processes 4 --seed 1
        electra build-pretraining-dataset --spark-master spark://host:7077 \\
          --corpus-dir hdfs:///corpus --vocab-file hdfs:///vocab.txt \\
          --output-dir hdfs:///pretrain_tfrecords --num-processes 64 --seed 1

        On Spark each of the --num-processes parts is a task; the records are the same.
        """;
  }

  @Override
  public int run(CommandLine line) throws InterruptedException {
    if (SparkArguments.given(line)) {
      return SparkDatasetCommand.build(line, BlankLines.separateDocs(line));
    }
    if (line.hasOption("text-column")) {
      throw new BadInputException("--text-column goes with --spark-master");
    }
    return DatasetCommand.build(
        line,
        Path.of(line.getOptionValue("vocab-file")),
        Path.of(line.getOptionValue("output-dir")),
        BlankLines.separateDocs(line),
        TextCorpus.of(Path.of(line.getOptionValue("corpus-dir"))));
  }
}
