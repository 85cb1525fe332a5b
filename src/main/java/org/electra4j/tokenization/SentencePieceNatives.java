package org.electra4j.tokenization;

import ai.djl.sentencepiece.jni.SentencePieceLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * The native code of SentencePiece, unpacked once into a cache directory. The library's own loader
 * is left aside: it looks for CUDA first, and the class around it reports its use over the network.
 */
final class SentencePieceNatives {
  /** The directory of unpacked natives; the launcher sets it. */
  private static final String CACHE = "electra.cache";

  private static final String RESOURCES = "/native/lib/";

  private SentencePieceNatives() {}

  /**
   * Loads the library, where that has not been done.
   *
   * @throws BadInputException if there is none for this machine, or it cannot be unpacked
   */
  static SentencePieceLibrary load() {
    String name = System.mapLibraryName("sentencepiece_native");
    Path file = cache().resolve("sentencepiece-" + version()).resolve(name);
    if (!Files.exists(file)) {
      unpack(RESOURCES + platform() + "/" + name, file);
    }
    try {
      System.load(file.toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError e) {
      throw new BadInputException("cannot load SentencePiece: " + e.getMessage(), e);
    }
    return SentencePieceLibrary.LIB;
  }

  private static Path cache() {
    String cache = System.getProperty(CACHE);
    return cache == null
        ? Path.of(System.getProperty("user.home"), ".cache", "electra4j")
        : Path.of(cache);
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = resource(RESOURCES + "sentencepiece.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static void unpack(String resource, Path file) {
    try (InputStream in = resource(resource)) {
      if (in == null) {
        throw new BadInputException(
            "SentencePiece has no native library for " + platform() + ": use another vocabulary");
      }
      AtomicFiles.write(file, in::transferTo);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : system;
    String arch = System.getProperty("os.arch");
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static InputStream resource(String name) {
    return SentencePieceLibrary.class.getResourceAsStream(name);
  }
}
