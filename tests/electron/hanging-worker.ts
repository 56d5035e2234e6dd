/** A worker that hangs in native code, as a decoder may on a broken file: it hears nothing any more. */
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
