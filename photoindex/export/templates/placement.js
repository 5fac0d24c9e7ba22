"use strict";

// Positions a photo in the window so that every face stays in view. Pure geometry: sizes in CSS pixels, faces as
// [x, y, width, height] in fractions of the photo. The result is two positions {x, y, scale} between which it drifts.
const Placement = (() => {
  const LEAST_SEEN = 0.7; // a photo fills the window only if at least this much of it stays visible
  const MOST_ENLARGED = 2.5; // beyond this, pixels show
  const ZOOM = 1.08;
  const AROUND_FACE = { side: 0.25, above: 0.45, below: 0.3 }; // hair, ears and chin, in sizes of the face

  function around(faces) {
    if (!faces.length) return null;
    let [left, top, right, bottom] = [1, 1, 0, 0];
    for (const [x, y, width, height] of faces) {
      left = Math.min(left, x - width * AROUND_FACE.side);
      right = Math.max(right, x + width * (1 + AROUND_FACE.side));
      top = Math.min(top, y - height * AROUND_FACE.above);
      bottom = Math.max(bottom, y + height * (1 + AROUND_FACE.below));
    }
    return {
      left: Math.max(0, left), top: Math.max(0, top), right: Math.min(1, right), bottom: Math.min(1, bottom),
    };
  }

  function filling(image, view, scale, focus) {
    // The focus moves to the centre as far as the photo still covers the window, so that its surroundings stay in view.
    const along = (size, room, at) => Math.min(0, Math.max(room - size * scale, room / 2 - size * scale * at));
    return { x: along(image.width, view.width, focus.x), y: along(image.height, view.height, focus.y), scale };
  }

  function centred(image, view, scale) {
    return { x: (view.width - image.width * scale) / 2, y: (view.height - image.height * scale) / 2, scale };
  }

  function place(image, view, faces) {
    const fill = Math.max(view.width / image.width, view.height / image.height);
    const fit = Math.min(view.width / image.width, view.height / image.height);
    const group = around(faces);
    const focus = group
      ? { x: (group.left + group.right) / 2, y: (group.top + group.bottom) / 2 }
      : { x: 0.5, y: 0.45 };
    const holdsFaces = (scale) => !group || (
      (group.right - group.left) * image.width * scale <= view.width &&
      (group.bottom - group.top) * image.height * scale <= view.height
    );
    if (fit / fill >= LEAST_SEEN && fill <= MOST_ENLARGED && holdsFaces(fill)) {
      const near = holdsFaces(fill * ZOOM) ? fill * ZOOM : fill;
      return {
        mode: "fill",
        from: filling(image, view, fill, focus),
        to: filling(image, view, near, focus),
      };
    }
    const scale = Math.min(fit, MOST_ENLARGED);
    return { mode: "fit", from: centred(image, view, scale * 0.97), to: centred(image, view, scale) };
  }

  // Whether a caption in the lower left or right corner would cover a face.
  function hides(faces, image, position, corner) {
    return faces.some(([x, y, width, height]) => {
      const left = position.x + x * image.width * position.scale;
      const top = position.y + y * image.height * position.scale;
      return left < corner.right && left + width * image.width * position.scale > corner.left &&
        top + height * image.height * position.scale > corner.top;
    });
  }

  return { place, hides };
})();
