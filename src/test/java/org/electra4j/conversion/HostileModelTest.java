package org.electra4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.io.BadInputException;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

/** Models that are formally whole but tell nonsense end in one line, too. */
class HostileModelTest {
  private static final String[] NUMBERS = {
    "0", "-1", "1", "2", "3", "1e9", "2147483648", "99999999999999999999", "null", "[]", "\"x\""
  };

  @TempDir Path dir;

  @Test
  void nonsenseInConfigAndHeaderIsConvertedOrRefused() throws IOException {
    Path hf = dir.resolve("hf");
    CheckpointConverter.convert(
        options(
            Reference.folder("pretraining").resolve("default_electra/init.ckpt"),
            hf,
            CheckpointFormat.SAFETENSORS,
            4,
            0));
    String config = Files.readString(hf.resolve("config.json"));
    byte[] model = Files.readAllBytes(hf.resolve("model.safetensors"));
    int length = (int) ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(model, 8, length, StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      Files.writeString(hf.resolve("config.json"), i % 2 == 0 ? mutate(config, random) : config);
      Files.write(
          hf.resolve("model.safetensors"),
          i % 2 == 0 ? model : withHeader(mutate(header, random), model, 8 + length));
      CheckpointFormat format =
          i % 4 < 2 ? CheckpointFormat.TENSORFLOW : CheckpointFormat.SAFETENSORS;
      try {
        try (OpenCheckpoint checkpoint = OpenCheckpoint.open(hf)) {
          CheckpointInspection.of(checkpoint, true).toJson();
          CheckpointComparison.of(checkpoint, checkpoint);
        }
        CheckpointConverter.convert(
            options(hf, dir.resolve("out" + format), format, 0, i % 3 * 99));
      } catch (BadInputException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
        refused++;
      } catch (RuntimeException e) {
        fail("mutation " + i, e);
      }
    }
    assertThat(refused).isBetween(200, 599);
  }

  /** Exchanges a number or a piece of text for another. */
  private static String mutate(String json, SplittableRandom random) {
    for (int tries = 0; tries < 100; tries++) {
      int at = random.nextInt(json.length());
      if (Character.isDigit(json.charAt(at)) && random.nextInt(3) > 0) {
        int from = at;
        int to = at;
        while (Character.isDigit(json.charAt(from - 1))) {
          from--;
        }
        while (Character.isDigit(json.charAt(to))) {
          to++;
        }
        return json.substring(0, from)
            + NUMBERS[random.nextInt(NUMBERS.length)]
            + json.substring(to);
      } else if (Character.isLetter(json.charAt(at)) && random.nextInt(6) == 0) {
        return json.substring(0, at) + (char) random.nextInt('a', 'z') + json.substring(at + 1);
      }
    }
    return json;
  }

  private static byte[] withHeader(String header, byte[] model, int dataStart) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + model.length - dataStart)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(model, dataStart, model.length - dataStart)
        .array();
  }

  private static ConversionOptions options(
      Path from, Path to, CheckpointFormat format, int heads, int positions) {
    return new ConversionOptions(
        from,
        to,
        format,
        null,
        false,
        DataType.DT_FLOAT,
        Long.MAX_VALUE,
        false,
        List.of(),
        null,
        positions,
        Reference.tinyVocabulary(),
        null,
        null,
        heads);
  }
}
