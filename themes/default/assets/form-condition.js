// When a field of a form is shown. The build evaluates conditions by the same rules, and a test holds one against the other.

/** Ids and values are the same if this is: without blanks at the ends, and without ASCII case. */
export const fold = (text) => text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Whether a condition holds. It is `true`, `false`, `["==", id, value]`, `["!=", id, value]` with `null` for no answer, or
 * `["&&", …]` and `["||", …]`. `answers` is given the `fold` of a field's id and returns the values that are chosen: none
 * for a field that is unknown, unanswered or hidden.
 */
export const holds = (condition, answers) => {
  if (!Array.isArray(condition)) return condition;
  const [operator, ...parts] = condition;
  if (operator === "&&") return parts.every((part) => holds(part, answers));
  if (operator === "||") return parts.some((part) => holds(part, answers));
  const [id, value] = parts;
  const chosen = answers(fold(id)).map(fold).filter(Boolean);
  return (value === null ? !chosen.length : chosen.includes(fold(value))) === (operator === "==");
};
