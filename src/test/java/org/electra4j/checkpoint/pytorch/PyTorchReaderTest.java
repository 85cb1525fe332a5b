package org.electra4j.checkpoint.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

class PyTorchReaderTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"new.bin", "legacy.bin"})
  void bothFormatsOfPyTorchAreRead(String file) {
    try (PyTorchReader reader = PyTorchReader.open(resource(file))) {
      assertThat(reader.tensors()).hasSize(7);
      String embeddings = "electra.embeddings.word_embeddings.weight";
      assertThat(reader.tensors().get(embeddings).shape()).containsExactly(2, 3);
      assertThat(floats(reader, embeddings)).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
      assertThat(floats(reader, "tied")).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
      assertThat(floats(reader, "view")).containsExactly(0.75f, 1, 1.25f);
      assertThat(floats(reader, "half")).containsExactly(1.5f, -2);
      assertThat(floats(reader, "bf")).containsExactly(1.5f, -2, 3);
      assertThat(floats(reader, "scalar")).containsExactly(2.5f);
      assertThat(reader.tensors().get("position_ids").dtype()).isEqualTo(DataType.DT_INT64);
      assertThat(reader.read("position_ids").getLong(24)).isEqualTo(3);
    }
  }

  @Test
  void tensorsOfNestedDictionariesHaveDottedNames() {
    try (PyTorchReader reader = PyTorchReader.open(resource("nested.pt"))) {
      assertThat(reader.tensors().keySet()).containsExactly("model.bias", "model.weight", "w");
    }
  }

  @Test
  void codeIsRefusedByName() {
    assertThatThrownBy(() -> PyTorchReader.open(resource("evil.bin")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("posix.system")
        .hasMessageContaining("evil.bin");
  }

  @Test
  void aTransposedViewIsRefused() {
    assertThatThrownBy(() -> PyTorchReader.open(resource("transposed.bin")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not stored row by row");
  }

  @Test
  void opcodesThatTensorsDoNotNeedAreRefused() {
    expectPickle("opcode 0x69", "\u0080\u0002(cos\nsystem\n".replace("c", "i"));
    expectPickle("opcode 0x50", "\u0080\u0002Pid\n.");
    expectPickle("uses builtins.eval", "\u0080\u0002cbuiltins\neval\n.");
    expectPickle("uses torch._utils.x", "\u0080\u0004\u008c\u000ctorch._utils\u008c\u0001x\u0093.");
    expectPickle("calls what is no function", "\u0080\u0002})R.");
    expectPickle("recalls value 5", "\u0080\u0002h\u0005.");
    expectPickle("needs a mark", "\u0080\u0002t.");
    expectPickle("needs a value", "\u0080\u0002.");
    expectPickle("ends too early", "\u0080\u0002}");
    expectPickle("ends too early", "\u0080\u0002X\u00ff\u00ff\u00ff\u007f");
    expectPickle("ends too early", "\u0080\u0002X\u00ff\u00ff\u00ff\u00ff");
    expectPickle("pickle protocol 9", "\u0080\u0009}.");
    expectPickle("neither text nor number", "\u0080\u0002}(}}u.");
    expectPickle("persistent id", "\u0080\u0002}Q.");
  }

  @Test
  void aDictionaryThatHoldsItselfIsNoTrap() throws IOException {
    Path file = zip("\u0080\u0002}q\u0000X\u0001\u0000\u0000\u0000ah\u0000s.", ZipEntry.STORED);
    try (PyTorchReader reader = PyTorchReader.open(file)) {
      assertThat(reader.tensors()).isEmpty();
    }
  }

  @Test
  void compressedEntriesAreRefused() throws IOException {
    Path file = zip("\u0080\u0002}.", ZipEntry.DEFLATED);
    assertThatThrownBy(() -> PyTorchReader.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("compressed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"new.bin", "legacy.bin", "nested.pt"})
  void mutatedFilesGiveTensorsOrABadInputException(String name) throws IOException {
    byte[] good = Files.readAllBytes(resource(name));
    SplittableRandom random = new SplittableRandom(11);
    Path file = dir.resolve("mutated.bin");
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] bytes = Arrays.copyOf(good, good.length - (i % 7 == 0 ? random.nextInt(200) : 0));
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try (PyTorchReader reader = PyTorchReader.open(file)) {
        for (TensorInfo info : reader.tensors().values()) {
          reader.read(info.name());
        }
      } catch (BadInputException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
        refused++;
      }
    }
    assertThat(refused).isBetween(300, 1499);
  }

  private void expectPickle(String message, String pickle) {
    ByteBuffer bytes = ByteBuffer.wrap(pickle.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> new RestrictedUnpickler("file", bytes).load())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("file: bad pickle before byte ");
  }

  private Path zip(String pickle, int method) throws IOException {
    byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    Path file = dir.resolve("made.bin");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("archive/data.pkl");
      entry.setMethod(method);
      entry.setSize(bytes.length);
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(bytes);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(bytes);
      zip.closeEntry();
    }
    return file;
  }

  private static float[] floats(PyTorchReader reader, String name) {
    return TensorElements.floats(reader.tensors().get(name).dtype(), reader.read(name));
  }

  private static Path resource(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(PyTorchReaderTest.class.getResource("/pytorch/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
