"""The network of the product in Keras, fed with batches that the product has encoded: one pass over them for each line on stdin.

    python keras_side.py FOLDER

FOLDER holds meta.json and little-endian arrays (batches.ts writes them). Answers with a line of JSON: seconds and mean loss of a pass.
"""

import json
import os
import sys
import time

import numpy as np

FOLDER = sys.argv[1]
META = json.load(open(os.path.join(FOLDER, "meta.json")))

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402


def array(name, dtype):
    return np.fromfile(os.path.join(FOLDER, name), dtype=dtype)


def batches():
    ids, offsets, scales = array("ids.i32", np.int32), array("offsets.i32", np.int32), array("scales.f32", np.float32)
    dense, labels = array("dense.f32", np.float32).reshape(-1, META["denseWidth"]), array("labels.f32", np.float32)
    slots = array("slots.i32", np.int32)
    for first in range(0, META["names"], META["batch"]):
        last = min(first + META["batch"], META["names"])
        begin, end = offsets[first], offsets[last]
        counts = np.diff(offsets[first : last + 1])
        yield tuple(
            tf.constant(each)
            for each in (
                ids[begin:end],
                np.repeat(np.arange(last - first, dtype=np.int32), counts),
                scales[first:last, None],
                dense[first:last],
                labels[first:last],
                slots[first:last],
            )
        )


class WideAndDeep(keras.Model):
    """A table of hashed features, summed over a name, beside a perceptron; each learns by a loss of its own."""

    def __init__(self):
        super().__init__()
        rows, width = META["rows"], META["width"]
        self.table = self.add_weight(name="table", shape=(rows, width), initializer="zeros")
        self.wide_bias = self.add_weight(name="bias", shape=META["biasShape"], initializer="zeros")
        self.deep = keras.Sequential(
            [keras.Input((META["denseWidth"],))]
            + [keras.layers.Dense(units, activation="relu") for units in META["hidden"]]
            + [keras.layers.Dense(1)]
        )
        self.mean, self.deviation = array("mean.f32", np.float32), array("deviation.f32", np.float32)
        self.unused = array("unused.f32", np.float32)

    def restart(self):
        self.table.assign(tf.zeros_like(self.table))
        self.wide_bias.assign(tf.zeros_like(self.wide_bias))
        for at, weight in enumerate(self.deep.weights):
            weight.assign(array(f"deep-{at}.f32", np.float32).reshape(weight.shape))

    def losses_of(self, rows, places, batch):
        """`rows` are the table's that the batch touches, each once; `places` says which of them each feature is."""
        _, segments, scales, dense, labels, slots = batch
        pooled = tf.raw_ops.SparseSegmentSumWithNumSegments(
            data=rows, indices=places, segment_ids=segments, num_segments=tf.shape(labels)[0]
        )
        scores = pooled * scales + self.wide_bias
        standard = tf.clip_by_value((dense - self.mean) / self.deviation, -META["farthest"], META["farthest"])
        deep = tf.reshape(self.deep(standard), [-1])
        if META["width"] == 1:
            wide = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=tf.reshape(scores, [-1]))
        else:
            wide = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=slots, logits=scores + self.unused)
        return tf.reduce_mean(wide), tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=deep))


def optimizer_of_table(kind, model):
    """keras: as it comes. kernel: TensorFlow's own kernel for sparse Adagrad, which touches the rows of the batch only."""
    if kind == "keras":
        adagrad = keras.optimizers.Adagrad(META["tableRate"], initial_accumulator_value=0.0, epsilon=1e-8)
        adagrad.build([model.table])
        return (
            lambda gradient, rate: (adagrad.learning_rate.assign(rate), adagrad.apply([gradient], [model.table])),
            lambda: [each.assign(tf.zeros_like(each)) for each in adagrad.variables],
        )
    squares = tf.Variable(tf.zeros_like(model.table))

    def step(gradient, rate):
        tf.raw_ops.ResourceSparseApplyAdagradV2(
            var=model.table.value.handle,
            accum=squares.handle,
            lr=rate,
            epsilon=1e-4,  # added to the root; the product has 1e-8 below it
            grad=gradient.values,
            indices=gradient.indices,
        )

    return step, lambda: squares.assign(tf.zeros_like(squares))


def trainer(kind, model):
    adam = keras.optimizers.Adam(META["networkRate"], epsilon=1e-7)
    others = [model.wide_bias, *model.deep.trainable_weights]
    adam.build(others)
    table_step, table_restart = optimizer_of_table(kind, model)

    @tf.function(reduce_retracing=True)
    def step(batch, factor):
        # As tf.nn.embedding_lookup_sparse goes about it: no more of the table is read than the batch has.
        unique, places = tf.unique(batch[0])
        rows = tf.gather(model.table.value, unique)
        with tf.GradientTape() as tape:
            tape.watch(rows)
            wide, deep = model.losses_of(rows, places, batch)
            loss = wide + deep
        found = tape.gradient(loss, [rows] + [each.value for each in others])
        # Adagrad's first steps hang on the gradient of the sum, as in the product.
        names = tf.cast(tf.shape(batch[4])[0], tf.float32)
        gradient = tf.IndexedSlices(found[0] * names, unique, tf.constant([META["rows"], META["width"]]))
        adam.learning_rate.assign(META["networkRate"] * factor)
        adam.apply(found[1:], others)
        table_step(gradient, META["tableRate"] * factor)
        return loss / 2

    def restart():
        model.restart()
        table_restart()
        for each in adam.variables:
            each.assign(tf.zeros_like(each))

    return step, restart


def main():
    data = list(batches())
    model = WideAndDeep()
    trainers = {kind: trainer(kind, model) for kind in META["kinds"]}
    print(json.dumps({"tensorflow": tf.__version__, "keras": keras.__version__}), flush=True)
    for line in sys.stdin:
        kind = line.strip()
        step, restart = trainers[kind]
        restart()
        step(data[0], tf.constant(0.0))
        step(data[-1], tf.constant(0.0))
        started, used, losses = time.perf_counter(), time.process_time(), []
        for at, batch in enumerate(data):
            losses.append(step(batch, tf.constant(1 - at / len(data), tf.float32)))
        total = sum(float(loss) * batch[4].shape[0] for loss, batch in zip(losses, data))
        seconds = time.perf_counter() - started
        processor = time.process_time() - used
        print(json.dumps({"seconds": seconds, "processor": processor, "loss": total / META["names"]}), flush=True)


main()
