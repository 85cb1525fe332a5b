package org.electra4j.checkpoint.pytorch;

import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** The only names of Python that a pickle may use. */
enum AllowedGlobal {
  ORDERED_DICT("collections.OrderedDict", null),
  REBUILD_TENSOR("torch._utils._rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils._rebuild_parameter", null),
  FLOAT("torch.FloatStorage", DataType.DT_FLOAT),
  DOUBLE("torch.DoubleStorage", DataType.DT_DOUBLE),
  HALF("torch.HalfStorage", DataType.DT_HALF),
  BFLOAT16("torch.BFloat16Storage", DataType.DT_BFLOAT16),
  LONG("torch.LongStorage", DataType.DT_INT64),
  INT("torch.IntStorage", DataType.DT_INT32),
  SHORT("torch.ShortStorage", DataType.DT_INT16),
  CHAR("torch.CharStorage", DataType.DT_INT8),
  BYTE("torch.ByteStorage", DataType.DT_UINT8),
  BOOL("torch.BoolStorage", DataType.DT_BOOL);

  private final String python;
  private final DataType dtype;

  AllowedGlobal(String python, DataType dtype) {
    this.python = python;
    this.dtype = dtype;
  }

  static Optional<AllowedGlobal> of(String module, String name) {
    String python = module + "." + name;
    return Arrays.stream(values()).filter(global -> global.python.equals(python)).findFirst();
  }

  /** Of a storage's elements; null if this is no class of storages. */
  DataType dtype() {
    return dtype;
  }
}
