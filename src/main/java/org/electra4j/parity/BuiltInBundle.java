package org.electra4j.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.electra4j.io.TarXz;

/** The compact bundle that ships with the program (made by {@code tools/pack_bundle.py}). */
public final class BuiltInBundle {
  private static final String ARCHIVE = "/parity/reference.tar.xz";

  private BuiltInBundle() {}

  /** Unpacks it into a directory. */
  public static void unpack(Path directory) {
    try (InputStream in =
        Objects.requireNonNull(BuiltInBundle.class.getResourceAsStream(ARCHIVE), ARCHIVE)) {
      TarXz.unpack(in, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
