"""What Debian's python3-onnx takes for a file, again and again: loading it, and inferring its shapes; as JSON. onnx-tool's profile too, where it is installed.

Arguments: FILE, how often.
"""
import json, re, sys, time

import onnx
from onnx import shape_inference

path, times = sys.argv[1], int(sys.argv[2])


def timed(run):
    start = time.perf_counter()
    try:
        value = run()
        return value, (time.perf_counter() - start) * 1e3, None
    except Exception as problem:
        return None, (time.perf_counter() - start) * 1e3, f"{type(problem).__name__}: {problem}"[:120]


def with_onnx_tool():
    import onnx_tool
    model = onnx_tool.Model(path)
    model.graph.shape_infer()
    model.graph.profile()


load, both, tool, errors = [], [], [], {}
for run in range(times + 1):  # the first one warms up
    model, load_ms, error = timed(lambda: onnx.load(path, load_external_data=False))
    if error:
        errors["load"] = error
        break
    inferred, infer_ms, error = timed(lambda: shape_inference.infer_shapes(model))
    if error:
        errors["infer"] = error
    if run:
        load.append(load_ms)
        both.append(load_ms + infer_ms)
    del model, inferred
# Not getrusage's: that counts the process which started this one, too.
peak = int(re.search(r"VmHWM:\s*(\d+)", open("/proc/self/status").read())[1]) / 1024
try:
    import onnx_tool  # noqa: F401
    installed = True
except ImportError:
    installed = False
if installed:
    for run in range(times):
        _, ms, error = timed(with_onnx_tool)
        tool.append(ms)
        if error:
            errors["onnx-tool"] = error
print(json.dumps({"onnx": onnx.__version__, "load": load, "both": both, "tool": tool, "errors": errors, "peakMiB": peak}))
