package org.electra4j.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Writes TFRecords to a stream. */
public final class TfRecordWriter implements Closeable {
  private final OutputStream out;
  private long records;

  /** Writes to a stream, which {@link #close} closes. */
  public TfRecordWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes one record.
   *
   * @throws IllegalArgumentException if it is longer than {@link TfRecordReader} would accept
   */
  public void write(byte[] data) throws IOException {
    if (data.length > TfRecordFraming.MAX_LENGTH) {
      throw new IllegalArgumentException("a record of " + data.length + " bytes");
    }
    out.write(TfRecordFraming.header(data.length));
    out.write(data);
    out.write(TfRecordFraming.footer(data));
    records++;
  }

  /** The number of records written. */
  public long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
