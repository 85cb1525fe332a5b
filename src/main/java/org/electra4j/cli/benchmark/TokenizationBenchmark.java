package org.electra4j.cli.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.IntList;

/** How fast text becomes ids, in memory, line by line. */
public final class TokenizationBenchmark {
  private TokenizationBenchmark() {}

  /** One row for each number of threads. */
  public static List<BenchmarkRow> run(
      List<String> lines, FullTokenizer tokenizer, List<Integer> threads, int repeats)
      throws Exception {
    long bytes =
        lines.stream().mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1).sum();
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int n : threads) {
      ExecutorService pool = Executors.newFixedThreadPool(n);
      try {
        List<Callable<Integer>> parts = parts(lines, tokenizer, n);
        Timing timing = Timing.of(repeats, () -> await(pool.invokeAll(parts)));
        rows.add(BenchmarkRow.ofText("FullTokenizer.encode", n, bytes, timing));
      } finally {
        pool.shutdownNow();
      }
    }
    return rows;
  }

  private static List<Callable<Integer>> parts(
      List<String> lines, FullTokenizer tokenizer, int threads) {
    List<Callable<Integer>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      List<String> part =
          lines.subList(lines.size() * i / threads, lines.size() * (i + 1) / threads);
      parts.add(
          () -> {
            IntList ids = new IntList();
            part.forEach(line -> tokenizer.encode(line, ids));
            return ids.size();
          });
    }
    return parts;
  }

  private static void await(List<Future<Integer>> results) throws Exception {
    for (Future<Integer> result : results) {
      result.get();
    }
  }
}
