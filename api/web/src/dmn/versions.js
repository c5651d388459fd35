// dmn-js reads DMN 1.3 only. What decisions are made of is the same from 1.2 to 1.5: the namespaces are exchanged on
// the way in and back on the way out, so a file keeps the version it has.
const READ = { model: 'https://www.omg.org/spec/DMN/20191111/MODEL/', drawing: 'https://www.omg.org/spec/DMN/20191111/DMNDI/' };
const OTHERS = ['http://www.omg.org/spec/DMN/20180521', 'https://www.omg.org/spec/DMN/20211108', 'https://www.omg.org/spec/DMN/20230324', 'https://www.omg.org/spec/DMN/20240513'];

/** `{text, restore}`: the file as DMN 1.3, and a function that gives a saved text its own version back. */
export function asReadable(text) {
  const own = OTHERS.find(version => text.includes(`"${version}/MODEL/"`));
  if (!own) return { text, restore: saved => saved };
  const pairs = [[`${own}/MODEL/`, READ.model], [`${own}/DMNDI/`, READ.drawing]];
  return {
    text: pairs.reduce((all, [from, to]) => all.replaceAll(from, to), text),
    restore: saved => pairs.reduce((all, [from, to]) => all.replaceAll(to, from), saved)
  };
}
