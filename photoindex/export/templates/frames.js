// Puts tall photos beside each other on a wide screen, and wide ones above each other on a tall screen. A frame is a list
// of cells {index, left, top, width, height} that are shown at the same time.
const Frames = (() => {
  const GAP = 4;
  const WIDE = 1.25; // the least ratio of the sides of a screen that takes two photos
  const TALL = 1.1; // the least ratio of the sides of a photo that shares a screen
  const SQUARE = 0.9; // the same, if both photos fill their halves
  const NARROW = 1.6; // three such photos may share a screen
  const ratio = (size) => size.width / size.height;

  function cells(first, count, view) {
    const across = view.width > view.height;
    const long = ((across ? view.width : view.height) - GAP * (count - 1)) / count;
    return Array.from({ length: count }, (_, at) => ({
      index: first + at,
      left: across ? at * (long + GAP) : 0,
      top: across ? 0 : at * (long + GAP),
      width: across ? long : view.width,
      height: across ? view.height : long,
    }));
  }

  // How much taller a photo is than wide on a wide screen; how much wider than tall on a tall screen.
  function excess(photo, view) {
    if (!photo.width || !photo.height) return 0;
    return view.width > view.height ? 1 / ratio(photo) : ratio(photo);
  }

  function fills(photos, frame) {
    return frame.every((cell) => Placement.place(photos[cell.index], cell, photos[cell.index].faces).mode === "fill");
  }

  function frameAt(photos, at, view) {
    const alone = cells(at, 1, view);
    const screen = Math.max(ratio(view), 1 / ratio(view));
    if (screen < WIDE || !excess(photos[at], view) || fills(photos, alone)) return alone;
    const run = (count, least) => {
      const some = photos.slice(at, at + count);
      return some.length === count &&
        some.every((photo) => excess(photo, view) >= least && photo.chapter === photos[at].chapter);
    };
    const three = cells(at, 3, view);
    if (run(3, NARROW) && fills(photos, three)) return three;
    const two = cells(at, 2, view);
    return run(2, TALL) || (run(2, SQUARE) && fills(photos, two)) ? two : alone;
  }

  function arrange(photos, view) {
    const frames = [];
    for (let at = 0; at < photos.length; at += frames.at(-1).length) frames.push(frameAt(photos, at, view));
    return frames;
  }

  return { arrange };
})();
