// A draft of the edited text, kept in this browser: survives a closed tab, a crash and an expired session.
const PREFIX = 'servicelane.draft.';
const KEPT_DAYS = 30;

/** The draft for one resource: `read() -> {text, at, base} | null`, `write(text, base)`, `drop()`. */
export function draftOf(kind, name) {
  const key = `${PREFIX}${kind}.${name}`;
  return {
    read: () => parse(localStorage.getItem(key)),
    write(text, base) {
      try {
        localStorage.setItem(key, JSON.stringify({ text, base, at: Date.now() }));
        return true;
      } catch {
        return false;                                                // storage full or forbidden: the guard on leaving remains
      }
    },
    drop: () => localStorage.removeItem(key)
  };
}

/** Remove drafts that nobody opened for a month. */
export function dropOldDrafts() {
  const oldest = Date.now() - KEPT_DAYS * 86_400_000;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && (parse(localStorage.getItem(key))?.at ?? 0) < oldest) localStorage.removeItem(key);
  }
}

function parse(text) {
  try {
    const draft = JSON.parse(text);
    return typeof draft?.text === 'string' ? draft : null;
  } catch {
    return null;
  }
}
