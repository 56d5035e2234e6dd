import type { Random } from '../random.ts';

/**
 * What can be said in several ways: a text, parts one after another, or a choice. A grammar is finite, so that its wordings can
 * be counted, listed and tested, every one.
 */
export type Grammar = string | Sequence | Choice;

interface Sequence {
  readonly kind: 'sequence';
  readonly parts: readonly Grammar[];
}

interface Choice {
  readonly kind: 'choice';
  readonly options: readonly Grammar[];
}

/** What may stand in a slot: a grammar, or a list of alternatives. */
type Slot = Grammar | readonly Grammar[];

/**
 * A sentence with slots: say`The light is ${['dull', 'weak']}.` has two wordings. A slot is filled where it stands, so none can
 * be left open.
 */
export function say(texts: TemplateStringsArray, ...slots: readonly Slot[]): Grammar {
  return {
    kind: 'sequence',
    parts: texts.flatMap((text, at) => {
      const slot = slots[at];
      if (slot === undefined) return [text];
      return [text, isGrammar(slot) ? slot : either(...slot)];
    }),
  };
}

/** One of several sentences, each as likely as the others however many wordings it has. */
export function either(...options: readonly Grammar[]): Grammar {
  if (options.length === 0) throw new RangeError('a choice needs something to choose from');
  return { kind: 'choice', options };
}

function isGrammar(slot: Slot): slot is Grammar {
  return typeof slot === 'string' || 'kind' in slot;
}

/** How many wordings there are. */
export function countWordings(grammar: Grammar): number {
  if (typeof grammar === 'string') return 1;
  return grammar.kind === 'sequence'
    ? grammar.parts.reduce((product, part) => product * countWordings(part), 1)
    : grammar.options.reduce((sum, option) => sum + countWordings(option), 0);
}

/** Every wording, in the order in which alternatives are written. */
export function wordingsOf(grammar: Grammar): string[] {
  if (typeof grammar === 'string') return [grammar];
  if (grammar.kind === 'choice') return grammar.options.flatMap(wordingsOf);
  return grammar.parts.reduce<string[]>(
    (begun, part) => {
      const ends = wordingsOf(part);
      return begun.flatMap((start) => ends.map((end) => start + end));
    },
    [''],
  );
}

/** One wording at random. */
export function draw(grammar: Grammar, random: Random): string {
  if (typeof grammar === 'string') return grammar;
  if (grammar.kind === 'choice') return draw(random.pick(grammar.options), random);
  return grammar.parts.map((part) => draw(part, random)).join('');
}

/**
 * `count` different wordings, or all where there are fewer. They differ in structure as long as the grammar has structures left:
 * no sentence is used twice before each has been used once.
 */
export function drawSeveral(grammar: Grammar, count: number, random: Random): string[] {
  const sentences =
    typeof grammar === 'string' || grammar.kind === 'sequence' ? [grammar] : grammar.options;
  const wanted = Math.min(count, countWordings(grammar));
  const order = random.shuffle([...sentences]);
  const drawn = new Set<string>();
  for (let at = 0; drawn.size < wanted; at++) {
    drawn.add(draw(order[at % order.length] as Grammar, random));
  }
  return [...drawn];
}
