/** Execution providers: which are worth a try on this machine, and their failures in a person's words. */
import { reasonOf } from '../../src-shared/errors.ts';

/** One entry of onnxruntime's own list. */
export interface ProviderBackend {
  readonly name: string;
  /** Whether this build of onnxruntime brings it along. */
  readonly bundled: boolean;
}

export const CPU = 'cpu';

/**
 * Most pictures in one run. On a CPU larger runs are no faster a picture (benchmarks/inference.ts) and
 * take more memory; a graphics card has more to do at once.
 */
export function picturesPerRun(provider: string): number {
  return provider === CPU ? 4 : 8;
}

const NAMES: Readonly<Record<string, string>> = {
  cpu: 'The CPU',
  webgpu: 'WebGPU',
  coreml: 'Core ML',
  dml: 'DirectML',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
};

/** What a person calls a provider. */
export function providerName(provider: string): string {
  return NAMES[provider] ?? provider;
}

/** Providers to try beside the CPU, the most promising first. */
export function candidatesFor(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['coreml', 'webgpu'];
  if (platform === 'win32') return ['dml', 'webgpu'];
  return ['webgpu'];
}

/** Why a provider could not be used, as a sentence, from what onnxruntime threw. */
export function explainFailure(provider: string, thrown: unknown): string {
  const message = reasonOf(thrown);
  if (/Failed to get a WebGPU adapter/i.test(message)) {
    return process.platform === 'linux'
      ? 'no graphics adapter was found; install a Vulkan driver (on Debian and Ubuntu: mesa-vulkan-drivers)'
      : 'no graphics adapter was found; update the graphics driver';
  }
  if (/ArrayDynamicIndexing|required feature|feature .* required/i.test(message)) {
    return 'the graphics driver is too old; update it (Mesa 25 works)';
  }
  if (/backend not found|shared library/i.test(message)) return 'not in this build of onnxruntime';
  // onnxruntime starts with the place in its own source; what follows is what happened.
  const text = message.replace(/^\/\S+:\d+ .*?(?:was false\.|\) )\s*/, '').split('\n', 1)[0] ?? '';
  return text.trim() === '' ? `${providerName(provider)} gave no reason` : text.trim();
}
