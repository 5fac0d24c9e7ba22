// Send answers one after another, in the order in which they were given, so that undo takes back the right one.
let last = Promise.resolve();

export function inOrder(send) {
  const result = last.then(send);
  last = result.catch(() => {});
  return result;
}
