// Values from a JSON file of the page's own host.

const LONGEST = 1_000_000;

/** Loads a file into the data layer, in place of what was there. Slots without a value are pending meanwhile. */
export const load = async (core, url) => {
  const file = new URL(url, document.baseURI);
  if (file.origin !== location.origin) throw new TypeError(`${file.origin} is another host`);
  core.loading += 1;
  core.touch(core.slots.values());
  try {
    const response = await fetch(file, { redirect: "error" });
    if (!response.ok) throw new TypeError(`${file} answers ${response.status}`);
    const text = await response.text();
    const values = text.length > LONGEST ? undefined : JSON.parse(text);
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      throw new TypeError(`${file} is no JSON object of at most ${LONGEST} characters`);
    }
    return await core.put("data", Object.entries(values), true);
  } finally {
    core.loading -= 1;
    core.touch(core.slots.values());
  }
};
