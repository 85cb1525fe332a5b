package org.electra4j.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.electra4j.io.BadInputException;

/**
 * The processes that train one model together, and which of them this one is. All are given the
 * same list.
 *
 * @param addresses {@code host:port} of each, where its server listens
 * @param index of this process in the list; 0 is the chief, which saves and reports
 * @param timeout how long to wait for the others, at the start and in each step
 * @param checkReplicasEvery steps between comparisons of the weights; 0 for none
 */
public record Workers(List<String> addresses, int index, Duration timeout, int checkReplicasEvery) {
  /** Time enough to start a few machines by hand, or to save a large checkpoint. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  public static final int DEFAULT_CHECK_REPLICAS_EVERY = 1000;

  private static final Pattern ADDRESS = Pattern.compile("[\\w.-]+:(\\d{1,5})");
  private static final int LARGEST_PORT = 65535;

  /**
   * @throws BadInputException for a list, an index or a number that cannot be
   */
  public Workers {
    addresses = List.copyOf(addresses);
    for (String address : addresses) {
      if (!ADDRESS.matcher(address).matches() || !isPort(port(address))) {
        throw new BadInputException(
            "worker '%s' is no address, expected host:port such as node1:2222".formatted(address));
      }
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      throw new BadInputException("the workers are " + addresses + ", expected each address once");
    }
    if (index < 0 || index >= addresses.size()) {
      throw new BadInputException(
          "the worker's index is %d, expected 0 to %d for %d workers"
              .formatted(index, addresses.size() - 1, addresses.size()));
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || checkReplicasEvery < 0) {
      throw new BadInputException(
          "the workers' timeout is %d s and replicas are checked every %d steps, expected at least 1 and 0"
              .formatted(timeout.toSeconds(), checkReplicasEvery));
    }
  }

  /** With the usual timeout and checks. */
  public static Workers of(List<String> addresses, int index) {
    return new Workers(addresses, index, DEFAULT_TIMEOUT, DEFAULT_CHECK_REPLICAS_EVERY);
  }

  /** Addresses with commas between them. */
  public static List<String> parse(String list) {
    return Arrays.asList(list.split(",", -1));
  }

  /** How many they are. */
  public int number() {
    return addresses.size();
  }

  /** Where this process listens. */
  String address() {
    return addresses.get(index);
  }

  static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static boolean isPort(int number) {
    return number > 0 && number <= LARGEST_PORT;
  }
}
