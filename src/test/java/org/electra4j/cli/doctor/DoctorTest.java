package org.electra4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.graph.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a diagnosis, on directories that stand for a machine's. */
class DoctorTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static Natives cpuNatives() {
    return new Natives(
        List.of("tensorflow-core-native-1.1.0-linux-x86_64.jar"),
        false,
        "2.18.0",
        List.of(new Devices.Device("CPU:0", "CPU", 1)),
        null);
  }

  @Test
  void processorAndMemoryAreReadFromProc() throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu avx2 avx512f avx512_bf16 sse\n\n"
            + "processor\t: 1\nmodel name\t: Some CPU\n");
    write("proc/meminfo", "MemTotal:       16000 kB\nMemFree: 1 kB\nMemAvailable:   8000 kB\n");
    LinuxMachine machine = new LinuxMachine(root);

    assertThat(machine.cpu()).contains("Some CPU");
    assertThat(machine.cpuFeatures()).containsExactly("avx2", "avx512f", "avx512_bf16");
    assertThat(machine.memoryBytes()).isEqualTo(16_384_000);
    assertThat(machine.availableBytes()).isEqualTo(8_192_000);
  }

  @Test
  void aMachineWithoutTheseFilesHasNothing() {
    LinuxMachine machine = new LinuxMachine(root);

    assertThat(machine.cpu()).isEmpty();
    assertThat(machine.cpuFeatures()).isEmpty();
    assertThat(machine.memoryBytes()).isZero();
    assertThat(machine.gpus()).isEmpty();
    assertThat(machine.gpuDeviceFiles()).isEmpty();
  }

  @Test
  void gpusAreThoseOfTheDriverAndTheirDeviceFiles() throws IOException {
    write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t Some GPU\nIRQ: 1\n");
    write("dev/nvidia0", "");
    write("dev/nvidiactl", "");
    LinuxMachine machine = new LinuxMachine(root);

    assertThat(machine.gpus()).containsExactly("Some GPU");
    assertThat(machine.gpuDeviceFiles()).containsExactly("/dev/nvidia0");
  }

  @Test
  void librariesAreLookedForWhereTheLinkerDoes() throws IOException {
    write("etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n");
    write("etc/ld.so.conf.d/cuda.conf", "# CUDA\n/opt/cuda/lib64\n");
    write("opt/cuda/lib64/libcudart.so.12", "");
    write("usr/lib/x86_64-linux-gnu/libcudnn.so.9", "");
    write("own/libnccl.so.2", "");
    write("elsewhere/libcufft.so.11", "");

    LibraryPath path = LibraryPath.of(root, root.resolve("own") + ":");

    assertThat(path.find("libcudart.so.12"))
        .contains(root.resolve("opt/cuda/lib64/libcudart.so.12"));
    assertThat(path.find("libcudnn.so.9")).isPresent();
    assertThat(CudaLibrary.on(path).stream().filter(l -> !l.isMissing()).map(CudaLibrary::name))
        .containsExactly("libcudart.so.12", "libcudnn.so.9", "libnccl.so.2");
  }

  @Test
  void nativesAreToldByTheirJars() {
    List<String> jars =
        Natives.jars(
            "/a/lib/tensorflow-core-native-1.1.0.jar:/a/lib/other.jar:"
                + "/a/lib/tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar:");

    assertThat(jars).containsExactly("tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar");
    assertThat(Natives.isGpu(jars)).isTrue();
    assertThat(Natives.isGpu(cpuNatives().jars())).isFalse();
  }

  @Test
  void thereIsNoAdviceWithoutAGpu() {
    assertThat(Advice.of(cpuNatives(), List.of(), List.of(), missing())).isEmpty();
  }

  @Test
  void aGpuNeedsItsNativesAndLibraries() {
    assertThat(Advice.of(cpuNatives(), List.of("Some GPU"), List.of("/dev/nvidia0"), missing()))
        .satisfiesExactly(
            text -> assertThat(text).contains("./electra --gpu"),
            text -> assertThat(text).contains("CUDA 12: libcudart.so.12, libcublas.so.12"),
            text -> assertThat(text).contains("NCCL"),
            text -> assertThat(text).contains("NVIDIA driver"),
            text -> assertThat(text).contains("libcudnn.so.9"));
  }

  @Test
  void aContainerWithoutDeviceFilesIsToldSo() {
    assertThat(Advice.of(cpuNatives(), List.of("Some GPU"), List.of(), List.of()))
        .anyMatch(text -> text.contains("docker run --gpus all"));
  }

  @Test
  void nativesThatDoNotLoadAreAProblem() {
    Natives broken = new Natives(List.of(), false, null, List.of(), "no jnitensorflow");

    assertThat(Advice.of(broken, List.of(), List.of(), List.of()))
        .singleElement()
        .asString()
        .contains("Linux on x86-64");
  }

  private List<CudaLibrary> missing() {
    return CudaLibrary.on(new LibraryPath(List.of(root.resolve("none"))));
  }
}
