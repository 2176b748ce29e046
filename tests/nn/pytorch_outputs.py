"""Runs networks in PyTorch with the weights of ONNX files, and writes what they give.

Usage: pytorch_outputs.py FOLDER [PATH]. FOLDER/jobs.json lists {"name", "torch", "shape", "dtype", "prefix"}: an expression that builds the network, its input's shape and
type, and what the file's names have before PyTorch's. For each, NAME.onnx holds the weights and NAME.in the input; NAME.expected gets all outputs, flat, as float32.
PATH is put on Python's own path (make_zoo.py of the shared zoo is there).
"""
import json
import sys

import numpy
import onnx
import torch
import torchvision
from onnx import numpy_helper
from torch import nn

folder = sys.argv[1]
sys.path[:0] = sys.argv[2:]
try:
    import make_zoo
except ImportError:
    make_zoo = None


def flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    return [part for item in value for part in flat(item)]


def outputs(job):
    network = eval(job["torch"]).eval()
    path = f"{folder}/{job['name']}"
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(path + ".onnx").graph.initializer}
    state = network.state_dict()
    for name, tensor in state.items():
        array = stored.get(job["prefix"] + name)
        if array is None:
            assert name.endswith("num_batches_tracked") or name.startswith("aux") or name == "lm_head.weight", name
        elif tensor.dtype == torch.float32 and not name.endswith("relative_coords_table"):
            assert tuple(tensor.shape) == array.shape, name
            state[name] = torch.from_numpy(array.copy())
        else:  # what is computed, not learned, must be there already
            numpy.testing.assert_allclose(tensor.numpy(), array, atol=1e-6, err_msg=name)
    network.load_state_dict(state)
    for parameter in network.parameters():
        parameter.requires_grad_(True)  # with gradients, attention runs as plain products
    given = numpy.fromfile(path + ".in", numpy.dtype(job["dtype"])).reshape(job["shape"])
    x = torch.from_numpy(given)
    result = network(x, x, x) if isinstance(network, nn.MultiheadAttention) else network(x.clone())
    return numpy.concatenate([part.detach().numpy().astype(numpy.float32).ravel() for part in flat(result)])


for job in json.load(open(f"{folder}/jobs.json")):
    outputs(job).tofile(f"{folder}/{job['name']}.expected")
