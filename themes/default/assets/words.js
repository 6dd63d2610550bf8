// Words of the interface, which stand in modules of their own, "words-SECTION.js", made from `i18n/LANGUAGE.yaml`.

/** A word with what stands in braces filled in. Of several forms the number `n` chooses. */
export const say = (word, values = {}) => {
  const form = () => word[new Intl.PluralRules(document.documentElement.lang || "en").select(values.n)] ?? word.other;
  const text = typeof word === "string" ? word : form();
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
};
