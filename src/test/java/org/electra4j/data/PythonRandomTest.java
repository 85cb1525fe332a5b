package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what Python 3.11 printed. */
class PythonRandomTest {
  static List<Arguments> streams() {
    return List.of(
        Arguments.of(
            0L,
            new double[] {0.8444218515250481, 0.7579544029403025, 0.420571580830845},
            new int[] {38, 128, 70, 67, 56, 122},
            new Integer[] {9, 11, 8, 6, 0, 1, 10, 2, 3, 5, 7, 4},
            1332073689,
            0.8197509625398982),
        Arguments.of(
            1L,
            new double[] {0.13436424411240122, 0.8474337369372327, 0.763774618976614},
            new int[] {37, 20, 68, 102, 62, 65},
            new Integer[] {4, 8, 2, 11, 5, 9, 0, 7, 1, 3, 6, 10},
            1143881027,
            0.4705490562443623),
        Arguments.of(
            12345L,
            new double[] {0.41661987254534116, 0.010169169457068361, 0.8252065092537432},
            new int[] {43, 114, 52, 124, 29, 39},
            new Integer[] {8, 0, 4, 7, 11, 3, 10, 1, 5, 2, 6, 9},
            1524289825,
            0.997299628600253),
        Arguments.of(
            -12345L,
            new double[] {0.41661987254534116, 0.010169169457068361, 0.8252065092537432},
            new int[] {43, 114, 52, 124, 29, 39},
            new Integer[] {8, 0, 4, 7, 11, 3, 10, 1, 5, 2, 6, 9},
            1524289825,
            0.997299628600253),
        Arguments.of(
            4294967295L,
            new double[] {0.6353574441341173, 0.20319993954407756, 0.6073666030347188},
            new int[] {42, 82, 48, 128, 53, 91},
            new Integer[] {8, 2, 3, 9, 10, 1, 0, 6, 7, 5, 4, 11},
            698723515,
            0.27008121401511476),
        Arguments.of(
            4294967296L,
            new double[] {0.11299430095636409, 0.41782886486292836, 0.0166763664992291},
            new int[] {83, 117, 108, 102, 47, 112},
            new Integer[] {9, 5, 10, 11, 4, 3, 6, 1, 2, 0, 7, 8},
            2057896275,
            0.13614766932440814),
        Arguments.of(
            4294967301L,
            new double[] {0.15727238718789782, 0.2824866316461999, 0.6044540318498407},
            new int[] {6, 50, 85, 26, 104, 126},
            new Integer[] {0, 2, 8, 4, 1, 6, 11, 9, 3, 5, 7, 10},
            573790484,
            0.8872371657678088),
        Arguments.of(
            -1099511627776L,
            new double[] {0.1036394562812375, 0.6705558677439764, 0.4266543913526999},
            new int[] {54, 56, 85, 76, 14, 96},
            new Integer[] {3, 4, 1, 0, 2, 9, 7, 11, 5, 8, 6, 10},
            1572413535,
            0.41234186741910894),
        Arguments.of(
            9223372036854775807L,
            new double[] {0.3166448820870279, 0.631259308253863, 0.8035542479972343},
            new int[] {63, 18, 66, 104, 96, 115},
            new Integer[] {1, 8, 3, 7, 6, 0, 10, 5, 2, 4, 9, 11},
            733897605,
            0.7209505107384847),
        Arguments.of(
            -9223372036854775808L,
            new double[] {0.5534639983914199, 0.9406144709090462, 0.24199432111690833},
            new int[] {113, 69, 15, 50, 101, 47},
            new Integer[] {1, 10, 9, 2, 6, 5, 0, 11, 3, 7, 4, 8},
            797394150,
            0.7105533536609532));
  }

  /**
   * In one stream: three times {@code random()}, six times {@code randint(5, 128)}, {@code shuffle}
   * of 0 to 11, {@code randint(0, 2**31 - 1)}, a thousand times {@code random()} unseen (past the
   * end of the generator's state) and one more.
   */
  @ParameterizedTest
  @MethodSource("streams")
  void drawsWhatPythonDraws(
      long seed, double[] doubles, int[] ints, Integer[] shuffled, int wide, double last) {
    PythonRandom random = new PythonRandom(seed);

    assertThat(DoubleStream.generate(random::random).limit(3).toArray()).isEqualTo(doubles);
    assertThat(IntStream.generate(() -> random.randint(5, 128)).limit(6).toArray()).isEqualTo(ints);
    List<Integer> list = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
    random.shuffle(list);
    assertThat(list).isEqualTo(Arrays.asList(shuffled));
    assertThat(random.randint(0, Integer.MAX_VALUE)).isEqualTo(wide);
    assertThat(DoubleStream.generate(random::random).skip(1000).findFirst()).hasValue(last);
  }
}
