package org.electra4j.checkpoint.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * The format since PyTorch 1.6: a zip file with {@code NAME/data.pkl} and a file {@code
 * NAME/data/KEY} for each storage. PyTorch does not compress; a compressed entry is refused, so
 * nothing can unfold to more than the file.
 */
final class ZipStorages implements Storages {
  private final Path path;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();
  private String root;

  private ZipStorages(Path path, ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it is not a whole zip file of that kind
   */
  static ZipStorages open(Path path) {
    ZipStorages storages = null;
    try {
      storages = new ZipStorages(path, new ZipFile(path.toFile()));
      storages.readDirectory(Files.size(path));
      return storages;
    } catch (ZipException | IllegalArgumentException e) {
      close(storages);
      throw new BadInputException(path + ": damaged zip file: " + oneLine(e), e);
    } catch (IOException e) {
      close(storages);
      throw new BadInputException("cannot read " + path + ": " + AtomicFiles.reason(e), e);
    } catch (BadInputException e) {
      close(storages);
      throw e;
    }
  }

  /** The pickle that describes the tensors. */
  ByteBuffer pickle(long maxBytes) {
    ZipEntry entry = entries.get(root + "data.pkl");
    if (entry.getSize() > maxBytes) {
      throw bad("data.pkl has " + entry.getSize() + " bytes, more than " + maxBytes);
    }
    return read(entry, 0, entry.getSize());
  }

  @Override
  public void check(StorageRef storage) {
    ZipEntry entry = entry(storage);
    long size = Math.multiplyExact(storage.elements(), TensorElements.bytes(storage.dtype()));
    if (entry.getSize() != size) {
      throw bad(
          "%s has %d bytes, but a storage of %d"
              .formatted(PickleBytes.printable(entry.getName()), entry.getSize(), size));
    }
  }

  @Override
  public ByteBuffer read(StorageRef storage, long offset, long length) {
    return read(entry(storage), offset, length);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException ignored) {
      // Only read from: nothing is lost.
    }
  }

  private void readDirectory(long fileSize) {
    zip.stream().forEach(entry -> add(entry, fileSize));
    for (String name : entries.keySet()) {
      if (name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9) {
        root = name.substring(0, name.length() - 8);
      }
    }
    if (root == null) {
      throw bad("no data.pkl in it, so not a file of PyTorch tensors");
    }
    ZipEntry order = entries.get(root + "byteorder");
    if (order != null
        && !StandardCharsets.US_ASCII
            .decode(read(order, 0, Math.min(order.getSize(), 16)))
            .toString()
            .startsWith("little")) {
      throw bad("its numbers are not little endian");
    }
  }

  private void add(ZipEntry entry, long fileSize) {
    boolean stored =
        entry.getMethod() == ZipEntry.STORED
            && entry.getSize() >= 0
            && entry.getSize() == entry.getCompressedSize()
            && entry.getSize() <= fileSize;
    if (!stored) {
      throw bad(
          "entry %s is compressed or larger than the file"
              .formatted(PickleBytes.printable(entry.getName())));
    }
    if (entries.put(entry.getName(), entry) != null) {
      throw bad("entry " + PickleBytes.printable(entry.getName()) + " is there twice");
    }
  }

  private ZipEntry entry(StorageRef storage) {
    ZipEntry entry = entries.get(root + "data/" + storage.key());
    if (entry == null) {
      throw bad("no entry for the storage " + PickleBytes.printable(storage.key()));
    }
    return entry;
  }

  private ByteBuffer read(ZipEntry entry, long offset, long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw bad(
          length + " bytes of " + PickleBytes.printable(entry.getName()) + ": more than 2 GiB");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(offset);
      byte[] bytes = new byte[(int) length];
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw bad("ends within " + PickleBytes.printable(entry.getName()));
      }
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException(
          path
              + ": cannot read entry "
              + PickleBytes.printable(entry.getName())
              + ": "
              + oneLine(e),
          e);
    }
  }

  private static void close(ZipStorages storages) {
    if (storages != null) {
      storages.close();
    }
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }

  private BadInputException bad(String reason) {
    return new BadInputException(path + ": bad PyTorch file: " + reason);
  }
}
