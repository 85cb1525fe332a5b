package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

class PretrainingExampleCodecTest {
  private static final RecordPosition POSITION = new RecordPosition(Path.of("shard"), 7, 1234);
  private static final PretrainingExample EXAMPLE =
      new PretrainingExample(
          new int[] {101, 30521, 102, 0}, new int[] {1, 1, 1, 0}, new int[] {0, 0, 1, 0});

  private final PretrainingExampleCodec codec = new PretrainingExampleCodec(4);

  @Test
  void protobufReadsWhatIsWritten() throws InvalidProtocolBufferException {
    assertThat(Example.parseFrom(codec.encode(EXAMPLE))).isEqualTo(message().build());
  }

  @Test
  void whatProtobufWritesIsRead() {
    assertSame(decode(message().build().toByteArray()), EXAMPLE);
  }

  @Test
  void otherFeaturesAndUnpackedListsAreAccepted() throws IOException {
    Example.Builder others =
        with(b -> b.removeFeature("input_mask").putFeature("text", bytesFeature("x")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    others.build().writeTo(bytes);
    bytes.write(unpacked("input_mask", 1, 1, 1, 0));

    assertSame(decode(bytes.toByteArray()), EXAMPLE);
  }

  @Test
  void aMissingFeatureIsNamed() {
    assertBad(with(b -> b.removeFeature("segment_ids")), "lacks the feature segment_ids");
  }

  @Test
  void anotherLengthIsNamed() {
    assertBad(
        with(b -> b.putFeature("input_ids", intFeature(1, 2, 3))),
        "input_ids has 3 values, expected max_seq_length = 4");
    assertBad(
        with(b -> b.putFeature("input_mask", intFeature(1, 1, 1, 1, 1))),
        "input_mask has 5 values, expected max_seq_length = 4");
    assertBad(
        with(b -> b.putFeature("input_ids", Feature.getDefaultInstance())),
        "input_ids has 0 values");
  }

  @Test
  void anotherTypeIsNamed() {
    assertBad(
        with(b -> b.putFeature("input_ids", bytesFeature("x"))),
        "input_ids is a list of bytes, expected int64");
    Feature floats = Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(1)).build();
    assertBad(
        with(b -> b.putFeature("input_ids", floats)),
        "input_ids is a list of float, expected int64");
  }

  @Test
  void valuesThatAreNoIdsAreNamed() {
    assertBad(with(b -> b.putFeature("input_ids", intFeature(1, -5, 3, 4))), "input_ids[1] is -5");
    assertBad(
        with(b -> b.putFeature("input_ids", intFeature(1, 2, 3, 1L << 31))),
        "input_ids[3] is 2147483648");
  }

  @Test
  void anyBytesAtAllGiveAnExampleOrAnErrorInOneLine() {
    byte[] good = codec.encode(EXAMPLE);
    for (int i = 0; i < good.length; i++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = good.clone();
        bytes[i] = (byte) value;
        decodeOrFail(bytes);
        decodeOrFail(Arrays.copyOf(bytes, i + 1));
      }
    }
    assertThatThrownBy(() -> decode(new byte[] {10, 127}))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("shard: record 7 at byte offset 1234: not a tf.train.Example: ");
  }

  private void decodeOrFail(byte[] bytes) {
    try {
      decode(bytes);
    } catch (BadInputException e) {
      assertThat(e).hasMessageStartingWith("shard: record 7 at byte offset 1234: ");
    }
  }

  private PretrainingExample decode(byte[] bytes) {
    return codec.decode(ByteBuffer.wrap(bytes), POSITION);
  }

  private void assertBad(Example.Builder example, String problem) {
    assertThatThrownBy(() -> decode(example.build().toByteArray()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("shard: record 7 at byte offset 1234: " + problem);
  }

  private static void assertSame(PretrainingExample actual, PretrainingExample expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static Example.Builder message() {
    return with(b -> {});
  }

  private static Example.Builder with(Consumer<Features.Builder> change) {
    Features.Builder features =
        Features.newBuilder()
            .putFeature("segment_ids", intFeature(0, 0, 1, 0))
            .putFeature("input_mask", intFeature(1, 1, 1, 0))
            .putFeature("input_ids", intFeature(101, 30521, 102, 0));
    change.accept(features);
    return Example.newBuilder().setFeatures(features);
  }

  private static Feature intFeature(long... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature bytesFeature(String text) {
    return Feature.newBuilder()
        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8(text)))
        .build();
  }

  /** An Example of one feature whose list is not packed, with the value before the key. */
  private static byte[] unpacked(String key, int... values) throws IOException {
    byte[] list = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      list[2 * i] = 8;
      list[2 * i + 1] = (byte) values[i];
    }
    byte[] value = field(2, field(3, list));
    byte[] name = field(1, ByteString.copyFromUtf8(key).toByteArray());
    return field(1, field(1, concat(value, name)));
  }

  private static byte[] field(int number, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(number, content);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
