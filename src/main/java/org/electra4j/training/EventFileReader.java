package org.electra4j.training;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.electra4j.data.TfRecordReader;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** Reads scalars back that {@link EventFileWriter} wrote. */
public final class EventFileReader {
  private EventFileReader() {}

  /**
   * One tag over the steps. As in TensorBoard, a run that was started again drops the points of the
   * steps that it repeats.
   *
   * @param path an event file, or a directory of them
   * @throws BadInputException if a file is damaged or none has the tag
   */
  public static SortedMap<Long, Double> scalars(Path path, String tag) {
    SortedMap<Long, Double> points = scalars(path).get(tag);
    if (points == null) {
      throw new BadInputException(path + ": no scalar '" + tag + "', expected some points of it");
    }
    return points;
  }

  /**
   * Every tag over the steps, each with at least one point.
   *
   * @param path an event file, or a directory of them
   * @throws BadInputException if a file is damaged or there is none
   */
  public static SortedMap<String, SortedMap<Long, Double>> scalars(Path path) {
    SortedMap<String, SortedMap<Long, Double>> scalars = new TreeMap<>();
    for (Path file : files(path)) {
      read(file, scalars);
    }
    scalars.values().removeIf(SortedMap::isEmpty);
    return scalars;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          new ArrayList<>(all.filter(EventFileReader::isEventFile).sorted().toList());
      if (files.isEmpty()) {
        throw new BadInputException(path + ": no event file, expected events.out.tfevents.*");
      }
      return files;
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a file is named as TensorBoard expects. */
  public static boolean isEventFile(Path file) {
    return file.getFileName().toString().contains("tfevents");
  }

  private static void read(Path file, SortedMap<String, SortedMap<Long, Double>> scalars) {
    try (TfRecordReader records = TfRecordReader.open(file)) {
      for (byte[] data = records.next(); data != null; data = records.next()) {
        Event event = parse(data, records);
        if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
          scalars.values().forEach(points -> points.tailMap(event.getStep()).clear());
        }
        for (Summary.Value value : event.getSummary().getValueList()) {
          scalars
              .computeIfAbsent(value.getTag(), tag -> new TreeMap<>())
              .put(event.getStep(), (double) value.getSimpleValue());
        }
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Event parse(byte[] data, TfRecordReader records) {
    try {
      return Event.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw records.position().error("is no event of TensorBoard: " + e.getMessage());
    }
  }
}
