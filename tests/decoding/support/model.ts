import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Scores a tensor with the interim model: the overall score, 1–5. */
export async function loadScorer(file: string): Promise<(tensor: Uint8Array) => Promise<number>> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  return async (tensor) => {
    const plane = tensor.length / 3;
    const input = new Float32Array(tensor.length);
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        input[channel * plane + pixel] = (tensor[pixel * 3 + channel] ?? 0) / 127.5 - 1;
      }
    }
    const { scores } = await session.run({ image: new Tensor('float32', input, [1, 3, 224, 224]) });
    return Number(scores?.data[0]);
  };
}
