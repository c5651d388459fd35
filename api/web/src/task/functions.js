// FEEL functions that the server has and feelin lacks: given to every expression as if they were variables.
// feelin reads the parameters off the text of a function, so they stand in parentheses.
export const FUNCTIONS = {
  'get or else': (value, fallback) => (value === null || value === undefined ? fallback : value),
  'is defined': (value) => value !== null && value !== undefined,
  'is blank': (text) => (typeof text === 'string' ? text.trim() === '' : null),
  'is empty': (list) => (Array.isArray(list) ? list.length === 0 : null),
};
