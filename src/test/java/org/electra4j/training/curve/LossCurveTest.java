package org.electra4j.training.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.io.BadInputException;
import org.electra4j.training.EventFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurveTest {
  @TempDir private Path directory;

  @Test
  void eventsOfARestartedRunReplaceThoseItRepeats() {
    try (EventFileWriter first = EventFileWriter.open(directory, 0)) {
      first.scalars(1, Map.of("loss", 4.0, "other", 9.0));
      first.scalars(2, Map.of("loss", 3.0));
      first.scalars(3, Map.of("loss", 99.0));
    }
    try (EventFileWriter second = EventFileWriter.open(directory, 1)) {
      second.scalars(2, Map.of("loss", 2.5));
    }

    assertThat(LossCurve.read(directory, "loss").points())
        .containsExactly(Map.entry(1L, 4.0), Map.entry(2L, 2.5));
    assertThatThrownBy(() -> LossCurve.read(directory, "los"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no scalar 'los'");
  }

  @Test
  void stepsOfABundleCountFromZeroAndThoseOfLinesFromOne() throws IOException {
    Path meta = directory.resolve("meta.json");
    Files.writeString(meta, "{\"steps\": [{\"step\": 0, \"total_loss\": 4.5}]}");
    Path lines = directory.resolve("curve.tsv");
    Files.writeString(lines, "step\tloss\n1\t4.5\n\n");

    assertThat(LossCurve.read(meta, "loss").points()).containsExactly(Map.entry(1L, 4.5));
    assertThat(LossCurve.read(lines, "loss").points()).containsExactly(Map.entry(1L, 4.5));
  }

  @Test
  void badLinesAndEntriesAreNamed() throws IOException {
    Path lines = directory.resolve("curve.tsv");
    Files.writeString(lines, "1\t4.5\n2\tx\n");
    Path json = directory.resolve("curve.json");
    Files.writeString(json, "[{\"step\": 1, \"loss\": 2}, {\"step\": 2}]");

    assertThatThrownBy(() -> LossCurve.read(lines, "loss"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> LossCurve.read(json, "loss"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("entry 1");
  }

  @Test
  void distancesAreTakenOverTheStepsOfBoth() {
    LossCurve ours = curve("ours", Map.of(1L, 4.0, 2L, 3.0, 5L, 1.0));
    LossCurve reference = curve("reference", Map.of(1L, 4.0, 2L, 2.0, 3L, 7.0, 5L, 1.5));

    CurveDistance d = CurveDistance.of(ours, reference);

    assertThat(d.steps()).isEqualTo(3);
    assertThat(d.largest()).isEqualTo(1);
    assertThat(d.largestAt()).isEqualTo(2);
    assertThat(d.mean()).isCloseTo(0.5, within(1e-12));
    assertThat(d.rootMeanSquare()).isCloseTo(Math.sqrt(1.25 / 3), within(1e-12));
    assertThat(d.relative()).isCloseTo(1.5 / 7.5, within(1e-12));
    assertThat(d.last()).isEqualTo(-0.5);
    assertThatThrownBy(() -> CurveDistance.of(ours, curve("far", Map.of(9L, 1.0))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("share no step");
  }

  private static LossCurve curve(String name, Map<Long, Double> points) {
    return new LossCurve(name, new TreeMap<>(points));
  }
}
