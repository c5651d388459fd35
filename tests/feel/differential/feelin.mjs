// Reads a JSON array of FEEL texts from stdin; writes what feelin makes of each as a JSON array.
import { readFileSync } from 'node:fs';
import { evaluate } from 'feelin';

function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'function') return 'function';
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  const kind = value.constructor?.name ?? 'Object';
  if (kind === 'Range') return 'range';
  if (kind === 'FunctionWrapper') return 'function';
  if (kind !== 'Object' && typeof value.toString === 'function') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function answer(text) {
  try {
    return { value: plain(evaluate(text, {}).value) };
  } catch (error) {
    return { error: String(error.message ?? error).split('\n')[0] };
  }
}

const texts = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map(answer)));
