import { describe, expect, it } from 'vitest';
import { candidatesFor, explainFailure } from '../../src-main/inference/providers.ts';

describe('explainFailure', () => {
  // As onnxruntime 1.30 words them.
  const adapter =
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n';

  it('says what to do about a missing adapter', () => {
    expect(explainFailure('webgpu', new Error(adapter))).toMatch(/no graphics adapter was found; /);
  });

  it('leaves out the place in the source of onnxruntime', () => {
    const other = adapter.replace(/Failed to get.*\n/, 'Device lost.\n');
    expect(explainFailure('webgpu', new Error(other))).toBe('Device lost.');
  });

  it('knows what this build lacks', () => {
    const error = new Error('no available backend found. ERR: [dml] backend not found.');
    expect(explainFailure('dml', error)).toBe('not in this build of onnxruntime');
  });

  it('never says nothing', () => {
    expect(explainFailure('webgpu', new Error(''))).toBe('WebGPU gave no reason');
  });
});

describe('candidatesFor', () => {
  it('names what onnxruntime brings along on each system', () => {
    expect(candidatesFor('linux')).toEqual(['webgpu']);
    expect(candidatesFor('darwin')[0]).toBe('coreml');
    expect(candidatesFor('win32')[0]).toBe('dml');
  });
});
