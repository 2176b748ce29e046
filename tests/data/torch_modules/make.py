"""Builds the networks of this folder: small ones with what the zoo's do not have. Needs PyTorch 1.13.1 and onnx 1.12."""
import gzip, json
import torch, torch.nn as nn, torch.nn.functional as F


class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(2, 8, 5, stride=2, padding=2, padding_mode="circular"), nn.GroupNorm(2, 8), nn.PReLU(8), nn.AvgPool1d(2))
        self.block_1 = nn.ModuleDict({"a": nn.Conv1d(8, 8, 3, padding=1, groups=2), "b": nn.InstanceNorm1d(8, affine=True)})
        self.block = nn.Conv1d(8, 8, 1)
        self.act = nn.LeakyReLU(0.2)
        self.act_1 = nn.ELU()
        self.gru = nn.GRU(8, 6, num_layers=2, bidirectional=True, batch_first=True)
        self.pool = nn.AdaptiveAvgPool1d(1)
        self.flat = nn.Flatten()
        self.fc = nn.Linear(12, 3)
        self.soft = nn.Softmax(dim=-1)

    def forward(self, x):
        x = self.stem(x)
        x = self.act(self.block_1["b"](self.block_1["a"](x))) + self.block(x)
        x = self.act_1(self.act(x))
        y, _ = self.gru(x.transpose(1, 2))
        return self.soft(self.fc(self.flat(self.pool(y.transpose(1, 2)))))


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.SiLU(), nn.MaxPool2d(3, 2, 1, ceil_mode=True))
        self.mid = nn.Sequential(
            nn.Sequential(nn.Conv2d(8, 16, 3, 1, 1), nn.BatchNorm2d(16), nn.Hardtanh()), nn.Sequential(nn.Conv2d(16, 16, 1), nn.Softplus()))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.shuffle = nn.Sequential(nn.Conv2d(16, 16, 3, padding=1), nn.PixelShuffle(2))
        self.turned = nn.ConvTranspose2d(4, 4, 3, stride=2, padding=1, output_padding=1)
        self.lrn = nn.LocalResponseNorm(3)
        self.celu = nn.CELU(0.5)
        self.selu = nn.SELU()
        self.swish = nn.Hardswish()
        self.gelu = nn.GELU(approximate="tanh")
        self.mish = nn.Mish()
        self.glu = nn.GLU(1)
        self.shrink = nn.Softshrink(0.3)
        self.zero = nn.ZeroPad2d((1, 0, 2, 0))
        self.resize = nn.Upsample(size=(20, 20), mode="bilinear")
        self.log = nn.LogSoftmax(1)

    def forward(self, x):
        x = self.shuffle(self.up(self.mid(self.enc(x))))
        x = self.swish(self.selu(self.celu(self.lrn(self.turned(x)))))
        return self.log(self.resize(self.zero(self.shrink(self.glu(self.mish(self.gelu(x)))))))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = nn.TransformerDecoder(nn.TransformerDecoderLayer(16, 2, 32), 2, norm=nn.LayerNorm(16))
        self.memory = nn.Linear(4, 16)
        self.mix = nn.MultiheadAttention(16, 4, batch_first=True)

    def forward(self, x):
        y = self.stack(x, self.memory(x[..., :4]))
        return self.mix(y, y, y)[0]


class Volumes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 4, (1, 3, 3), padding=(0, 1, 1))
        self.norm = nn.BatchNorm3d(4)
        self.pool = nn.MaxPool3d(2)
        self.plain = nn.InstanceNorm3d(4)
        self.mean = nn.AdaptiveAvgPool3d(1)

    def forward(self, x):
        return self.mean(self.plain(self.pool(F.relu(self.norm(self.conv(x)))))).flatten(1)


NETWORKS = {
    "sequences": (Sequences, (1, 2, 32)),
    "images": (Images, (1, 3, 16, 16)),
    "decoder": (Decoder, (4, 2, 16)),
    "volumes": (Volumes, (1, 3, 4, 8, 8)),
}


def named(pairs):
    return [[name, list(tensor.shape)] for name, tensor in pairs if not name.endswith("num_batches_tracked")]


def main():
    truth = {}
    for name, (build, shape) in NETWORKS.items():
        torch.manual_seed(0)
        model, x = build().eval(), torch.rand(*shape)
        with torch.no_grad():  # no two tensors alike, or the exporter merges them
            for tensor in [*model.parameters(), *(b for b in model.buffers() if b.is_floating_point())]:
                tensor.add_(torch.rand_like(tensor) * 0.01)
        called, path_of = set(), {module: path for path, module in model.named_modules()}
        hooks = [module.register_forward_pre_hook(lambda module, _: called.add(path_of[module])) for module in model.modules()]
        with torch.enable_grad():  # or attention runs as one fused operator
            model(x)
        for hook in hooks:
            hook.remove()
        torch.onnx.export(model, x, f"{name}.keep.onnx", input_names=["input"], opset_version=14, do_constant_folding=False,
                          training=torch.onnx.TrainingMode.PRESERVE)
        modules = [[path, type(m).__name__, type(m).__module__.startswith("torch.nn."), m.extra_repr()] for path, m in model.named_modules()]
        truth[name] = {
            "modules": modules, "children": [path for path, _ in model.named_children()], "parameters": named(model.named_parameters()),
            "buffers": named(model.named_buffers()), "state": [key for key, _ in named(model.state_dict().items())],
            "called": sorted(called), "unused": [], "flops": {}, "repr": str(model)}
    with gzip.GzipFile("modules.json.gz", "wb", mtime=0) as file:
        file.write(json.dumps(truth, separators=(",", ":")).encode())


if __name__ == "__main__":
    main()
