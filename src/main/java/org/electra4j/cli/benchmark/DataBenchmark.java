package org.electra4j.cli.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.tokenization.FullTokenizer;

/** How fast text becomes TFRecords on disk: read, tokenise, cut into examples, write. */
public final class DataBenchmark {
  private DataBenchmark() {}

  /** One row for each number of threads; the shards go to {@code scratch} and are overwritten. */
  public static List<BenchmarkRow> run(
      Corpus corpus,
      FullTokenizer tokenizer,
      int maxSeqLength,
      List<Integer> threads,
      int repeats,
      Path scratch)
      throws Exception {
    long bytes = corpus.textBytes().orElseThrow();
    List<BenchmarkRow> rows = new ArrayList<>();
    DatasetOutput output = new DatasetOutput(scratch, true);
    for (int n : threads) {
      DatasetOptions options = new DatasetOptions(maxSeqLength, n, n, true, 0);
      Timing timing =
          Timing.of(
              repeats,
              () -> DatasetBuilder.build(corpus, tokenizer, options, output, new BuildProgress()));
      rows.add(BenchmarkRow.ofText("build-pretraining-dataset", n, bytes, timing));
    }
    return rows;
  }
}
