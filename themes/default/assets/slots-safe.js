// What is safe in an address and in a command.

/** Controls, line ends, and characters that change the order of others or have no width. */
export const UNSEEN =
  /[\p{Cc}\p{Cs}\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** An address that a page may link to, or nothing. A user name in it hides where it leads. */
export const web = (text) => {
  const url = URL.canParse(text) ? new URL(text) : {};
  return /^(https?|mailto):$/.test(url.protocol) && !url.username && !url.password ? url.href : undefined;
};
