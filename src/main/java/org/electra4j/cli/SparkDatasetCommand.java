package org.electra4j.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.cli.CommandLine;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetSummary;
import org.electra4j.io.WorkProgress;
import org.electra4j.spark.SparkDataset;
import org.electra4j.spark.SparkDatasetBuilder;
import org.electra4j.spark.SparkOptions;

/** {@code build-pretraining-dataset} on Spark. */
final class SparkDatasetCommand {
  static final String DEFAULT_TEXT_COLUMN = "text";

  private SparkDatasetCommand() {}

  /**
   * Builds the dataset and prints what was done.
   *
   * @return the exit status
   */
  static int build(CommandLine line, boolean blanksSeparateDocs) {
    SparkOptions spark = SparkArguments.of(line);
    DatasetOptions options = DatasetCommand.options(line, blanksSeparateDocs);
    SparkDataset dataset =
        new SparkDataset(
            line.getOptionValue("corpus-dir"),
            line.getOptionValue("text-column", DEFAULT_TEXT_COLUMN),
            line.getOptionValue("vocab-file"),
            DatasetCommand.normalization(line),
            line.getOptionValue("output-dir"),
            line.hasOption("overwrite"),
            options);
    DatasetSummary summary;
    try (WorkProgress shown = new WorkProgress("Building", options.jobs(), " jobs", 1)) {
      AtomicLong jobs = new AtomicLong();
      AtomicLong examples = new AtomicLong();
      summary =
          SparkDatasetBuilder.build(
              spark,
              dataset,
              made -> {
                shown.stepTo(jobs.incrementAndGet());
                shown.note(String.format(Locale.ROOT, " %,d examples", examples.addAndGet(made)));
              });
    }
    DatasetCommand.print(summary, options, dataset.outputDir(), line.hasOption("json"));
    return 0;
  }
}
