package org.electra4j.graph;

import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.RequestedDevices;

/**
 * Puts gradients on the devices of what they are gradients of. TensorFlow builds them without a
 * device, so all of them would be computed on the first one.
 */
final class GradientDevices {
  private GradientDevices() {}

  /**
   * Gives each new operation the device of its inputs. One whose inputs come from several devices,
   * such as the sum of a weight's gradients, stays without.
   *
   * @param before number of operations that the graph had before the gradients
   */
  static void follow(Graph graph, int before) {
    Iterator<GraphOperation> all = graph.operations();
    for (int i = 0; all.hasNext(); i++) {
      GraphOperation operation = all.next();
      if (i >= before && isEmpty(operation.device())) {
        String device = ofInputs(operation);
        if (!isEmpty(device)) {
          RequestedDevices.set(operation, device);
        }
      }
    }
  }

  /** The one device of the inputs that have any, else none. */
  private static String ofInputs(GraphOperation operation) {
    String found = "";
    for (Operand<?> input : operation.inputs()) {
      String device = ((GraphOperation) input.op()).device();
      if (isEmpty(device) || device.equals(found)) {
        continue;
      }
      if (!found.isEmpty()) {
        return "";
      }
      found = device;
    }
    return found;
  }

  private static boolean isEmpty(String device) {
    return device == null || device.isEmpty();
  }

  /** Number of operations in the graph. */
  static int count(Graph graph) {
    int count = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); all.next()) {
      count++;
    }
    return count;
  }
}
