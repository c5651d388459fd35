// FEEL functions that the server has and feelin lacks: given to every expression as if they were variables.
// feelin reads the parameters off the text of a function; the minifier would take the parentheses of an arrow's.
export const FUNCTIONS = {
  'get or else': function (value, fallback) { return value === null || value === undefined ? fallback : value; },
  'is defined': function (value) { return value !== null && value !== undefined; },
  'is blank': function (text) { return typeof text === 'string' ? text.trim() === '' : null; },
  'is empty': function (list) { return Array.isArray(list) ? list.length === 0 : null; },
};
