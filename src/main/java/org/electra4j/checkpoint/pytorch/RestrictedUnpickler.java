package org.electra4j.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.BadInputException;

/**
 * Reads pickles as data. A value is null, Boolean, Long, Double, String, List (lists and tuples),
 * Map (dictionaries, keys String or Long), {@link AllowedGlobal}, {@link StorageRef} or {@link
 * TensorRef}. Opcodes and names that tensors do not need are refused, and nothing is executed.
 */
final class RestrictedUnpickler {
  private static final Object MARK = new Object();

  private final PickleBytes in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  /**
   * @param where what the bytes are, for messages
   * @param in from its position on one or more pickles
   */
  RestrictedUnpickler(String where, ByteBuffer in) {
    this.in = new PickleBytes(where, in);
  }

  /**
   * Reads one pickle; the position is behind it then.
   *
   * @throws BadInputException for every opcode, name or use of them that is not allowed, naming it
   *     and its byte
   */
  Object load() {
    stack.clear();
    memo.clear();
    while (true) {
      int opcode = in.unsigned();
      if (opcode == '.') {
        Object value = pop();
        if (!stack.isEmpty()) {
          throw bad("values are left over");
        }
        return value;
      }
      execute(opcode);
    }
  }

  private void execute(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol(); // PROTO
      case 0x95 -> in.take(Long.BYTES); // FRAME: only a hint for buffering
      case '(' -> stack.add(MARK);
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(Boolean.TRUE);
      case 0x89 -> stack.add(Boolean.FALSE);
      case 'J' -> stack.add((long) in.take(Integer.BYTES).getInt());
      case 'K' -> stack.add((long) in.unsigned());
      case 'M' -> stack.add((long) Short.toUnsignedInt(in.take(Short.BYTES).getShort()));
      case 0x8a -> stack.add(in.longInteger(in.unsigned())); // LONG1
      case 'G' -> stack.add(in.take(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble());
      case 'X' -> stack.add(in.text(in.take(Integer.BYTES).getInt())); // BINUNICODE
      case 0x8c -> stack.add(in.text(in.unsigned())); // SHORT_BINUNICODE
      case '}' -> stack.add(new LinkedHashMap<>());
      case ']', ')' -> stack.add(new ArrayList<>());
      case 't' -> stack.add(popToMark());
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'a' -> append(1);
      case 'e' -> append(-1);
      case 's' -> setItems(new ArrayList<>(popSome(2)));
      case 'u' -> setItems(popToMark());
      case 'q' -> memo.put((long) in.unsigned(), top());
      case 'r' -> memo.put(Integer.toUnsignedLong(in.take(Integer.BYTES).getInt()), top());
      case 0x94 -> memo.put((long) memo.size(), top()); // MEMOIZE
      case 'h' -> recall(in.unsigned());
      case 'j' -> recall(Integer.toUnsignedLong(in.take(Integer.BYTES).getInt()));
      case 'c' -> global(in.line(), in.line());
      case 0x93 -> stackGlobal();
      case 'Q' -> stack.add(storage(pop()));
      case 'R' -> reduce();
      case 'b' -> build();
      default -> throw bad("opcode 0x%02x is not allowed".formatted(opcode));
    }
  }

  private void protocol() {
    int version = in.unsigned();
    if (version < 2 || version > 5) {
      throw bad("pickle protocol " + version + ", expected 2 to 5");
    }
  }

  private void tuple(int size) {
    stack.add(new ArrayList<>(popSome(size)));
  }

  private void append(int count) {
    List<Object> values = count < 0 ? popToMark() : popSome(count);
    if (!(top() instanceof List<?>)) {
      throw bad("appends to what is not a list");
    }
    @SuppressWarnings("unchecked") // lists are made here only
    List<Object> list = (List<Object>) top();
    list.addAll(values);
  }

  private void setItems(List<Object> items) {
    if (!(top() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw bad("sets items of what is not a dictionary");
    }
    @SuppressWarnings("unchecked") // maps are made here only
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw bad("a dictionary's key is neither text nor number");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private void recall(long index) {
    if (!memo.containsKey(index)) {
      throw bad("recalls value " + index + ", which was not stored");
    }
    stack.add(memo.get(index));
  }

  private void global(String module, String name) {
    stack.add(
        AllowedGlobal.of(module, name)
            .orElseThrow(
                () ->
                    bad(
                        "uses %s.%s, which is not one of the names that tensors need"
                            .formatted(
                                PickleBytes.printable(module), PickleBytes.printable(name)))));
  }

  private void stackGlobal() {
    Object name = pop();
    Object module = pop();
    if (!(name instanceof String n && module instanceof String m)) {
      throw bad("a name is not text");
    }
    global(m, n);
  }

  private void reduce() {
    Object arguments = pop();
    Object function = pop();
    List<?> list = arguments instanceof List<?> l ? l : List.of();
    if (function == AllowedGlobal.ORDERED_DICT && list.isEmpty()) {
      stack.add(new LinkedHashMap<>());
    } else if (function == AllowedGlobal.REBUILD_TENSOR && list.size() >= 4) {
      stack.add(tensor(list));
    } else if (function == AllowedGlobal.REBUILD_PARAMETER
        && !list.isEmpty()
        && list.get(0) instanceof TensorRef tensor) {
      stack.add(tensor);
    } else {
      throw bad("calls what is no function of tensors, or with other arguments");
    }
  }

  /** State dictionaries carry versions of modules as an attribute; it is of no use here. */
  private void build() {
    pop();
    if (!(top() instanceof Map<?, ?>)) {
      throw bad("sets the state of what is not a dictionary");
    }
  }

  private TensorRef tensor(List<?> arguments) {
    if (arguments.get(0) instanceof StorageRef storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof List<?> size
        && arguments.get(3) instanceof List<?> stride
        && size.size() == stride.size()) {
      return new TensorRef(storage, offset, longs(size), longs(stride));
    }
    throw bad("a tensor is not made of storage, offset, size and stride");
  }

  private StorageRef storage(Object id) {
    if (id instanceof List<?> list
        && list.size() >= 5
        && "storage".equals(list.get(0))
        && list.get(1) instanceof AllowedGlobal type
        && type.dtype() != null
        && list.get(2) instanceof String key
        && list.get(4) instanceof Long elements
        && elements >= 0
        && (list.size() == 5 || list.get(5) == null)) {
      return new StorageRef(type.dtype(), key, elements);
    }
    throw bad("a persistent id is not a storage");
  }

  private long[] longs(List<?> values) {
    long[] longs = new long[values.size()];
    for (int i = 0; i < longs.length; i++) {
      if (!(values.get(i) instanceof Long value) || value < 0) {
        throw bad("a size or stride is not a number, or negative");
      }
      longs[i] = value;
    }
    return longs;
  }

  private Object top() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw bad("needs a value where there is none");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<Object> popSome(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(0, pop());
    }
    return values;
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw bad("needs a mark where there is none");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> values = new ArrayList<>(above);
    above.clear();
    stack.remove(mark);
    return values;
  }

  private BadInputException bad(String reason) {
    return in.bad(reason);
  }
}
