"""The original's create_optimizer with its inner tensors kept."""

import contextlib

from reference.original import recorded, tf


class TracedUpdates:
    """Calls create_optimizer on a loss and keeps gradients, norm and learning rates."""

    def __init__(self, loss, *args, **kwargs):
        from model import optimization

        clips, rates = [], []
        before = optimization.AdamWeightDecayOptimizer.__init__

        def init(adam, learning_rate, *rest, **named):
            rates.append(learning_rate)
            before(adam, learning_rate, *rest, **named)

        with contextlib.ExitStack() as stack:
            stack.enter_context(recorded(tf, "clip_by_global_norm", clips))
            optimization.AdamWeightDecayOptimizer.__init__ = init
            try:
                self.train = optimization.create_optimizer(loss, *args, **kwargs)
            finally:
                optimization.AdamWeightDecayOptimizer.__init__ = before
        gradients = clips[0][0][0]
        self.variables = tf.trainable_variables()
        self.sparse = [v.op.name for v, g in zip(self.variables, gradients)
                       if isinstance(g, tf.IndexedSlices)]
        self.without = [v.op.name for v, g in zip(self.variables, gradients) if g is None]
        self.unclipped = {v.op.name: tf.convert_to_tensor(g)
                          for v, g in zip(self.variables, gradients) if g is not None}
        self.clipped = {v.op.name: tf.convert_to_tensor(g)
                        for v, g in zip(self.variables, clips[0][2][0]) if g is not None}
        self.norm = clips[0][2][1]
        self.norm_dense = tf.global_norm(list(self.unclipped.values()))
        self.learning_rate = rates[0]

    def decayed(self):
        from model import optimization
        adam = optimization.AdamWeightDecayOptimizer(
            0.0, 0.01, exclude_from_weight_decay=["LayerNorm", "layer_norm", "bias"])
        return [v.op.name for v in self.variables if adam._do_use_weight_decay(v.op.name)]

    def pinned_rates(self, sess):
        """The rate(s) of the present step, to be fed, so that the counter cannot run ahead."""
        rates = sess.run(self.learning_rate)
        if isinstance(rates, dict):
            return rates, {self.learning_rate[k]: v for k, v in rates.items()}
        return rates, {self.learning_rate: rates}

    def slots(self):
        return [v for v in tf.global_variables() if v.op.name.endswith(("/adam_m", "/adam_v"))]
