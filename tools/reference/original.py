"""Finds the user's own checkout of the original and makes it run on a present TensorFlow."""

import contextlib
import os
import subprocess
import sys
import types
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import tensorflow
import tensorflow.compat.v1 as tf


def load(electra):
    """Puts the checkout first on the path of imports; its modules can be imported after that."""
    if not os.path.isfile(os.path.join(electra, "run_pretraining.py")):
        sys.exit("%s: holds no run_pretraining.py, expected a checkout of google-research/electra"
                 % electra)
    tf.disable_eager_execution()
    if hasattr(tf, "enable_resource_variables"):
        tf.enable_resource_variables()
    tf.logging.set_verbosity(tf.logging.ERROR)
    warnings.filterwarnings("ignore", module=".*(keras|tensorflow).*")
    warnings.filterwarnings("ignore", message=".*tf.layers.*")
    warnings.filterwarnings("ignore", message=".*is deprecated.*")
    _provide_contrib()
    sys.path.insert(0, os.path.abspath(electra))


def commit(electra):
    """The commit of the checkout, or None where git does not know it."""
    if not os.path.exists(os.path.join(electra, ".git")):
        return None
    run = subprocess.run(["git", "-C", electra, "rev-parse", "HEAD"], capture_output=True, text=True)
    return run.stdout.strip() or None


def _provide_contrib():
    """TensorFlow 2 has no tf.contrib; the original takes only layer_norm from it."""
    try:
        from tensorflow.contrib import layers  # noqa: F401 (TensorFlow 1.15)
        return
    except ImportError:
        pass
    contrib = types.ModuleType("tensorflow.contrib")
    layers = types.ModuleType("tensorflow.contrib.layers")
    layers.layer_norm = _layer_norm
    contrib.layers = layers
    sys.modules["tensorflow.contrib"] = contrib
    sys.modules["tensorflow.contrib.layers"] = layers
    tensorflow.contrib = contrib


def _layer_norm(inputs, begin_norm_axis=-1, begin_params_axis=-1, scope=None):
    """The same sums as tf.contrib.layers.layer_norm on the last axis, and its variables' order."""
    if begin_norm_axis != -1 or begin_params_axis != -1:
        raise ValueError("only the last axis is supported")
    with tf.variable_scope(scope, default_name="LayerNorm"):
        width = [int(inputs.shape[-1])]
        beta = tf.get_variable("beta", width, initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", width, initializer=tf.ones_initializer())
        mean, variance = tf.nn.moments(inputs, [-1], keepdims=True)
        return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, 1e-12)


@contextlib.contextmanager
def replaced(owner, name, value):
    """Sets an attribute for the time of a block."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextlib.contextmanager
def recorded(owner, name, results):
    """Calls of owner.name go on as they are; (arguments, keywords, result) are added to a list."""
    before = getattr(owner, name)

    def call(*args, **kwargs):
        result = before(*args, **kwargs)
        results.append((args, kwargs, result))
        return result

    with replaced(owner, name, call):
        yield


def session(threads):
    """A session; with one thread two runs give the same bits."""
    return tf.Session(config=tf.ConfigProto(
        intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads))
