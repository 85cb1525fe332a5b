package org.electra4j.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * The text file {@code checkpoint} of a model directory, TensorFlow's {@code CheckpointState} in
 * protobuf's text format:
 *
 * <pre>
 * model_checkpoint_path: "model.ckpt-200"
 * all_model_checkpoint_paths: "model.ckpt-100"
 * all_model_checkpoint_paths: "model.ckpt-200"
 * </pre>
 *
 * @param latest the newest checkpoint's prefix, absolute or relative to the directory
 * @param all all kept ones, the oldest first
 */
record CheckpointState(String latest, List<String> all) {
  static final String FILE_NAME = "checkpoint";

  private static final long MAX_BYTES = 1 << 20;
  private static final Descriptor MESSAGE = descriptor();
  private static final FieldDescriptor LATEST = MESSAGE.findFieldByNumber(1);
  private static final FieldDescriptor ALL = MESSAGE.findFieldByNumber(2);

  /**
   * Reads a directory's state file.
   *
   * @return empty if there is no such file
   * @throws BadInputException if it is not what TensorFlow writes
   */
  static Optional<CheckpointState> read(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        throw new BadInputException(file + ": not a checkpoint state file");
      }
      DynamicMessage.Builder message = DynamicMessage.newBuilder(MESSAGE);
      TextFormat.getParser().merge(Files.readString(file), message);
      List<String> all = new ArrayList<>();
      for (int i = 0; i < message.getRepeatedFieldCount(ALL); i++) {
        all.add((String) message.getRepeatedField(ALL, i));
      }
      String latest = (String) message.getField(LATEST);
      if (latest.isEmpty()) {
        throw new BadInputException(file + ": names no model_checkpoint_path");
      }
      return Optional.of(new CheckpointState(latest, List.copyOf(all)));
    } catch (TextFormat.ParseException e) {
      String reason = e.getMessage().lines().findFirst().orElse("").replaceFirst("^[\\d:]+ ", "");
      throw new BadInputException(
          String.format(
              "%s: line %d, column %d: not a checkpoint state file: %s",
              file, e.getLine(), e.getColumn(), reason),
          e);
    } catch (MalformedInputException e) {
      throw new BadInputException(file + ": not a checkpoint state file: not UTF-8", e);
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Writes a directory's state file, as TensorFlow's Saver does. */
  void write(Path directory) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(MESSAGE).setField(LATEST, latest);
    all.forEach(path -> message.addRepeatedField(ALL, path));
    AtomicFiles.writeString(
        directory.resolve(FILE_NAME), TextFormat.printer().printToString(message.build()));
  }

  /**
   * The prefixes of the checkpoints, the newest first. One that is not where the file says is
   * looked for beside the file: directories get moved, and the file may hold absolute paths.
   *
   * @throws BadInputException if one cannot be a path
   */
  List<Path> newestFirst(Path directory) {
    Set<Path> prefixes = new LinkedHashSet<>();
    prefixes.add(locate(directory, latest));
    for (int i = all.size() - 1; i >= 0; i--) {
      prefixes.add(locate(directory, all.get(i)));
    }
    return List.copyOf(prefixes);
  }

  private static Path locate(Path directory, String prefix) {
    try {
      Path path = directory.resolve(prefix);
      if (path.getFileName() == null) {
        throw new InvalidPathException(prefix, "it has no name");
      }
      return Files.exists(BundleFiles.index(path)) ? path : directory.resolve(path.getFileName());
    } catch (InvalidPathException e) {
      throw new BadInputException(
          directory.resolve(FILE_NAME) + ": not a path: " + escape(prefix), e);
    }
  }

  /** A path of the file as it stands in a line of text. */
  static String escape(String path) {
    return TextFormat.escapeBytes(ByteString.copyFromUtf8(path));
  }

  private static Descriptor descriptor() {
    // tensorflow/python/training/checkpoint_state.proto; TensorFlow-Java has no class for it.
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("CheckpointState");
    addField(message, 1, "model_checkpoint_path", false, FieldDescriptorProto.Type.TYPE_STRING);
    addField(message, 2, "all_model_checkpoint_paths", true, FieldDescriptorProto.Type.TYPE_STRING);
    addField(
        message, 3, "all_model_checkpoint_timestamps", true, FieldDescriptorProto.Type.TYPE_DOUBLE);
    addField(message, 4, "last_preserved_timestamp", false, FieldDescriptorProto.Type.TYPE_DOUBLE);
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder().setSyntax("proto3").addMessageType(message).build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().get(0);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static void addField(
      DescriptorProto.Builder message,
      int number,
      String name,
      boolean repeated,
      FieldDescriptorProto.Type type) {
    message.addField(
        FieldDescriptorProto.newBuilder()
            .setNumber(number)
            .setName(name)
            .setType(type)
            .setLabel(
                repeated
                    ? FieldDescriptorProto.Label.LABEL_REPEATED
                    : FieldDescriptorProto.Label.LABEL_OPTIONAL));
  }
}
