"""Trains the small network of notebooks/02_inside_a_model.ipynb and writes its weights: python3 make_shapes.py shapes.pth

It tells circles, squares, triangles and crosses apart, in grey pictures of 28 x 28 that are drawn here. Needs PyTorch; 1.13 was used.
"""
import math
import sys

import torch
from torch import nn


class Shapes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(32 * 7 * 7, 4)

    def forward(self, x):
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = self.pool(torch.relu(self.bn2(self.conv2(x))))
        return self.fc(x.flatten(1))


def draw(count):
    """Pictures with one shape each, turned, moved and noisy; and what they show."""
    labels = torch.randint(0, 4, (count,))
    pictures = torch.zeros(count, 1, 28, 28)
    rows, columns = torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij")
    for index, label in enumerate(labels.tolist()):
        size = 4 + 6 * torch.rand(()).item()
        turn = 2 * math.pi * torch.rand(()).item()
        y, x = rows - (10 + 8 * torch.rand(())), columns - (10 + 8 * torch.rand(()))
        across, down = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        if label == 0:
            inside = across**2 + down**2 < size**2
        elif label == 1:
            inside = (across.abs() < 0.9 * size) & (down.abs() < 0.9 * size)
        elif label == 2:
            inside = (down < 0.6 * size) & (down > 1.8 * across.abs() - 1.1 * size)
        else:
            inside = ((across.abs() < 0.3 * size) | (down.abs() < 0.3 * size)) & (across.abs() < size) & (down.abs() < size)
        pictures[index, 0] = inside.float()
    return pictures + 0.2 * torch.randn_like(pictures), labels


def main(path):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = Shapes()
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=1e-2)
    for _ in range(1200):
        pictures, labels = draw(64)
        loss = nn.functional.cross_entropy(network(pictures), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        pictures, labels = draw(1000)
        right = (network(pictures).argmax(1) == labels).float().mean().item()
    print(f"{100 * right:.1f} % right")
    torch.save(network.state_dict(), path)


main(sys.argv[1])
