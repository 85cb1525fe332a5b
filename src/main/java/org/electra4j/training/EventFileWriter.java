package org.electra4j.training;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.electra4j.data.TfRecordWriter;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * Scalars for TensorBoard: a file {@code events.out.tfevents.<seconds>.<host>} of {@code Event}
 * records, framed as TFRecords. A resumed run writes a file of its own, whose first records tell
 * TensorBoard to forget the points that the broken run wrote after its last checkpoint.
 *
 * <p>Every call reaches the operating system before it returns, so that a killed process loses
 * nothing.
 */
public final class EventFileWriter implements Closeable {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\..*");

  private final Path file;
  private final Clock clock;
  private final OutputStream stream;
  private final TfRecordWriter records;

  private EventFileWriter(Path file, Clock clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.stream =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    this.records = new TfRecordWriter(stream);
  }

  /**
   * Starts a new file in a directory, which is made where needed.
   *
   * @param stepsDone updates done before this run; later points of earlier files are orphans
   * @throws BadInputException if the directory cannot be written
   */
  public static EventFileWriter open(Path directory, long stepsDone) {
    return open(directory, stepsDone, Clock.systemUTC());
  }

  static EventFileWriter open(Path directory, long stepsDone, Clock clock) {
    try {
      Files.createDirectories(directory);
      long seconds = Math.max(clock.instant().getEpochSecond(), newest(directory) + 1);
      Path file =
          directory.resolve(
              String.format(Locale.ROOT, "events.out.tfevents.%010d.%s", seconds, host()));
      EventFileWriter writer = new EventFileWriter(file, clock);
      writer.write(writer.event(0).setFileVersion("brain.Event:2"));
      // TensorBoard drops what has this step or a later one.
      SessionLog start = SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build();
      writer.write(writer.event(stepsDone + 1).setSessionLog(start));
      return writer;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /** The file that is written. */
  public Path file() {
    return file;
  }

  /**
   * Writes one point for each of some scalars.
   *
   * @param step number of updates done
   * @param values by tag
   * @throws BadInputException if the file cannot be written
   */
  public void scalars(long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    write(event(step).setSummary(summary));
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(clock.millis() / 1000.0).setStep(step);
  }

  private void write(Event.Builder event) {
    try {
      records.write(event.build().toByteArray());
      stream.flush();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** The time in the name of the newest file: TensorBoard reads files in the order of names. */
  private static long newest(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> NAME.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(m -> Long.parseLong(m.group(1)))
          .max()
          .orElse(-1);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a machine that does not know its own name
    }
  }
}
