package org.electra4j.data;

import java.nio.file.Path;
import org.electra4j.io.BadInputException;

/**
 * Where a record stands, for error messages.
 *
 * @param file the TFRecord file
 * @param record the number of the record in the file, the first being 0
 * @param offset the byte offset of the record's header in the file
 */
public record RecordPosition(Path file, long record, long offset) {
  /** The one line about something wrong with this record. */
  public BadInputException error(String problem) {
    return new BadInputException(this + ": " + problem);
  }

  @Override
  public String toString() {
    return file + ": record " + record + " at byte offset " + offset;
  }
}
