import { ModelProto } from './schema.ts';

/** The names of an ONNX file's outputs. Throws an Error where the bytes are no ONNX file. */
export function outputNamesOf(bytes: Uint8Array): string[] {
  const model = ModelProto.toObject(ModelProto.decode(bytes)) as {
    graph?: { output?: readonly { readonly name?: string }[] };
  };
  if (model.graph === undefined) throw new Error('there is no graph in the file');
  return (model.graph.output ?? []).flatMap(({ name }) => name ?? []);
}
