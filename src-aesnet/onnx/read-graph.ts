/** Reads an ONNX file as a graph, which can then be differentiated and written again. */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/operator.ts';
import { tensorOf, type FileTensor } from './file-tensors.ts';
import { addNode, type FileNode } from './read-nodes.ts';
import { ModelProto } from './schema.ts';

interface FileGraph {
  readonly node?: readonly FileNode[];
  readonly initializer?: readonly FileTensor[];
}

export interface ReadOptions {
  /** Shapes of the inputs, without a dynamic dimension. Any value of the file may be one: what makes it is left out then. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Values of the file that are wanted. */
  readonly outputs: readonly string[];
}

/** A graph, and its values by the names that they have in the file. */
export interface ReadGraph {
  readonly graph: Graph;
  readonly values: ReadonlyMap<string, Value>;
}

/**
 * Of a file the part that leads from these inputs to these outputs; the graph declares no outputs yet. Throws an Error where the
 * bytes are no ONNX file, something is missing from it, or an operator stands on the way that is not known here.
 */
export function readGraph(bytes: Uint8Array, { inputs, outputs }: ReadOptions): ReadGraph {
  const model = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number }) as {
    graph?: FileGraph;
  };
  if (model.graph === undefined) throw new Error('there is no graph in the file');
  const { node: nodes = [], initializer = [] } = model.graph;
  const graph = new Graph();
  const values = new Map<string, Value>();
  for (const [name, shape] of Object.entries(inputs)) values.set(name, graph.input(name, shape));
  const needed = neededNodes(nodes, new Set(values.keys()), outputs);
  const used = new Set(needed.flatMap(({ input = [] }) => input));
  for (const tensor of initializer) {
    const { name = '' } = tensor;
    if (!used.has(name) || values.has(name)) continue;
    const constant = tensorOf(tensor);
    if (constant === undefined) throw new Error(`the type of ${name} is not known here`);
    values.set(name, graph.constant(constant));
  }
  for (const node of needed) {
    const { opType = '', input = [], output = [] } = node;
    const given = input.map((name) => {
      if (name === '') return undefined;
      const value = values.get(name);
      if (value === undefined) throw new Error(`nothing makes ${name}, which ${opType} needs`);
      return value;
    });
    const [made] = output;
    if (made === undefined || output.length > 1) {
      throw new Error(`${opType} has ${output.length} outputs, not one`);
    }
    values.set(made, addNode(graph, node, given));
  }
  for (const name of outputs) {
    if (!values.has(name)) throw new Error(`nothing makes ${name}`);
  }
  return { graph, values };
}

/** The nodes on which `outputs` depend, in the file's order, which is one in which they can run. */
function neededNodes(
  nodes: readonly FileNode[],
  given: ReadonlySet<string>,
  outputs: readonly string[],
): FileNode[] {
  const wanted = new Set(outputs);
  const needed: FileNode[] = [];
  for (const node of nodes.toReversed()) {
    const { input = [], output = [] } = node;
    if (!output.some((name) => wanted.has(name) && !given.has(name))) continue;
    needed.push(node);
    for (const name of input) wanted.add(name);
  }
  return needed.reverse();
}
