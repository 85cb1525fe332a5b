package org.electra4j.graph;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.tensorflow.DeviceSpec;
import org.tensorflow.proto.ConfigProto;

/**
 * Equal parts of a batch that go through the graph side by side, with the same variables: on the
 * devices of a machine, or on the cores of a CPU. There two operations at once, each on half of the
 * cores, are faster than one after the other on all of them: what does not divide among threads,
 * such as handing out work, then overlaps with products.
 *
 * @param number of parts
 * @param devices of the parts, such as {@code /device:GPU:1}; empty where TensorFlow chooses. The
 *     variables and all that is done with the whole batch are on the first one
 */
public record Towers(int number, List<DeviceSpec> devices) {
  /** The batch in one part. */
  public static final Towers WHOLE = new Towers(1);

  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  public Towers {
    devices = List.copyOf(devices);
  }

  /** Parts on devices that TensorFlow chooses. */
  public Towers(int number) {
    this(number, List.of());
  }

  /**
   * What is fastest for a batch of so many rows: two parts, but one on a GPU, which wants large
   * operations, and for an odd number of rows. The number of cores plays no part, so that a run may
   * go on elsewhere: dropout differs with the parts.
   */
  public static Towers forBatch(int rows) {
    return rows % 2 == 0 && !Files.isDirectory(GPUS) ? new Towers(2) : WHOLE;
  }

  /**
   * One part for each device: the first GPUs, or without any GPU the CPU as so many devices.
   *
   * @param rows of the batch, which {@code number} divides
   * @param number of devices; 1 is {@link #forBatch(int)}
   * @throws BadInputException if the machine has fewer GPUs, but some
   */
  public static Towers forBatch(int rows, int number) {
    if (number == 1) {
      return forBatch(rows);
    }
    return onDevices(number, gpus(GPUS));
  }

  static Towers onDevices(int number, int gpus) {
    if (gpus > 0 && gpus < number) {
      throw new BadInputException(
          "num_devices is %d, this machine has %d GPU%s"
              .formatted(number, gpus, gpus == 1 ? "" : "s"));
    }
    DeviceSpec.DeviceType type = gpus > 0 ? DeviceSpec.DeviceType.GPU : DeviceSpec.DeviceType.CPU;
    return new Towers(
        number,
        IntStream.range(0, number)
            .mapToObj(i -> DeviceSpec.newBuilder().deviceType(type).deviceIndex(i).build())
            .toList());
  }

  /** How many GPUs the driver lists, a directory each. */
  static int gpus(Path list) {
    if (!Files.isDirectory(list)) {
      return 0;
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(list)) {
      int count = 0;
      for (Path ignored : each) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw new BadInputException("cannot list " + list + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Makes each part in its place; {@code maker} gets the number of the part. */
  public <T> List<T> build(ModelGraph graph, IntFunction<T> maker) {
    List<T> parts = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int part = i;
      Supplier<T> made = () -> maker.apply(part);
      parts.add(devices.isEmpty() ? made.get() : graph.on(devices.get(i), made));
    }
    return parts;
  }

  /**
   * Gives each part its share of the cores, and makes as many CPU devices as there are parts on
   * such; one part is left to TensorFlow's defaults.
   */
  void divideThreads(ConfigProto.Builder config) {
    boolean onGpus = !devices.isEmpty() && devices.get(0).deviceType() == DeviceSpec.DeviceType.GPU;
    if (number == 1 || onGpus) {
      return;
    }
    if (!devices.isEmpty()) {
      config.putDeviceCount("CPU", number);
    }
    int share = Math.max(1, Runtime.getRuntime().availableProcessors() / number);
    config
        .setInterOpParallelismThreads(number)
        .setIntraOpParallelismThreads(share)
        .setUsePerSessionThreads(true);
  }
}
