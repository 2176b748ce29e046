"""What Debian's python3-onnx takes to load a file: seconds and peak memory, as JSON."""
import json, resource, sys, time
start = time.perf_counter()
import onnx
imported = time.perf_counter()
try:
    onnx.load(sys.argv[1], load_external_data=False)
    error = None
except Exception as problem:
    error = f"{type(problem).__name__}: {problem}"[:120]
print(json.dumps({"importMs": (imported - start) * 1e3, "loadMs": (time.perf_counter() - imported) * 1e3,
                  "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "error": error}))
