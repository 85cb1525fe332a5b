package org.electra4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.data.TfRecordReader;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;

class EventFileWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

  @TempDir Path dir;

  @Test
  void scalarsCanBeReadBack() throws IOException {
    Path file;
    try (EventFileWriter writer = EventFileWriter.open(dir.resolve("run"), 0, CLOCK)) {
      writer.scalars(100, Map.of("loss", 12.5));
      writer.scalars(200, Map.of("loss", 11.25, "learning_rate", 5e-4));
      file = writer.file();
    }

    List<Event> events = read(file);
    assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1700000000.");
    assertThat(events).hasSize(4);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(0).getWallTime()).isEqualTo(1_700_000_000.25);
    assertThat(events.get(2).getStep()).isEqualTo(100);
    assertThat(events.get(2).getSummary().getValue(0).getTag()).isEqualTo("loss");
    assertThat(events.get(2).getSummary().getValue(0).getSimpleValue()).isEqualTo(12.5f);
    assertThat(events.get(3).getStep()).isEqualTo(200);
    assertThat(events.get(3).getSummary().getValueCount()).isEqualTo(2);
  }

  @Test
  void pointsAreInTheFileBeforeItIsClosed() throws IOException {
    try (EventFileWriter writer = EventFileWriter.open(dir, 0, CLOCK)) {
      writer.scalars(1, Map.of("loss", 1.0));
      assertThat(read(writer.file())).hasSize(3);
    }
  }

  @Test
  void resumedRunGetsALaterFileThatOrphansWhatCameAfterItsCheckpoint() throws IOException {
    Path first;
    try (EventFileWriter writer = EventFileWriter.open(dir, 0, CLOCK)) {
      first = writer.file();
    }
    byte[] before = Files.readAllBytes(first);
    Path second;
    try (EventFileWriter writer = EventFileWriter.open(dir, 150, CLOCK)) {
      second = writer.file();
    }

    assertThat(Files.readAllBytes(first)).isEqualTo(before);
    assertThat(second.getFileName().toString()).startsWith("events.out.tfevents.1700000001.");
    Event start = read(second).get(1);
    assertThat(start.getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
    // TensorBoard keeps steps below this one: the point of the checkpoint's step 150 stays.
    assertThat(start.getStep()).isEqualTo(151);
  }

  @Test
  void directoryThatCannotBeMadeIsBadInput() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> EventFileWriter.open(file.resolve("events"), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("cannot write");
  }

  private static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      while (reader.hasMore()) {
        events.add(Event.parseFrom(reader.next()));
      }
    }
    return events;
  }
}
