package org.electra4j.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;

/**
 * OpenWebText as it is distributed: {@code .xz} archives, each a tar of text files, or plain tar
 * files of such archives, which then count as if they lay in the directory themselves. Nothing is
 * unpacked to disk: one archive at a time is held in memory, because its documents are shuffled.
 */
public record OpenWebText(List<Source> files) implements Corpus {
  /** Archives of OpenWebText have about 4 MB of text; more than this is no such archive. */
  private static final long MAX_ARCHIVE_BYTES = 1L << 30;

  private static final int MAX_XZ_MEMORY_KIB = 1 << 18;
  private static final byte[] XZ_MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
  private static final int TAR_BLOCK = 512;

  /**
   * One archive of text files.
   *
   * @param name its file name, by which archives are ordered
   * @param where what it is, for error messages
   * @param file the file that it is or lies in
   * @param offset where it starts in that file
   */
  private record Archive(String name, String where, Path file, long offset, long size)
      implements Source {
    @Override
    public void forEachDocument(PythonRandom random, DocumentReader reader) throws IOException {
      SortedMap<String, byte[]> texts = readAll(this);
      List<String> names = new ArrayList<>(texts.keySet());
      random.shuffle(names);
      for (String name : names) {
        reader.read(new ByteArrayInputStream(texts.get(name)), where + "!" + name);
      }
    }
  }

  @Override
  public OptionalLong textBytes() {
    return OptionalLong.empty();
  }

  /**
   * The archives of a directory.
   *
   * @throws BadInputException if it is missing or empty, or a file is neither {@code .xz} nor tar
   */
  public static OpenWebText of(Path directory) {
    List<Archive> archives = new ArrayList<>();
    for (Path file : TextFiles.list(directory)) {
      addArchives(file, archives);
    }
    archives.sort(Comparator.comparing(Archive::name, TextFiles.PYTHON_ORDER));
    return new OpenWebText(List.copyOf(archives));
  }

  private static void addArchives(Path file, List<Archive> archives) {
    try {
      byte[] head = head(file);
      if (!startsWithXzMagic(head)) {
        if (!TarArchiveInputStream.matches(head, head.length)) {
          throw new BadInputException(
              file + " is neither an .xz archive nor a tar file, as OpenWebText comes");
        }
        List<Archive> inner = archivesInTar(file);
        if (!inner.isEmpty()) {
          archives.addAll(inner);
          return;
        }
      }
      String name = file.getFileName().toString();
      archives.add(new Archive(name, file.toString(), file, 0, Files.size(file)));
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static List<Archive> archivesInTar(Path file) throws IOException {
    List<Archive> archives = new ArrayList<>();
    try (TarFile tar = new TarFile(file)) {
      for (TarArchiveEntry entry : tar.getEntries()) {
        if (entry.isFile() && entry.getName().endsWith(".xz")) {
          String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
          String where = file + "!" + entry.getName();
          archives.add(new Archive(name, where, file, entry.getDataOffset(), entry.getSize()));
        }
      }
    }
    return archives;
  }

  /** The text files of an archive by name, in Python's order of names. */
  private static SortedMap<String, byte[]> readAll(Archive archive) {
    SortedMap<String, byte[]> texts = new TreeMap<>(TextFiles.PYTHON_ORDER);
    long bytes = 0;
    try (InputStream in = open(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.isFile()) {
          byte[] text = tar.readNBytes((int) (MAX_ARCHIVE_BYTES - bytes) + 1);
          bytes += text.length;
          if (bytes > MAX_ARCHIVE_BYTES) {
            throw tooLarge(archive);
          }
          texts.put(e.getName(), text);
        }
      }
      // The checksum of an .xz file stands behind the end of the tar.
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new BadInputException(
          archive.where + " is not a whole archive of text files: " + AtomicFiles.reason(e), e);
    }
    if (texts.isEmpty()) {
      throw new BadInputException(archive.where + " holds no text files");
    }
    return texts;
  }

  private static InputStream open(Archive archive) throws IOException {
    if (archive.size > MAX_ARCHIVE_BYTES) {
      throw tooLarge(archive);
    }
    ByteBuffer content = ByteBuffer.allocate((int) archive.size);
    try (FileChannel channel = FileChannel.open(archive.file)) {
      while (content.hasRemaining()
          && channel.read(content, archive.offset + content.position()) >= 0) {}
    }
    byte[] bytes = Arrays.copyOf(content.array(), content.position());
    InputStream in = new ByteArrayInputStream(bytes);
    return startsWithXzMagic(bytes)
        ? new BufferedInputStream(new XZCompressorInputStream(in, true, MAX_XZ_MEMORY_KIB))
        : in;
  }

  private static BadInputException tooLarge(Archive archive) {
    return new BadInputException(
        archive.where
            + " holds more than "
            + MAX_ARCHIVE_BYTES
            + " bytes, expected a small archive");
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(TAR_BLOCK);
    }
  }

  private static boolean startsWithXzMagic(byte[] bytes) {
    return bytes.length >= XZ_MAGIC.length
        && Arrays.equals(bytes, 0, XZ_MAGIC.length, XZ_MAGIC, 0, XZ_MAGIC.length);
  }
}
