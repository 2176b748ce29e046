"""Makes the PyTorch files of tests/data/weights. Run: /usr/bin/python3 make_pytorch.py FOLDER"""
import argparse, collections, json, pathlib, sys
import numpy, torch

folder = sys.argv[1]
torch.manual_seed(0)
truth = {}

def describe(name, tensor):
    tensor = tensor.detach()
    kind = str(tensor.dtype).replace("torch.", "")
    flat = tensor.contiguous().reshape(-1)
    if tensor.dtype == torch.bfloat16 or tensor.dtype == torch.float16:
        flat = flat.float()
    if tensor.is_complex():
        flat = torch.view_as_real(flat.resolve_conj()).reshape(-1)
    values = [repr(v) if v != v or v in (float("inf"), float("-inf")) else v for v in flat.tolist()]
    return {"name": name, "dtype": kind, "shape": list(tensor.shape), "values": values}

def save(file, value, tensors, **options):
    torch.save(value, f"{folder}/{file}", **options)
    truth[file] = [describe(name, tensor) for name, tensor in tensors]

net = torch.nn.Sequential(collections.OrderedDict([
    ("conv", torch.nn.Conv2d(2, 3, 3)), ("bn", torch.nn.BatchNorm2d(3)), ("fc", torch.nn.Linear(3, 4))]))
state = net.state_dict()
save("state_dict.pth", state, state.items())
save("state_dict_legacy.pth", state, state.items(), _use_new_zipfile_serialization=False)
save("protocol4.pth", state, state.items(), pickle_protocol=4)

optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for p in net.parameters():
    p.grad = torch.rand_like(p)
optimizer.step()
state = {k: v.clone() for k, v in net.state_dict().items()}
save("training.pt", {"epoch": 3, "state_dict": collections.OrderedDict(state), "optimizer": optimizer.state_dict(), "best": 0.5, "arch": "small"}, state.items())

base = torch.arange(24, dtype=torch.float32)
half = torch.tensor([1, -2.5, 65504, float("inf"), float("nan"), 2 ** -24]).half()
kinds = collections.OrderedDict([
    ("half", half), ("bfloat16", torch.tensor([1.0, 3.140625, -1e30]).bfloat16()), ("int8", torch.tensor([-128, 127], dtype=torch.int8)),
    ("uint8", torch.tensor([0, 255], dtype=torch.uint8)), ("int16", torch.tensor([-300], dtype=torch.int16)), ("int32", torch.tensor([[70000]], dtype=torch.int32)),
    ("int64", torch.tensor([2 ** 62, -1])), ("bool", torch.tensor([True, False, True])), ("double", torch.tensor(0.1, dtype=torch.float64)),
    ("complex64", torch.tensor([1 + 2j, -0.5j], dtype=torch.complex64)),
    ("transposed", base.reshape(4, 6).t()), ("slice", base[5:17:3]), ("block", base.reshape(4, 6)[1:3, 2:5]), ("expanded", torch.tensor([7.0, 8.0])[:, None].expand(2, 3)),
    ("empty", torch.zeros(0, 3)), ("permuted", torch.arange(24).reshape(2, 3, 4).permute(2, 0, 1))])
save("kinds.pth", kinds, kinds.items())
save("kinds_legacy.pth", kinds, kinds.items(), _use_new_zipfile_serialization=False)

class Tied(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = torch.nn.Embedding(5, 4)
        self.head = torch.nn.Linear(4, 5, bias=False)
        self.head.weight = self.wte.weight
tied = Tied()
save("tied.pth", tied.state_dict(), tied.state_dict().items())
save("parameters.pth", {"w": torch.nn.Parameter(torch.ones(2)), "running_mean": torch.nn.Parameter(torch.ones(3)), "b": torch.zeros(1)},
     [("w", torch.ones(2)), ("running_mean", torch.ones(3)), ("b", torch.zeros(1))])
# What trainers keep beside the weights: settings, records by NumPy, the state of a random generator, a sparse tensor.
save("trainer.ckpt", {"settings": argparse.Namespace(lr=0.1, out=pathlib.Path("x")), "best": numpy.float64(0.5), "history": numpy.arange(3), "device": torch.device("cpu"),
    "by_name": collections.defaultdict(list, {"a": [1]}), "seen": {1, 2}, "seed": 2 ** 100, "rng_state": torch.tensor([1, 2], dtype=torch.uint8),
    "cuda_rng": [torch.tensor([3], dtype=torch.uint8)], "graph": torch.eye(2).to_sparse(), "model": {"w": torch.ones(2), "steps": torch.tensor(7)}},
    [("w", torch.ones(2)), ("steps", torch.tensor(7))])
torch.save(torch.nn.Linear(2, 2), f"{folder}/module.pth")
torch.jit.script(torch.nn.Linear(2, 2)).save(f"{folder}/script.pt")

# What thop.profile() does to a network before it counts (thop 0.1.1, profile.py): two buffers on every module; saved before they were removed.
for module in net.modules():
    module.register_buffer("total_ops", torch.zeros(1, dtype=torch.float64))
    module.register_buffer("total_params", torch.zeros(1, dtype=torch.float64))
save("soiled.pth", net.state_dict(), net.state_dict().items())
json.dump(truth, open(f"{folder}/pytorch.truth.json", "w"), separators=(",", ":"))
