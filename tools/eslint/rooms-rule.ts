import path from 'node:path';
import type { Rule } from 'eslint';
import type { Node } from 'estree';
import { GUARDED_MODULES, GUARDED_PACKAGES, ROOMS, type Room } from './rooms.ts';

function roomOf(relative: string): Room | undefined {
  return ROOMS.find((room) => relative.startsWith(`${room.folder}/`));
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function describe(room: Room): string {
  const values = room.may.length === 0 ? 'nothing of ours' : room.may.join(', ');
  const types = room.mayTypes === undefined ? '' : `; types alone of ${room.mayTypes.join(', ')}`;
  return `${room.folder} may import ${values}${types}`;
}

/** Says why `from` may not import `specifier`, or undefined where it may. Paths are relative to the root. */
export function judgeImport(
  from: string,
  specifier: string,
  typeOnly: boolean,
): string | undefined {
  const room = roomOf(from);
  if (room === undefined) return undefined;
  if (!specifier.startsWith('.')) {
    const name = packageOf(specifier);
    const owners = GUARDED_PACKAGES[name];
    if (owners !== undefined && !owners.includes(room.folder)) {
      return `${name} is imported by ${owners.join(', ')} alone; ask that room instead.`;
    }
    if (room.folder === 'src-shared' || room.folder === 'src-aesnet') {
      if (specifier.startsWith('node:')) {
        return `${room.folder} runs in every process and may not import ${specifier}.`;
      }
    }
    return undefined;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  const guards = GUARDED_MODULES[target];
  if (
    guards !== undefined &&
    !typeOnly &&
    !guards.some((guard) => (guard.endsWith('/') ? from.startsWith(guard) : from === guard))
  ) {
    return `${target} is imported by ${guards.join(', ')} alone.`;
  }
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) {
    return target.startsWith('src-') || target.startsWith('../')
      ? `${target} is in no room; ${describe(room)}.`
      : undefined;
  }
  if (targetRoom === room || room.may.includes(targetRoom.folder)) return undefined;
  if (typeOnly && room.mayTypes?.includes(targetRoom.folder)) return undefined;
  return `${describe(room)}; not ${targetRoom.folder}.`;
}

function isTypeOnly(node: Node): boolean {
  const kind = node as unknown as { importKind?: string; exportKind?: string };
  return kind.importKind === 'type' || kind.exportKind === 'type';
}

export const roomsRule: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Keeps every import within the table of rooms (tools/eslint/rooms.ts).' },
    schema: [],
  },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node: Node, source: unknown, typeOnly: boolean) => {
      if (typeof source !== 'string') return;
      const reason = judgeImport(from, source, typeOnly);
      if (reason !== undefined) context.report({ node, message: reason });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source?.value, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source.value, isTypeOnly(node)),
      ImportExpression: (node) =>
        check(node, node.source.type === 'Literal' ? node.source.value : undefined, false),
      TSImportType: (node: Node) => {
        const argument = (node as unknown as { source?: { value?: unknown } }).source;
        check(node, argument?.value, true);
      },
    } as Rule.RuleListener;
  },
};
