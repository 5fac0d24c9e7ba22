"use strict";

// Positions a photo in a window so that every face stays in view. Pure geometry: sizes in CSS pixels, faces as
// [x, y, width, height, ...] in fractions of the photo. A position is {x, y, scale}: where the photo's upper left corner
// lies, and how many CSS pixels one of its pixels takes.
const Placement = (() => {
  const LEAST_SEEN = 0.7; // a photo fills the window only if at least this much of it stays visible
  const MOST_ENLARGED = 3; // beyond this, pixels show
  const ZOOM = 1.14;
  const MIDDLE = { x: 0.5, y: 0.45 };
  const FREEDOM = { fill: [1, 1.8], fit: [0.75, 1.6] }; // how far eyes may be moved onto eyes, in scales of the photo
  // Hair, ears and chin, in sizes of the face; and the least of it, where a photo could not fill the window otherwise.
  const HEAD = { side: 0.25, above: 0.45, below: 0.3 };
  const TIGHT = { side: 0.08, above: 0.2, below: 0.12 };

  const MOST_TILTED = 0.2; // radians between two lines through eyes that can be faded into each other

  const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

  function around(faces, room = HEAD) {
    if (!faces.length) return null;
    let [left, top, right, bottom] = [1, 1, 0, 0];
    for (const [x, y, width, height] of faces) {
      left = Math.min(left, x - width * room.side);
      right = Math.max(right, x + width * (1 + room.side));
      top = Math.min(top, y - height * room.above);
      bottom = Math.max(bottom, y + height * (1 + room.below));
    }
    return {
      left: Math.max(0, left), top: Math.max(0, top), right: Math.min(1, right), bottom: Math.min(1, bottom),
    };
  }

  // Where the edge of a photo may lie along one direction: a photo that is longer than the window covers it.
  function reach(size, room) {
    return [Math.min(0, room - size), Math.max(0, room - size)];
  }

  // The position in which a point of the photo (in fractions) is as close to the middle of the window as possible.
  function towards(image, view, scale, at) {
    const along = (size, room, point) =>
      size <= room ? (room - size) / 2 : clamp(room - size, room / 2 - size * point, 0);
    return {
      x: along(image.width * scale, view.width, at.x), y: along(image.height * scale, view.height, at.y), scale,
    };
  }

  function inView(image, view, position, box) {
    const left = position.x + box.left * image.width * position.scale;
    const right = position.x + box.right * image.width * position.scale;
    const top = position.y + box.top * image.height * position.scale;
    const bottom = position.y + box.bottom * image.height * position.scale;
    return left >= -0.5 && top >= -0.5 && right <= view.width + 0.5 && bottom <= view.height + 0.5;
  }

  // Two positions, between which the photo moves: from the whole photo to the faces.
  function place(image, view, faces, leastSeen = LEAST_SEEN) {
    const fill = Math.max(view.width / image.width, view.height / image.height);
    const fit = Math.min(view.width / image.width, view.height / image.height);
    const crops = fit / fill >= leastSeen && fill <= MOST_ENLARGED;
    const filled = crops && (moved(image, view, fill, around(faces)) ?? moved(image, view, fill, around(faces, TIGHT)));
    if (filled) return { mode: "fill", ...filled };
    const scale = Math.min(fit, MOST_ENLARGED);
    const still = (factor) => towards(image, view, scale * factor, MIDDLE);
    return { mode: "fit", from: still(0.97), to: still(1) };
  }

  // The positions of a photo that fills the window; null if the heads do not fit into it.
  function moved(image, view, fill, heads) {
    const focus = heads ? { x: (heads.left + heads.right) / 2, y: (heads.top + heads.bottom) / 2 } : MIDDLE;
    const sees = (position) => !heads || inView(image, view, position, heads);
    const [middle, aimed, near] = [towards(image, view, fill, MIDDLE), towards(image, view, fill, focus),
      towards(image, view, fill * ZOOM, focus)];
    if (!sees(aimed)) return null;
    return { from: sees(middle) ? middle : aimed, to: sees(near) ? near : aimed };
  }

  // Positions of two portraits in which their eyes lie in the same place, as close as possible to where the first one
  // ends; null if there are none. A portrait is {size, faces, eyes, placement}.
  function meet(before, after, view) {
    const pixels = ({ size, eyes: [a, b, c, d] }) => Math.hypot((c - a) * size.width, (d - b) * size.height);
    const middle = ({ eyes: [a, b, c, d] }) => ({ x: (a + c) / 2, y: (b + d) / 2 });
    const tilt = ({ size, eyes: [a, b, c, d] }) => Math.atan2((d - b) * size.height, (c - a) * size.width);
    const both = [before, after];
    if (Math.abs(tilt(before) - tilt(after)) > MOST_TILTED) return null;
    const ranges = both.map((one) => {
      const { mode, from } = one.placement;
      const usual = mode === "fill" ? from.scale : from.scale / 0.97;
      return FREEDOM[mode].map((factor) => Math.min(factor * usual, MOST_ENLARGED) * pixels(one));
    });
    const [low, high] = [Math.max(...ranges.map((range) => range[0])), Math.min(...ranges.map((range) => range[1]))];
    if (!(low > 0 && low <= high)) return null;
    const apart = clamp(low, before.placement.to.scale * pixels(before), high);
    const scales = both.map((one) => apart / pixels(one));
    const at = {};
    for (const [axis, side] of [["x", "width"], ["y", "height"]]) {
      const spans = both.map((one, which) => {
        const size = one.size[side] * scales[which];
        return reach(size, view[side]).map((edge) => edge + middle(one)[axis] * size);
      });
      const [first, last] = [Math.max(spans[0][0], spans[1][0]), Math.min(spans[0][1], spans[1][1])];
      if (first > last) return null;
      const { to } = before.placement;
      at[axis] = clamp(first, to[axis] + middle(before)[axis] * before.size[side] * to.scale, last);
    }
    const positions = both.map((one, which) => ({
      x: at.x - middle(one).x * one.size.width * scales[which],
      y: at.y - middle(one).y * one.size.height * scales[which],
      scale: scales[which],
    }));
    const visible = both.every((one, which) => inView(one.size, view, positions[which], around(one.faces)));
    return visible ? positions : null;
  }

  // Whether a text in this part of the window {left, top, right, bottom} would cover a face.
  function hides(faces, image, position, part) {
    return faces.some(([x, y, width, height]) => {
      const left = position.x + x * image.width * position.scale;
      const top = position.y + y * image.height * position.scale;
      return left < part.right && left + width * image.width * position.scale > part.left &&
        top < part.bottom && top + height * image.height * position.scale > part.top;
    });
  }

  return { place, meet, hides };
})();
