package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One measured number with what it was measured on. What does not apply is null and is left out of
 * the JSON.
 *
 * @param name what was measured
 * @param batch sequences of a step
 * @param length tokens of a sequence
 * @param precision of the matrix products, fp32 or bf16
 * @param threads that worked, or null where TensorFlow took all cores
 * @param seqPerS sequences a second, at the median
 * @param mbPerS megabytes (10^6 bytes) of text a second, at the median
 * @param medianS median of the repeats, in seconds
 * @param spread (slowest - fastest) / median
 * @param repeats how often it was measured
 * @param peakMb largest resident memory of the process in megabytes (10^6 bytes)
 * @param workers that trained together
 * @param efficiency sequences a second over those of one worker on the same machine
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchmarkRow(
    String name,
    Integer batch,
    Integer length,
    String precision,
    Integer threads,
    Double seqPerS,
    @JsonProperty("MB_per_s") Double mbPerS,
    double medianS,
    double spread,
    int repeats,
    Double peakMb,
    Integer workers,
    Double efficiency) {

  /** A row about text of so many bytes. */
  static BenchmarkRow ofText(String name, int threads, long bytes, Timing timing) {
    return ofBytes(name, threads, bytes, null, null, timing);
  }

  /** A row about a process that handles a file of so many bytes. */
  static BenchmarkRow ofProcess(String name, long bytes, Timing timing, double peakMb) {
    return ofBytes(name, null, bytes, peakMb, null, timing);
  }

  /**
   * A row about something that all workers do together.
   *
   * @param bytes that each of them gives to it, 0 where their number does not matter
   */
  static BenchmarkRow ofWorkers(String name, int workers, long bytes, Timing timing) {
    return ofBytes(name, null, bytes, null, workers, timing);
  }

  /** A row about training or evaluation steps of {@code batch} sequences. */
  static BenchmarkRow ofSteps(
      String name, int batch, Integer length, String precision, Timing timing) {
    double rate = batch / timing.medianS();
    return ofBatches(name, batch, length, precision, rate, null, null, timing);
  }

  /** A row about steps of a process and its memory. */
  static BenchmarkRow ofMemory(
      String name, int batch, int length, String precision, Timing timing, double peakMb) {
    return ofBatches(name, batch, length, precision, null, peakMb, null, timing);
  }

  /** A row about steps of several workers, {@code batch} sequences for all of them together. */
  static BenchmarkRow ofWorkerSteps(
      String name, int workers, int batch, int length, String precision, Timing timing) {
    double rate = batch / timing.medianS();
    return ofBatches(name, batch, length, precision, rate, null, workers, timing);
  }

  /** A row that is only a time. */
  static BenchmarkRow ofSeconds(String name, Integer batch, Integer length, Timing timing) {
    return ofBatches(name, batch, length, null, null, null, null, timing);
  }

  private static BenchmarkRow ofBytes(
      String name, Integer threads, long bytes, Double peakMb, Integer workers, Timing timing) {
    return new BenchmarkRow(
        name,
        null,
        null,
        null,
        threads,
        null,
        bytes == 0 ? null : bytes / 1e6 / timing.medianS(),
        timing.medianS(),
        timing.spread(),
        timing.repeats(),
        peakMb,
        workers,
        null);
  }

  private static BenchmarkRow ofBatches(
      String name,
      Integer batch,
      Integer length,
      String precision,
      Double seqPerS,
      Double peakMb,
      Integer workers,
      Timing timing) {
    return new BenchmarkRow(
        name,
        batch,
        length,
        precision,
        null,
        seqPerS,
        null,
        timing.medianS(),
        timing.spread(),
        timing.repeats(),
        peakMb,
        workers,
        null);
  }

  /** The same with its rate over that of one worker. */
  BenchmarkRow withEfficiency(double seqPerSAlone) {
    return new BenchmarkRow(
        name,
        batch,
        length,
        precision,
        threads,
        seqPerS,
        mbPerS,
        medianS,
        spread,
        repeats,
        peakMb,
        workers,
        seqPerS / seqPerSAlone);
  }

  /** One line for people. */
  public String line() {
    String what =
        Stream.of(
                part("batch ", batch),
                part("length ", length),
                precision,
                peakMb == null ? null : String.format(Locale.ROOT, "%.1f MB memory", peakMb),
                threads == null ? null : threads + (threads == 1 ? " thread" : " threads"),
                workers == null ? null : workers + (workers == 1 ? " worker" : " workers"),
                efficiency == null
                    ? null
                    : String.format(Locale.ROOT, "efficiency %.2f", efficiency))
            .filter(part -> part != null)
            .collect(Collectors.joining(", "));
    String rate =
        seqPerS != null
            ? String.format(Locale.ROOT, "%8.2f sequences/s", seqPerS)
            : mbPerS != null ? String.format(Locale.ROOT, "%8.2f MB/s", mbPerS) : "";
    return String.format(
            Locale.ROOT,
            "%-28s %-34s %9.3f s (spread %3.0f%%, %d repeats)  %s",
            name,
            what,
            medianS,
            100 * spread,
            repeats,
            rate)
        .stripTrailing();
  }

  private static String part(String label, Object value) {
    return value == null ? null : label + value;
  }
}
