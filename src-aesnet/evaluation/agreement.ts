import { bootstrap, type BootstrapOptions, type Estimate } from './bootstrap.ts';
import { mean, requireSameLength, take, type Values } from './values.ts';

/** Pictures of which a model says nearly the same, and what people say of them. */
export interface AgreementBin {
  readonly pictures: number;
  /** Mean of what the model says. */
  readonly predicted: number;
  /** Mean of what people say. */
  readonly rated: Estimate;
}

/** Some hundred pictures a bin on a thousand. */
const BINS = 12;

/**
 * What people say by what a model says: pictures in the order of the predictions, in bins of equal size. On the diagonal the
 * predictions mean what they say; flatter, and they say too much. Fewer bins where there are few pictures, none without any.
 */
export function agreement(
  predicted: Values,
  rated: Values,
  options?: BootstrapOptions,
): AgreementBin[] {
  requireSameLength(predicted, rated);
  const count = predicted.length;
  const order = Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => (predicted[a] as number) - (predicted[b] as number),
  );
  const bins = Math.min(BINS, count);
  return Array.from({ length: bins }, (_, bin) => {
    const rows = order.slice(
      Math.round((bin * count) / bins),
      Math.round(((bin + 1) * count) / bins),
    );
    const own = take(rated, rows);
    return {
      pictures: rows.length,
      predicted: mean(take(predicted, rows)),
      rated: bootstrap(own.length, (drawn) => mean(take(own, drawn)), options),
    };
  });
}
