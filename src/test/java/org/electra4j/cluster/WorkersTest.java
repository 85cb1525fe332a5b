package org.electra4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node1                  | 0 | no address",
        "node1:70000            | 0 | no address",
        "node1:0                | 0 | no address",
        "a b:2222               | 0 | no address",
        "node1:2222,            | 0 | no address",
        "node1:2222,node1:2222  | 0 | each address once",
        "node1:2222,node2:2222  | 2 | expected 0 to 1 for 2 workers",
      })
  void whatCannotBeIsRefused(String list, int index, String message) {
    assertThatThrownBy(() -> Workers.of(Workers.parse(list), index))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void neighboursShareABucketUntilItIsFull() {
    long most = Collectives.BUCKET;
    List<Long> sizes = List.of(1L, most - 1, 1L, most + 5, 2L, 3L);

    assertThat(Collectives.buckets(sizes, s -> s))
        .containsExactly(List.of(1L, most - 1), List.of(1L), List.of(most + 5), List.of(2L, 3L));
    assertThat(LongStream.range(0, 3).mapToObj(i -> most).toList())
        .satisfies(full -> assertThat(Collectives.buckets(full, s -> s)).hasSize(3));
  }
}
