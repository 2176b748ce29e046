"""Writes the safetensors files of this folder with struct and json alone, after the format's README. Run: python3 make_safetensors.py FOLDER"""
import json, struct, sys

folder = sys.argv[1]

def write(path, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, dtype, shape, packed in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)

write(f"{folder}/kinds.safetensors", [
    ("a.weight", "F32", [2, 3], struct.pack("<6f", 1, 2, 3, -4, 0.5, 0)),
    ("a.bias", "F16", [2], struct.pack("<2e", 1.5, -65504)),
    ("bn.running_mean", "F64", [1], struct.pack("<d", 0.1)),
    ("bn.num_batches_tracked", "I64", [], struct.pack("<q", 2 ** 40)),
    ("b.weight", "BF16", [2], struct.pack("<2H", 0x3F80, 0xC049)),
    ("c.weight", "I8", [3], struct.pack("<3b", -128, 0, 127)),
    ("mask", "BOOL", [2], struct.pack("<2?", True, False)),
    ("d.weight", "F8_E4M3", [2], bytes([0x38, 0xFE])),
    ("__proto__", "U8", [1], bytes([7])),
    ("empty", "F32", [0, 4], b""),
], {"format": "pt"})

shards = {"model-00001-of-00002.safetensors": [("x.weight", "F32", [2], struct.pack("<2f", 1, 2))],
          "model-00002-of-00002.safetensors": [("y.weight", "F32", [1], struct.pack("<f", 3)), ("y.running_var", "F32", [1], struct.pack("<f", 4))]}
for name, tensors in shards.items():
    write(f"{folder}/{name}", tensors)
json.dump({"metadata": {"total_size": 16}, "weight_map": {tensor[0]: name for name, tensors in shards.items() for tensor in tensors}},
          open(f"{folder}/model.safetensors.index.json", "w"), indent=2)
