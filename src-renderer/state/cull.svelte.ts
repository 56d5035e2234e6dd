import type { Filter, Group } from '../../src-shared/bridge.ts';
import type { VerdictReason } from '../../src-shared/decision.ts';
import { isSet, type GroupKind } from '../../src-shared/group.ts';
import type { App } from './app.svelte.ts';
import type { Step } from './navigation.ts';
import { formatPlural } from './format.ts';

export const GROUP_NAMES: Readonly<Record<GroupKind, string>> = {
  bracket: 'exposure bracket',
  'focus-stack': 'focus stack',
  panorama: 'panorama',
  burst: 'burst',
  duplicates: 'near duplicates',
};

/** Neither stars nor a flag. */
const UNDECIDED = { stars: { min: 0, max: 0 }, flags: ['none'] } satisfies Filter;

/** What is done with bursts and stacks, and how the person gets on to the next photo. */
export class Cull {
  readonly #app: App;
  /** Columns of the survey, for steps up and down. */
  columns = 1;

  constructor(app: App) {
    this.#app = app;
  }

  /** On to the next photo of the view; false where this was the last. Never past it: no view is left empty. */
  advance(): boolean {
    const { view, compare, survey } = this.#app;
    if (view.mode === 'compare') return compare.step(1);
    if (view.mode === 'survey') return survey.step(1);
    return this.#app.navigation.step(1);
  }

  /** A step in compare or survey. */
  move(step: Step): void {
    const { view, compare, survey } = this.#app;
    const delta = step === 'next' || step === 'down' || step === 'page-down' ? 1 : -1;
    if (view.mode === 'survey') {
      if (step === 'down' || step === 'up') survey.stepRows(delta, this.columns);
      else if (step === 'first' || step === 'last') {
        const id = survey.shown.at(step === 'first' ? 0 : -1);
        if (id !== undefined) this.#app.selection.activate(id);
      } else survey.step(delta);
    } else if (step === 'first' || step === 'last') compare.toEnd(step);
    else if (step === 'down' || step === 'up') compare.toRun(delta);
    else compare.step(delta);
  }

  /** To the next or previous burst in the loupe, or photo that is in none. */
  toRun(delta: 1 | -1): void {
    const { selection, library, stacks } = this.#app;
    const at = selection.activeIndex;
    if (at < 0) return;
    const to = stacks.nextRun(library.ids, at, delta);
    if (to !== at) selection.moveTo(to);
  }

  /** What is to be said of a verdict on these beside its summary: that a closed stack's cover alone was judged. */
  remark(ids: readonly number[]): string {
    const { view, stacks } = this.#app;
    if (view.mode !== 'grid') return '';
    const closed = ids.map((id) => stacks.stackOf(id)).filter((stack) => stack?.open === false);
    const [first] = closed;
    if (first === undefined) return '';
    return closed.length === 1
      ? `The cover alone of a stack of ${first.members.length}`
      : `The covers alone of ${closed.length} stacks`;
  }

  /** Picks the active frame and rejects the others of its burst that are in view, as one step. */
  async keep(advance: boolean): Promise<void> {
    const { selection, stacks, notices, verdicts } = this.#app;
    const { active } = selection;
    const stack = active === undefined ? undefined : stacks.stackOf(active);
    if (active === undefined || stack === undefined) {
      notices.info('This photo is in no burst: pick or reject it by itself.');
      return;
    }
    if (isSet(stack.group.kind)) {
      const name = GROUP_NAMES[stack.group.kind];
      notices.info(`Every frame of this ${name} is needed: nothing was rejected.`);
      return;
    }
    const others = stack.members.filter((id) => id !== active);
    const giving = verdicts.give(
      [
        { ids: [active], change: { flag: 'pick' } },
        { ids: others, change: { flag: 'reject' } },
      ],
      { reason: 'keep-one' },
    );
    if (advance) this.#pastBurst();
    await giving;
  }

