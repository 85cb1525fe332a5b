package org.electra4j.graph;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/** The devices that TensorFlow sees on this machine. */
public final class Devices {
  /**
   * A device.
   *
   * @param name without job and task, such as {@code GPU:0}
   * @param type such as {@code GPU}
   * @param memoryBytes of it that TensorFlow may use
   */
  public record Device(String name, String type, long memoryBytes) {}

  private Devices() {}

  /** All of them; loads the native libraries. TensorFlow-Java has no call for it. */
  public static List<Device> list() {
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      BytePointer config = new BytePointer(Sessions.config(Towers.WHOLE).build().toByteArray());
      TF_SetConfig(options, config, config.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList list = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      try {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < TF_DeviceListCount(list); i++) {
          devices.add(
              new Device(
                  TF_DeviceListName(list, i, status).getString().replaceFirst(".*device:", ""),
                  TF_DeviceListType(list, i, status).getString(),
                  TF_DeviceListMemoryBytes(list, i, status)));
        }
        return devices;
      } finally {
        TF_DeleteDeviceList(list);
      }
    }
  }
}
