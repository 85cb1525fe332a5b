package org.electra4j.parity;

import java.util.List;
import java.util.Optional;

/**
 * What the replay of a case gave.
 *
 * @param comparisons in the order of the computation
 * @param unusable why the replay broke off, or null
 * @param skipped why it was not run, or null
 * @param seconds it took
 */
public record CaseResult(
    String folder,
    String name,
    List<Comparison> comparisons,
    String unusable,
    String skipped,
    double seconds) {

  /** What becomes of a case. */
  public enum Outcome {
    PASS,
    FAIL,
    SKIPPED
  }

  static CaseResult skipped(ParityCase one, String why) {
    return new CaseResult(one.folder(), one.name(), List.of(), null, why, 0);
  }

  /** Passed only if something was compared and all of it holds. */
  public Outcome outcome() {
    if (skipped != null) {
      return Outcome.SKIPPED;
    }
    boolean holds = comparisons.stream().allMatch(Comparison::passed);
    return unusable == null && holds && values() > 0 ? Outcome.PASS : Outcome.FAIL;
  }

  /** Folder and name. */
  public String title() {
    return folder + "/" + name;
  }

  /** Number of values compared. */
  public long values() {
    return comparisons.stream().mapToLong(Comparison::values).sum();
  }

  /** The first comparison in the order of the computation that fails. */
  public Optional<Comparison> firstDeparture() {
    return comparisons.stream().filter(c -> !c.passed()).findFirst();
  }

  /** Why it failed, in a line: where ours departs first. */
  public Optional<String> failure() {
    if (outcome() != Outcome.FAIL) {
      return Optional.empty();
    }
    Optional<String> departure =
        firstDeparture().map(c -> "departs at %s: %s".formatted(c.title(), c.first()));
    if (departure.isPresent()) {
      return departure;
    }
    return Optional.of(unusable == null ? "nothing was compared" : unusable);
  }
}