  #pastBurst(): void {
    const { view, compare } = this.#app;
    if (view.mode === 'compare') compare.toRun(1);
    else if (view.mode === 'loupe') this.toRun(1);
    else this.advance();
  }

  /** Opens or closes the stacks of what is selected. */
  toggleStacks(): void {
    const { groups, stacks, selection, targets } = this.#app;
    const found = targets.map((id) => stacks.stackOf(id)).filter((stack) => stack !== undefined);
    const [first] = found;
    if (first === undefined) return;
    const { active } = selection;
    groups.setOpen(
      found.map(({ group }) => group),
      !first.open,
    );
    if (active !== undefined && found.length === 1) selection.only(active);
    this.#app.listChanged();
  }

  toggleStack(group: Group): void {
    const { groups } = this.#app;
    groups.setOpen([group], !groups.isOpen(group));
    this.#app.listChanged();
  }

  /** Opens all stacks, or closes them where one is open. */
  toggleAllStacks(): void {
    const { groups, stacks } = this.#app;
    const all = [...stacks.groups];
    groups.setOpen(all, !all.some((group) => groups.isOpen(group)));
    this.#app.listChanged();
  }

  /** Makes the active photo the cover of its stack, or leaves that to the suggestion again. */
  toggleCover(): void {
    const { groups, selection, stacks, notices } = this.#app;
    const { active } = selection;
    if (active === undefined || stacks.stackOf(active) === undefined) return;
    const before = [...groups.covers];
    const chosen = !groups.covers.has(active);
    groups.setCover(active, chosen);
    notices.info(
      chosen ? 'This photo is the cover of its stack' : 'The cover is the suggested frame again',
      { label: 'Undo', run: () => (groups.covers = new Set(before)) },
    );
  }

  /** Makes one group of what is selected. */
  merge(): void {
    const { targets, notices } = this.#app;
    if (targets.length < 2) {
      notices.info('Select several photos first, to make one stack of them.');
      return;
    }
    this.#regroup('groups.merge', { ids: [...targets] });
  }

  /** Takes what is selected out of its groups: together, or each by itself. A closed stack is dissolved. */
  split(each: boolean): void {
    const { targets, stacks, view, notices } = this.#app;
    const ids = targets.flatMap((id) => {
      const stack = stacks.stackOf(id);
      if (stack === undefined) return [];
      return view.mode === 'grid' && !stack.open ? stack.group.ids : [id];
    });
    if (ids.length === 0) notices.info('What is selected is in no stack.');
    else this.#regroup('groups.split', { ids, each });
  }

  #regroup(
    ...asked:
      ['groups.merge', { ids: number[] }] | ['groups.split', { ids: number[]; each: boolean }]
  ): void {
    const { engine, groups, notices, verdicts, attempt } = this.#app;
    attempt(async () => {
      const { summary } =
        asked[0] === 'groups.merge'
          ? await engine.request(asked[0], asked[1])
          : await engine.request(asked[0], asked[1]);
      await groups.load();
      notices.info(summary, { label: 'Undo', run: () => void verdicts.undo() });
    });
  }

  /** Shows what has neither stars nor a flag; again, everything. Never an empty view. */
  async secondPass(): Promise<void> {
    const { library, engine, notices, selection, view } = this.#app;
    const { stars, flags, ...rest } = library.filter;
    const isOn = stars?.max === 0 && flags?.length === 1 && flags[0] === 'none';
    const { active } = selection;
    if (isOn) {
      await library.ask({ filter: rest });
      if (active !== undefined && library.indexOf(active) >= 0) selection.only(active);
      return;
    }
    const filter = { ...library.filter, ...UNDECIDED };
    const { ids } = await engine.request('photos.query', { filter, sort: library.sort });
    if (ids.length === 0) {
      notices.info('Nothing is undecided here.');
      return;
    }
    await library.ask({ filter });
    if (active === undefined || library.indexOf(active) < 0) selection.moveTo(0);
    if (view.mode === 'survey') this.#app.navigation.showLoupe();
    notices.info(`${formatPlural(this.#app.stacks.photos, 'photo')} to decide on`);
  }

  /** Rejected in the survey: it leaves, and the last one leaves the survey with it. */
  async eliminate(reason: VerdictReason): Promise<void> {
    const { survey, selection, verdicts } = this.#app;
    const { active } = selection;
    if (active === undefined) return;
    const giving = verdicts.give([{ ids: [active], change: { flag: 'reject' } }], { reason });
    if (survey.shown.length > 1) survey.eliminate(active);
    await giving;
  }

  /** Takes the active photo out of the survey, without a verdict. */
  setAside(): void {
    const { survey, selection, notices } = this.#app;
    const { active } = selection;
    if (active === undefined) return;
    if (survey.shown.length < 2) {
      this.#app.navigation.showLoupe();
      return;
    }
    survey.setAside(active);
    notices.info('Set aside without a verdict', {
      label: 'Put it back',
      run: () => survey.putBack(active),
    });
  }

  /** Shows the photos alone; the browser's own full screen with it, where it allows that. */
  toggleFullScreen(on = !this.#app.view.fullScreen): void {
    this.#app.view.fullScreen = on;
    const page = document.documentElement;
    if (on) page.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement !== null) {
      document.exitFullscreen().catch(() => undefined);
    }
  }
}
