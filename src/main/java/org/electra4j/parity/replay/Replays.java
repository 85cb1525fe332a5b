package org.electra4j.parity.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.SkippedCaseException;

/** All replays, in the way of the data: from text to trained weights. */
public final class Replays {
  private Replays() {}

  private static List<Replay> all(ReplaySettings settings) {
    return List.of(
        new TokenizationReplay(),
        new PretrainDataReplay(),
        new GlueFeaturesReplay(),
        new ConfigsReplay(),
        new LayoutReplay(),
        new FlopsReplay(),
        new ScorersReplay(),
        new ScheduleReplay(),
        new HelpersReplay(),
        new MaskReplay(),
        new PretrainingReplay(settings),
        new OptimizerReplay(settings),
        new FinetuneReplay(settings),
        new ChunkingReplay(settings),
        new QaReplay(settings));
  }

  /**
   * The cases of a bundle. What no replay knows becomes a case that is skipped, so that nothing of
   * a bundle is passed over in silence.
   *
   * @param settings of the models that replay
   * @throws BadInputException if there is none
   */
  public static List<ParityCase> cases(ReferenceBundle bundle, ReplaySettings settings) {
    List<Replay> replays = all(settings);
    List<ParityCase> cases = new ArrayList<>();
    for (Replay replay : replays) {
      if (bundle.has(replay.folder())) {
        cases.addAll(replay.cases(bundle));
      }
    }
    Set<String> known = replays.stream().map(Replay::folder).collect(Collectors.toSet());
    try (Stream<Path> folders = Files.list(bundle.root())) {
      folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !known.contains(name))
          .sorted()
          .map(Replays::unknown)
          .forEach(cases::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (cases.isEmpty()) {
      throw new BadInputException(
          "%s: no reference bundle: none of the folders %s is there"
              .formatted(bundle.root(), known.stream().sorted().toList()));
    }
    return cases;
  }

  private static ParityCase unknown(String folder) {
    return new ParityCase(
        folder,
        "*",
        report -> {
          throw new SkippedCaseException("no replay of this folder");
        });
  }
}
