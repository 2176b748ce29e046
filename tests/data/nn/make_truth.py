"""Writes what PyTorch and torchvision say: layers.json (from its own `torch`, `input` and `dtype` columns) and torchvision.json, beside this file.

Needs Debian 12's python3-torch 1.13.1 and python3-torchvision 0.14.1; no weights are downloaded. Usage: /usr/bin/python3 make_truth.py [layers|torchvision], then `deno fmt`.
"""
import hashlib
import json
import os
import sys
import warnings

import torch
import torchvision
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

warnings.filterwarnings("ignore")
here = os.path.dirname(os.path.abspath(__file__))

# The size that a network's weights are evaluated at, where it is not 224
SIZES = {
    "inception_v3": 299, "efficientnet_b1": 240, "efficientnet_b2": 288, "efficientnet_b3": 300, "efficientnet_b4": 380, "efficientnet_b5": 456,
    "efficientnet_b6": 528, "efficientnet_b7": 600, "efficientnet_v2_s": 384, "efficientnet_v2_m": 480, "efficientnet_v2_l": 480, "swin_v2_t": 256,
    "swin_v2_s": 256, "swin_v2_b": 256,
}


class Products(TorchDispatchMode):
    """Counts the multiply-accumulates of the matrix products and convolutions that run."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.overloadpacket.__name__
        if name in ("mm", "bmm"):
            self.macs += args[0].numel() * args[1].shape[-1]
        elif name in ("addmm", "baddbmm"):
            self.macs += args[1].numel() * args[2].shape[-1]
        elif name == "convolution":
            self.macs += result.numel() * args[1][0].numel()
        return result


def digest(rows):
    return hashlib.sha256(json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()[:32]


def network_truth(name):
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    size = SIZES.get(name, 224)

    def run():
        network = torchvision.models.get_model(name, weights=None, **options).eval()
        products = Products()
        with products:
            return network, products.macs, list(network(torch.zeros(1, 3, size, size)).shape), products

    try:
        with FakeTensorMode():  # shapes only
            network, _, output, products = run()
    except Exception:
        network, _, output, products = run()
    modules = [[path, type(module).__name__, module.extra_repr()] for path, module in network.named_modules()]
    parameters = [[path, list(parameter.shape)] for path, parameter in network.named_parameters()]
    buffers = [[path, list(buffer.shape)] for path, buffer in network.named_buffers()]
    published = {weights.meta["num_params"] for weights in torchvision.models.get_model_weights(name)}
    return {
        "size": size, "output": output, "parameters": sum(p.numel() for p in network.parameters()), "buffers": sum(b.numel() for b in network.buffers()),
        "macs": products.macs, "numParams": sorted(published), "modules": digest(modules), "parameterNames": digest(parameters), "bufferNames": digest(buffers),
    }


def write(file, source, key, rows, brackets):
    with open(f"{here}/{file}", "w") as out:
        out.write('{\n  "source": ' + json.dumps(source) + f',\n  "{key}": {brackets[0]}\n' + ",\n".join("    " + row for row in rows) + f"\n  {brackets[1]}\n}}\n")


def torchvision_truth():
    for name in dir(nn.init):  # no count depends on the weights
        if name.endswith("_") and not name.startswith("_"):
            setattr(nn.init, name, lambda tensor, *args, **options: tensor)
    source = json.load(open(f"{here}/torchvision.json"))["source"]
    names = [name for name in torchvision.models.list_models(module=torchvision.models) if name != "maxvit_t"]
    write("torchvision.json", source, "networks", [f"{json.dumps(name)}: {json.dumps(network_truth(name))}" for name in names], "{}")


def flat(value):
    return [value] if isinstance(value, torch.Tensor) else [part for item in value for part in flat(item)]


def layer_truth(row):
    layer = eval(row["torch"]).eval()
    x = torch.zeros(row["input"], dtype=getattr(torch, row["dtype"]))
    outputs = flat(layer(x, x, x) if isinstance(layer, nn.MultiheadAttention) else layer(x))
    parameters = [[name, list(parameter.shape)] for name, parameter in layer.named_parameters()]
    return {**row, "outputs": [list(output.shape) for output in outputs], "repr": repr(layer), "parameters": parameters}


def layers_truth():
    data = json.load(open(f"{here}/layers.json"))
    write("layers.json", data["source"], "layers", [json.dumps(layer_truth(row)) for row in data["layers"]], "[]")


wanted = sys.argv[1:] or ["layers", "torchvision"]
if "layers" in wanted:
    layers_truth()
if "torchvision" in wanted:
    torchvision_truth()
