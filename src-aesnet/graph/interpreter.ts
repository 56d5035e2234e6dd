/** Runs a graph in float64, in plain TypeScript: the reference that everything else is checked against. */
import { fromTensor, type Array64 } from './array64.ts';
import type { Graph } from './graph.ts';

/** `feeds` by input name → every output by its name. Throws where an input is missing. */
export function interpret(
  graph: Graph,
  feeds: Readonly<Record<string, Array64>>,
): Record<string, Array64> {
  const values = new Map<string, Array64>();
  for (const { name } of graph.inputs) {
    const value = feeds[name];
    if (value === undefined) throw new RangeError(`no value was given for the input ${name}`);
    values.set(name, value);
  }
  for (const [name, tensor] of graph.constants) values.set(name, fromTensor(tensor));
  for (const { operator, inputs, outputs, attributes } of graph.nodes) {
    const given = inputs.map((value) => (value === undefined ? undefined : values.get(value.name)));
    const made = operator.evaluate(given, attributes);
    for (const [index, { name }] of outputs.entries()) {
      const value = made[index];
      if (value === undefined) throw new RangeError(`${operator.type} gave no output ${index}`);
      values.set(name, value);
    }
  }
  return Object.fromEntries(
    graph.outputs.map((output) => {
      const value = values.get(graph.sourceOf(output).name);
      if (value === undefined) throw new RangeError(`nothing makes the output ${output.name}`);
      return [output.name, value];
    }),
  );
}
