package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetRequestedDevice;

/**
 * Devices of operations that are in a graph already. TensorFlow-Java names a device only where an
 * operation is built, which gradients are not by its caller, and what it takes to do so later is
 * visible in this package only.
 */
public final class RequestedDevices {
  private RequestedDevices() {}

  /**
   * Asks for a device; to be called before a session is opened on the graph.
   *
   * @param device such as {@code /device:GPU:1}
   */
  public static void set(GraphOperation operation, String device) {
    try (Graph.Reference reference = operation.env().ref()) {
      TF_SetRequestedDevice(reference.nativeHandle(), operation.getUnsafeNativeHandle(), device);
    }
  }
}
