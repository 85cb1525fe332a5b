package org.electra4j.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.electra4j.graph.Sessions.Precision;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.parity.replay.ReplaySettings;
import org.electra4j.parity.replay.Replays;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything that the original printed, through the replays of {@code check-parity}. */
class ParityTest {
  private static final List<String> FOLDERS =
      List.of(
          "tokenization",
          "pretrain_data",
          "glue_features",
          "configs",
          "checkpoint_layouts",
          "flops",
          "scorers",
          "pretraining",
          "optimizer",
          "finetune",
          "qa",
          "chunking");

  private static TemporaryDirectory builtIn;
  private static ReferenceBundle bundle;

  @BeforeAll
  static void unpack() {
    builtIn = TemporaryDirectory.create("electra4j-parity-test");
    BuiltInBundle.unpack(builtIn.path());
    // The goldens hold no vocabulary; the built-in bundle's knows all their texts.
    Path vocabulary = builtIn.path().resolve("vocab.txt");
    bundle = ReferenceBundle.open(Reference.folders(FOLDERS), vocabulary, null);
  }

  @AfterAll
  static void remove() {
    builtIn.close();
  }

  @TestFactory
  Stream<DynamicTest> allThatTheOriginalPrinted() {
    return tests(
        Replays.cases(bundle, ReplaySettings.DEFAULT).stream()
            .filter(one -> FOLDERS.contains(one.folder()))
            .toList());
  }

  @TestFactory
  Stream<DynamicTest> inOnePartAndInFour() {
    return Stream.of(1, 4)
        .flatMap(
            towers ->
                tests(
                    Replays.cases(
                            bundle, new ReplaySettings(Precision.FP32, OptionalInt.of(towers)))
                        .stream()
                        .filter(ParityTest::hasTowers)
                        .toList()));
  }

  /** Coarse, but a part of the computation that goes wrong in bfloat16 alone is far off. */
  @TestFactory
  Stream<DynamicTest> inBfloat16() {
    ReplaySettings settings = new ReplaySettings(Precision.BF16, OptionalInt.empty());
    return tests(
        Replays.cases(bundle, settings).stream()
            .filter(one -> one.title().equals("pretraining/default_electra"))
            .toList());
  }

  private static boolean hasTowers(ParityCase one) {
    return Arrays.asList("pretraining", "optimizer", "finetune").contains(one.folder());
  }

  private static Stream<DynamicTest> tests(List<ParityCase> cases) {
    return cases.stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.title(),
                    () -> {
                      CaseResult result = one.run();
                      assertThat(result.skipped()).isNull();
                      assertThat(result.failure()).isEmpty();
                      assertThat(result.values()).isPositive();
                    }));
  }
}
