package org.electra4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.electra4j.io.TarXz;

/** The numbers that the original printed, packed by {@code tools/pack_goldens.sh}. */
public final class Reference {
  private Reference() {}

  /** The unpacked folder of goldens with that name, such as {@code pretraining}. */
  public static synchronized Path folder(String name) {
    Path root = Path.of("target", "reference");
    Path folder = root.resolve(name);
    Path done = root.resolve("." + name + ".unpacked");
    try {
      if (!isUpToDate(done, name)) {
        try (InputStream in =
            Reference.class.getResourceAsStream("/reference/" + name + ".tar.xz")) {
          TarXz.unpack(in, root);
        }
        Files.writeString(done, "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** A directory that holds these folders and the tiny vocabulary, as a reference bundle does. */
  public static Path folders(List<String> names) {
    names.forEach(Reference::folder);
    Path root = Path.of("target", "reference");
    try {
      Files.copy(
          tinyVocabulary(), root.resolve("tiny_vocab.txt"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return root;
  }

  /** The directories in a folder of goldens, one a case, in order of their names. */
  public static List<Path> cases(String folder) {
    try (Stream<Path> all = Files.list(folder(folder))) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vocabulary of 200 tokens of all tiny models. */
  public static Path tinyVocabulary() {
    return resource("/reference/tiny_vocab.txt");
  }

  /**
   * The directory {@code ../shared}, which holds real data beside a developer's checkout. Tests
   * that use it carry {@code @Tag("shared-data")} and are skipped where it is absent.
   */
  public static Path shared() {
    return Path.of(System.getProperty("electra4j.shared", "../shared"));
  }

  private static boolean isUpToDate(Path done, String name) throws IOException {
    Path archive = resource("/reference/" + name + ".tar.xz");
    return Files.exists(done)
        && Files.getLastModifiedTime(done).compareTo(Files.getLastModifiedTime(archive)) >= 0;
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(Reference.class.getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
