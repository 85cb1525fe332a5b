package org.electra4j.checkpoint.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

class SafetensorsTest {
  @TempDir Path dir;

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = dir.resolve("model.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(
            NamedTensor.ofFloats("b", new long[] {2, 2}, new float[] {1, 2, 3, -4}),
            NamedTensor.ofLong("a", 77),
            half("c")));

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.tensors().keySet()).containsExactly("a", "b", "c");
      assertThat(reader.metadata()).containsExactlyEntriesOf(Map.of("format", "pt"));
      assertThat(reader.tensors().get("b").shape()).containsExactly(2, 2);
      assertThat(reader.read("b").getFloat(12)).isEqualTo(-4);
      assertThat(reader.read("a").getLong()).isEqualTo(77);
      assertThat(reader.read("c").getShort(2)).isEqualTo((short) 0x3c00);
      assertThat(reader.tensors().get("c").dtype()).isEqualTo(DataType.DT_HALF);
      assertThatThrownBy(() -> reader.read("d")).isInstanceOf(BadInputException.class);
    }
  }

  @Test
  void tensorsBeginAtMultiplesOfEightBytes() throws IOException {
    Path file = dir.resolve("model.safetensors");
    SafetensorsWriter.write(file, Map.of(), List.of(half("c"), NamedTensor.ofLong("a", 7)));

    long header =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();

    assertThat(header % 8).isZero();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.read("a").getLong()).isEqualTo(7); // the wider type first
    }
  }

  @Test
  void everyRuleOfTheHeaderIsKept() throws IOException {
    String good = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    open(header("{" + good + "}"), 8).close();
    open(header("{" + good + "}   "), 8).close();
    expect("not valid JSON", header("{" + good + "," + good + "}"), 8); // duplicate
    expect("not valid JSON", header("{" + good + "} x"), 8);
    expect("does not begin with '{'", header(" {" + good + "}"), 8);
    expect("does not begin with '{'", header("[" + good + "]"), 8);
    expect("bytes, but the file has", header("{" + good + "}"), 9);
    expect("bytes, but the file has", header("{" + good + "}"), 7);
    String second = ",\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%s]}";
    open(header("{" + good + second.formatted("8,9") + "}"), 9).close();
    expect("gap or overlap", header("{" + good + second.formatted("9,10") + "}"), 10);
    expect("gap or overlap", header("{" + good + second.formatted("7,8") + "}"), 8);
    expect("should not take", header("{" + good + second.formatted("8,10") + "}"), 10);
    expect("none negative", header("{" + good + second.formatted("-1,0") + "}"), 8);
    expect("none negative", header("{" + good + second.formatted("8") + "}"), 8);
    expect("none negative", header("{" + good + second.formatted("8.0,9.0") + "}"), 9);
    expect("unknown dtype", header("{" + good.replace("F32", "F31") + "}"), 8);
    expect("none negative", header("{" + good.replace("[2]", "[-2]") + "}"), 8);
    expect(
        "is too large",
        header("{" + good.replace("[2]", "[4611686018427387904,4611686018427387904]") + "}"),
        8);
    expect("not a string", header("{\"__metadata__\":{\"x\":1}," + good + "}"), 8);
    expect("control characters", header("{" + good.replace("\"a\"", "\"a\\n\"") + "}"), 8);
    expect("not UTF-8", new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xff}, 0);
  }

  @Test
  void aHeaderLengthBeyondTheFileOrTheLimitIsRefused() throws IOException {
    byte[] bytes = header("{}");
    bytes[0] = 3;
    expect("header of 3 bytes", bytes, 0);
    bytes[7] = (byte) 0x80;
    expect("header of 9223372036854775811 bytes", bytes, 0);
    expect("too few", new byte[7], 0);
    expect("header of 0 bytes", new byte[8], 0);
  }

  @Test
  void mutatedFilesGiveTensorsOrABadInputException() throws IOException {
    Path file = dir.resolve("model.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("format", "pt"),
        List.of(NamedTensor.ofFloats("electra.b", new long[] {2, 1}, new float[2]), half("c")));
    byte[] bytes = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] mutated = Arrays.copyOf(bytes, bytes.length - (i % 5 == 0 ? random.nextInt(20) : 0));
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) (random.nextInt(0x20, 0x7f));
      }
      Files.write(file, mutated);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        for (TensorInfo info : reader.tensors().values()) {
          reader.read(info.name());
        }
      } catch (BadInputException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
        refused++;
      }
    }
    assertThat(refused).isBetween(1500, 2999);
  }

  @Test
  void shardsAreReadAsOneModel() throws IOException {
    writeShards();
    index("{\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}");

    try (TensorSource reader = ShardedSafetensorsReader.open(index())) {
      assertThat(reader.tensors().keySet()).containsExactly("a", "b");
      assertThat(reader.read("b").getLong()).isEqualTo(2);
    }
  }

  @Test
  void anIndexThatDoesNotFitItsFilesIsRefused() throws IOException {
    writeShards();
    SafetensorsWriter.write(
        dir.resolve("both.safetensors"),
        Map.of(),
        List.of(NamedTensor.ofLong("a", 1), NamedTensor.ofLong("b", 2)));
    expectIndex("names 1 tensors, its files hold 2", "{\"a\": \"both.safetensors\"}");
    expectIndex(
        "is not in the file", "{\"a\": \"model-2.safetensors\", \"b\": \"model-2.safetensors\"}");
    expectIndex("plain name", "{\"a\": \"../model-1.safetensors\"}");
    expectIndex("plain name", "{\"b\": \"/etc/passwd\"}");
    expectIndex("no such file", "{\"a\": \"model-3.safetensors\"}");
    expectIndex("no weight_map", "[]");
  }

  private void expectIndex(String message, String map) throws IOException {
    index(map);
    assertThatThrownBy(() -> ShardedSafetensorsReader.open(index()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private void writeShards() {
    SafetensorsWriter.write(
        dir.resolve("model-1.safetensors"), Map.of(), List.of(NamedTensor.ofLong("a", 1)));
    SafetensorsWriter.write(
        dir.resolve("model-2.safetensors"), Map.of(), List.of(NamedTensor.ofLong("b", 2)));
  }

  private Path index() {
    return dir.resolve("model.safetensors.index.json");
  }

  private void index(String map) throws IOException {
    Files.writeString(index(), "{\"metadata\": {}, \"weight_map\": " + map + "}");
  }

  private void expect(String message, byte[] header, int data) {
    assertThatThrownBy(() -> open(header, data).close())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("bad.safetensors");
  }

  private SafetensorsReader open(byte[] header, int data) throws IOException {
    Path file = dir.resolve("bad.safetensors");
    Files.write(file, Arrays.copyOf(header, header.length + data));
    return SafetensorsReader.open(file);
  }

  private static byte[] header(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  private static NamedTensor half(String name) {
    return NamedTensor.of(
        name,
        DataType.DT_HALF,
        new long[] {3},
        () -> ByteBuffer.wrap(new byte[] {0, 0, 0, 0x3c, 0, 0}));
  }
}
