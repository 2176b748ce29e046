"""Exports a network whose weights the exporter turns, packs and reorders. Run: /usr/bin/python3 make_recurrent.py FOLDER (torch 1.13)"""
import json, sys
import torch

folder = sys.argv[1]
torch.manual_seed(0)

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(3, 2, num_layers=2)
        self.gru = torch.nn.GRU(2, 2)
        self.rnn = torch.nn.RNN(2, 2)
        self.proj = torch.nn.Linear(2, 3)

    def forward(self, x):
        for layer in (self.lstm, self.gru, self.rnn):
            x, _ = layer(x)
        return self.proj(x)

net = Net().eval()
torch.onnx.export(net, (torch.randn(5, 1, 3),), f"{folder}/recurrent.onnx", input_names=["x"], output_names=["y"], opset_version=14)
truth = {name: {"shape": list(value.shape), "values": value.flatten().tolist()} for name, value in net.state_dict().items()}
json.dump(truth, open(f"{folder}/recurrent.truth.json", "w"), separators=(",", ":"))
